using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A NuGet package: a project that refers to it is built, which runs its targets; its libraries are loaded (module initialisers) and their public entry points called.</summary>
internal static partial class NuGetSample
{
    private const string Feed = "/root/feed";
    private const string Packages = "/root/.nuget/packages";
    private const string Sdk = "/usr/lib/dotnet";

    public static Sample Of(PackageArchive package)
    {
        var machine = SdkOfMachine();
        var known = Name.IsMatch(package.Name) && Versions.IsMatch(package.Version) && package.Version.Length > 0;
        return new(Sample.ArtifactOf(package), Driver.Config(["/bin/sh", "test.sh", .. package.Assemblies.Where(static name => Name.IsMatch(name))],
            KeyValuePair.Create("DOTNET_ROOT", Sdk), KeyValuePair.Create("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), KeyValuePair.Create("DOTNET_NOLOGO", "1"), KeyValuePair.Create("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"), KeyValuePair.Create("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1")))
        {
            Base = BaseSystem.Shell,
            Folders = machine is null ? [] : [(machine, Sdk)],
            FillAsync = async (folder, isOffline, cancel) =>
            {
                if (machine is null)
                {
                    throw new IOException("a NuGet package needs the .NET SDK of this machine, and there is no 'dotnet' in PATH");
                }

                Driver.Put(folder, "nuget.sh", Driver.Project + "/test.sh");
                Driver.Put(folder, "nuget.txt", Driver.Project + "/Program.cs");
                Driver.Put(folder, Encoding.UTF8.GetBytes(Project(known ? [KeyValuePair.Create(package.Name, $"[{package.Version}]")] : [])), Driver.Project + "/app.csproj");
                Driver.Put(folder, Encoding.UTF8.GetBytes($"""<configuration><packageSources><clear/><add key="feed" value="{Feed}"/></packageSources></configuration>"""), Driver.Project + "/nuget.config");
                Driver.PutFile(folder, package.Path, $"{Feed}/{(known ? $"{package.Name}.{package.Version}".ToLowerInvariant() : "package")}.nupkg");
                Directory.CreateDirectory(folder + Packages);
                return new(known ? await FetchAsync(package, folder, isOffline, cancel).ConfigureAwait(false) : [new("open", package.Path, "its name or version is none that a project can refer to: only its libraries are loaded")]);
            },
        };
    }

    /// <summary>What the package depends on, by the machine's SDK and its configuration, into the packages folder of the cell. A restore runs nothing of a package.</summary>
    private static async Task<IReadOnlyList<Shortfall>> FetchAsync(PackageArchive package, string folder, bool isOffline, CancellationToken cancel)
    {
        var (known, missed) = Dependencies.Part(package.Dependencies, Name, Ranges, isOffline);
        if (known.Count == 0)
        {
            return missed;
        }

        var project = Path.Combine(folder, "fetch");
        Directory.CreateDirectory(project);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(project, "app.csproj"), Project(known), cancel).ConfigureAwait(false);
            var (code, said) = await Tool.TryAsync("dotnet", ["restore", Path.Combine(project, "app.csproj"), "--packages", folder + Packages, "-v", "quiet", "-nodeReuse:false"], limit: Dependencies.FetchLimit, cancel: cancel).ConfigureAwait(false);
            return code == 0 ? missed : [.. missed, new("dependencies", package.Name, $"could not be fetched: {said.Trim().Split('\n')[0].Replace(project, "", StringComparison.Ordinal)}")];
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }
    }

    private static string Project(IEnumerable<KeyValuePair<string, string>> references) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>disable</Nullable><ImplicitUsings>enable</ImplicitUsings><NuGetAudit>false</NuGetAudit><UseAppHost>false</UseAppHost></PropertyGroup>
          <ItemGroup>{string.Concat(references.Select(static pair => $"<PackageReference Include=\"{pair.Key}\" Version=\"{(pair.Value.Length > 0 ? SecurityElement.Escape(pair.Value) : "*")}\"/>"))}</ItemGroup>
        </Project>
        """;

    /// <summary>The folder of <c>dotnet</c> in PATH, links followed.</summary>
    private static string? SdkOfMachine() =>
        Tool.Find("dotnet") is { } found
            ? Path.GetDirectoryName(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found) : null;

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }

    [GeneratedRegex("^[0-9A-Za-z.+-]{0,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Versions { get; }

    [GeneratedRegex(@"^[][()0-9A-Za-z.,*+ -]{0,128}$", RegexOptions.NonBacktracking)]
    private static partial Regex Ranges { get; }
}
