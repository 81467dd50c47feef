using Wellguard.Advisories.Ordering;
using Wellguard.Inventories;

namespace Wellguard.Registries.Packages;

/// <summary>What the name of a Python archive says (PEP 427, "File name convention"; PEP 625).</summary>
/// <param name="Rank">Of the archives of a version: 0 is its source archive, then wheels, the most usual first.</param>
internal sealed record PythonFile(string Name, string Version, int Rank)
{
    public bool IsSource => Rank == 0;

    /// <summary>Null for what is neither a wheel nor a source archive of this project.</summary>
    public static PythonFile? Of(string file, string project)
    {
        if (file.EndsWith(".whl", StringComparison.OrdinalIgnoreCase))
        {
            var parts = file[..^4].Split('-');
            return parts.Length is 5 or 6 && IsProject(parts[0], project) ? new(file, parts[1], RankOf(parts[^3], parts[^2], parts[^1])) : null;
        }

        foreach (var end in (string[])[".tar.gz", ".zip", ".tgz", ".tar.bz2"])
        {
            if (file.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                // Old names have dashes in them: the version is what follows the project's name.
                var stem = file[..^end.Length];
                for (var dash = stem.IndexOf('-', StringComparison.Ordinal); dash > 0; dash = stem.IndexOf('-', dash + 1))
                {
                    if (IsProject(stem[..dash], project))
                    {
                        return new(file, stem[(dash + 1)..], 0);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The same version in another spelling (PEP 440, "Normalization").</summary>
    public static bool IsSame(string one, string other) => VersionOrder.Compare("PyPI", one, other) is { } order ? order == 0 : one == other;

    /// <summary>For who asks for the newest one, which is no preview (PEP 440, "Handling of pre-releases"): its place in the order; null for a preview and for what is no version.</summary>
    public static byte[]? Place(string version) => version.Split('+')[0].AsSpan().ContainsAny("abcdABCD") || version.Contains("pre", StringComparison.OrdinalIgnoreCase) ? null : VersionOrder.Key("PyPI", version);

    private static bool IsProject(string name, string project) => Purl.PythonName(name) == Purl.PythonName(project);

    private static int RankOf(string python, string abi, string platform) =>
        platform == "any" ? (python.Contains("py3", StringComparison.Ordinal) ? 1 : 2)
        : platform.Contains("linux", StringComparison.Ordinal) && platform.EndsWith("x86_64", StringComparison.Ordinal) && !platform.Contains("musl", StringComparison.Ordinal) ? (abi == "abi3" ? 3 : 4)
        : 5;
}
