using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A Python package: built and installed, then the interpreter starts (<c>.pth</c>), its modules are imported, functions called, console scripts started.</summary>
internal static partial class PythonSample
{
    private const string Wheels = "/root/wheels";

    public static Sample Of(PackageArchive package)
    {
        var file = package.Format == PackageFormat.PythonWheel ? System.IO.Path.GetFileName(package.Path) : "package.tar.gz";
        return new(Sample.ArtifactOf(package), Driver.Config(["/bin/sh", "test.sh", "./" + file, package.Name]))
        {
            Base = BaseSystem.Python,
            FillAsync = async (folder, isOffline, cancel) =>
            {
                Driver.Put(folder, "python.sh", Driver.Project + "/test.sh");
                Driver.Put(folder, "python.py", Driver.Project + "/test.py");
                Driver.PutFile(folder, package.Path, Driver.Project + "/" + file);
                Directory.CreateDirectory(folder + Wheels);
                return new(await FetchAsync(package, folder + Wheels, isOffline, cancel).ConfigureAwait(false));
            },
        };
    }

    /// <summary>
    /// What the package depends on, by the machine's pip and its configuration. Only wheels: nothing of them runs when they are fetched. Each by itself when they
    /// cannot be had together, so that one that is missing costs only itself.
    /// </summary>
    private static async Task<IReadOnlyList<Shortfall>> FetchAsync(PackageArchive package, string folder, bool isOffline, CancellationToken cancel)
    {
        var (known, unknown) = Dependencies.Part(package.Dependencies, Name, Versions, isOffline);
        List<Shortfall> missed = [.. unknown];
        if (known.Count == 0 || await DownloadAsync(known.Select(static pair => pair.Key + pair.Value)).ConfigureAwait(false) is not { } problem)
        {
            return missed;
        }

        if (known.Count == 1)
        {
            return [.. missed, new("dependencies", known[0].Key, problem)];
        }

        foreach (var pair in known)
        {
            if (await DownloadAsync([pair.Key + pair.Value]).ConfigureAwait(false) is { } why)
            {
                missed.Add(new("dependencies", pair.Key, why));
            }
        }

        return missed;

        async Task<string?> DownloadAsync(IEnumerable<string> wanted)
        {
            var (code, said) = await Tool.TryAsync("python3", ["-m", "pip", "download", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "--no-input", "--python-version", "3.11", "--dest", folder, "--", .. wanted], limit: Dependencies.FetchLimit, cancel: cancel).ConfigureAwait(false);
            return code == 0 ? null : "could not be fetched as a wheel: " + said.Trim().Split('\n')[^1];
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }

    /// <summary>Versions, extras and markers (PEP 508); not addresses.</summary>
    [GeneratedRegex(@"^[][()A-Za-z0-9_.,;<>=!~*+'"" -]{0,300}$", RegexOptions.NonBacktracking)]
    private static partial Regex Versions { get; }
}
