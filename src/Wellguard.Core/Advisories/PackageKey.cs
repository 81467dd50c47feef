using Wellguard.Inventories;

namespace Wellguard.Advisories;

/// <summary>How OSV names what a purl names (OSV schema, "affected[].package", "Defined ecosystems").</summary>
/// <param name="Ecosystem">Without what stands behind a colon: <c>npm</c>, <c>Debian</c>.</param>
/// <param name="Name">Normalised; of a distro's package that of its source.</param>
/// <param name="Version">Null: not known.</param>
/// <param name="Release">Of a distro: <c>12</c>, <c>22.04</c>, <c>v3.18</c>; else null.</param>
internal sealed record PackageKey(string Ecosystem, string Name, string? Version, string? Release = null)
{
    /// <summary>Null for a type of which OSV has no ecosystem.</summary>
    public static PackageKey? Of(Purl purl)
    {
        var full = string.IsNullOrEmpty(purl.Namespace) ? purl.Name : $"{purl.Namespace}/{purl.Name}";
        return purl.Type switch
        {
            "npm" => Plain("npm", full),
            "pypi" => Plain("PyPI", purl.Name),
            "nuget" => Plain("NuGet", purl.Name),
            "gem" => Plain("RubyGems", purl.Name),
            "cargo" => Plain("crates.io", purl.Name),
            "golang" => Plain("Go", full),
            "composer" => Plain("Packagist", full),
            "hex" => Plain("Hex", full),
            "pub" => Plain("Pub", purl.Name),
            "maven" => Plain("Maven", $"{purl.Namespace}:{purl.Name}"),
            "deb" when purl.Namespace is "debian" => OfDistro("Debian", "debian-"),
            "deb" when purl.Namespace is "ubuntu" => OfDistro("Ubuntu", "ubuntu-"),
            "apk" when purl.Namespace is "alpine" => OfDistro("Alpine", "alpine-"),
            _ => null,
        };

        PackageKey Plain(string ecosystem, string name) => new(ecosystem, Normal(ecosystem, name), purl.Version);

        PackageKey OfDistro(string ecosystem, string distro)
        {
            var source = Qualifier("upstream")?.Split('@', 2);
            return new(ecosystem, source?[0] ?? purl.Name, source is [_, var version] ? version : purl.Version, ReleaseOf(ecosystem, distro));
        }

        string? ReleaseOf(string ecosystem, string distro)
        {
            var release = Qualifier("distro") is { } named && named.StartsWith(distro, StringComparison.Ordinal) ? named[distro.Length..] : "";
            return ecosystem == "Alpine" ? "v" + string.Join('.', release.Split('.').Take(2)) : release;
        }

        string? Qualifier(string key) => purl.Qualifiers.Where(pair => pair.Key == key).Select(static pair => pair.Value).FirstOrDefault();
    }

    /// <summary>The name under which an ecosystem knows a package however it is spelled; purls write Go's and Packagist's names in lower case.</summary>
    public static string Normal(string ecosystem, string name) => ecosystem switch
    {
        "PyPI" => Purl.PythonName(name),
        "NuGet" or "Go" or "Packagist" => name.ToLowerInvariant(),
        _ => name,
    };

    /// <param name="release">Of an advisory: <c>12</c>, <c>22.04:LTS</c>; empty means every one.</param>
    public bool IsOf(ReadOnlySpan<char> release) =>
        release.IsEmpty || Release is null || (Release.Length > 0 && release.StartsWith(Release) && (release.Length == Release.Length || release[Release.Length] == ':'));
}
