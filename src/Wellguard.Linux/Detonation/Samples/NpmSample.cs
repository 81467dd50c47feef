using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>An npm package: installed with its scripts, loaded, its functions called, its commands started.</summary>
internal static partial class NpmSample
{
    private const string File = "package.tgz";

    public static Sample Of(PackageArchive package) => new(Sample.ArtifactOf(package), Driver.Config(["/bin/sh", "test.sh", "./" + File, package.Name, .. package.Commands.Select(static command => command.Key).Where(static command => Command.IsMatch(command))]))
    {
        Base = BaseSystem.Node,
        FillAsync = async (folder, isOffline, cancel) =>
        {
            Driver.Put(folder, "npm.sh", Driver.Project + "/test.sh");
            Driver.Put(folder, "npm.mjs", Driver.Project + "/test.mjs");
            Driver.Put(folder, """{"name":"app","version":"1.0.0","private":true}"""u8, Driver.Project + "/package.json");
            Driver.PutFile(folder, package.Path, Driver.Project + "/" + File);
            return await FetchAsync(package, folder, isOffline, cancel).ConfigureAwait(false);
        },
    };

    /// <summary>
    /// What the package depends on, by the machine's npm and its configuration; the registry of the cell serves it again. No script runs: the project that is resolved
    /// is ours and names only versions; the package itself, and what is not in a registry, is not part of it.
    /// </summary>
    private static async Task<Supplies> FetchAsync(PackageArchive package, string folder, bool isOffline, CancellationToken cancel)
    {
        var (known, unknown) = Dependencies.Part(package.Dependencies.ExceptBy(package.OptionalDependencies.Select(static pair => pair.Key), static pair => pair.Key), Name, Versions, isOffline);
        var (optional, others) = Dependencies.Part(package.OptionalDependencies, Name, Versions, isOffline);
        List<Shortfall> missed = [.. unknown, .. others];
        if (known.Count + optional.Count == 0)
        {
            return new(missed);
        }

        var project = Path.Combine(folder, "fetch");
        Directory.CreateDirectory(project);
        try
        {
            var manifest = new JsonObject { ["name"] = "app", ["version"] = "1.0.0", ["private"] = true, ["dependencies"] = Map(known), ["optionalDependencies"] = Map(optional) };
            await System.IO.File.WriteAllTextAsync(Path.Combine(project, "package.json"), manifest.ToJsonString(), cancel).ConfigureAwait(false);
            var (code, said) = await Tool.TryAsync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--no-progress", "--loglevel=error", "--cache", Path.Combine(project, "cache"), "--prefix", project], limit: Dependencies.FetchLimit, cancel: cancel).ConfigureAwait(false);
            var (_, registry) = await Tool.TryAsync("npm", ["config", "get", "registry", "--prefix", project], cancel: cancel).ConfigureAwait(false);
            if (Uri.TryCreate(registry.Trim(), UriKind.Absolute, out var address))
            {
                // The address and nothing else, no credentials.
                Driver.Put(folder, System.Text.Encoding.UTF8.GetBytes($"registry={address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}\n"), Driver.Project + "/.npmrc");
            }

            if (code != 0)
            {
                missed.Add(new("dependencies", package.Name, $"could not be fetched: {said.Trim().Split('\n')[0]}"));
            }

            var (served, isCut) = NpmCache.Read(Path.Combine(project, "cache"));
            return new(isCut ? [.. missed, new("dependencies", package.Name, "they are larger than a cell's registry serves")] : missed) { Served = served };
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string>> texts) => new(texts.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    [GeneratedRegex("^(@[a-z0-9~-][a-z0-9._~-]{0,100}/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]{0,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }

    /// <summary>Ranges and tags; not git, files, addresses, aliases.</summary>
    [GeneratedRegex("^[0-9a-zA-Z.*^~<>=| +-]{0,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Versions { get; }

    [GeneratedRegex("^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex Command { get; }
}
