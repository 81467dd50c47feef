using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Where other tools keep the archives that they fetched. What lies there is what its digest says that it is.</summary>
/// <param name="variable">Looks up an environment variable.</param>
/// <param name="folder">Of the project.</param>
internal sealed class ToolCaches(Func<string, string?> variable, string folder, CargoConfig cargo, GoConfig go)
{
    /// <summary>Attack, or years of use: a cache of a thousand registries, each looked into for every package.</summary>
    private const int MostFolders = 64;

    /// <summary>Files that may be the archive of exactly this version.</summary>
    public IEnumerable<string> Of(PackageReference reference) => reference.Version is not { } version ? [] : reference.Ecosystem switch
    {
        Ecosystem.NuGet => Below(variable("NUGET_PACKAGES") ?? Home(".nuget/packages"), NuGetPath(reference.Name.ToLowerInvariant(), NuGetFeed.Normal(version))),
        Ecosystem.Crates => Folders(Below(cargo.Home, "registry/cache")).SelectMany(at => Below(at, $"{reference.Name}-{version}.crate")),
        Ecosystem.RubyGems => GemFolders().SelectMany(at => Below(at, $"{reference.Name}-{version}.gem")),
        Ecosystem.Go => Below(go.Modules, $"cache/download/{GoProxy.Escaped(reference.Name)}/@v/{GoProxy.Escaped(version)}.zip"),
        _ => [],
    };

    private static string NuGetPath(string id, string version) => $"{id}/{version}/{id}.{version}.nupkg";

    private IEnumerable<string> GemFolders() =>
    [
        Path.Combine(folder, "vendor/cache"),
        .. Below(variable("GEM_HOME"), "cache"),
        .. Folders(Below(Home(".gem"), "ruby")).Concat(Folders(Below(Home(".local/share/gem"), "ruby"))).Select(static at => Path.Combine(at, "cache")),
    ];

    private string? Home(string path) => variable("HOME") is { } home ? Path.Combine(home, path) : null;

    private static IEnumerable<string> Below(string? folder, string path) => folder is null ? [] : [Path.Combine(folder, path)];

    private static IEnumerable<string> Folders(IEnumerable<string> above)
    {
        try
        {
            return [.. above.Where(Directory.Exists).SelectMany(static at => Directory.EnumerateDirectories(at)).Take(MostFolders).Order(StringComparer.Ordinal)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
