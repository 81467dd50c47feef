using System.Globalization;
using System.Text;
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
    public static bool IsSame(string one, string other) => Normal(one) == Normal(other);

    /// <summary>Numbers of the release, for the newest; null for a preview.</summary>
    public static long[]? Release(string version)
    {
        var normal = Normal(version).Split('+')[0];
        var post = normal.IndexOf("post", StringComparison.Ordinal);
        var numbers = (post > 0 ? normal[..post].TrimEnd('.') : normal).Split('!')[^1].Split('.');
        return Array.TrueForAll(numbers, static number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? [.. numbers.Select(static number => long.Parse(number, CultureInfo.InvariantCulture))] : null;
    }

    public static int Compare(long[] one, long[] other)
    {
        for (var at = 0; at < Math.Max(one.Length, other.Length); at++)
        {
            var order = (at < one.Length ? one[at] : 0).CompareTo(at < other.Length ? other[at] : 0);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static string Normal(string version)
    {
        var text = new StringBuilder(version.Trim().ToLowerInvariant().TrimStart('v'));
        foreach (var (from, to) in ((string, string)[])[("alpha", "a"), ("beta", "b"), ("preview", "rc"), ("pre", "rc"), ("rev", "post"), ("-", "."), ("_", "."), (".a", "a"), (".b", "b"), ("rc", "c"), (".c", "c"), ("c", "rc")])
        {
            text.Replace(from, to);
        }

        var plain = text.ToString();
        var end = plain.AsSpan().IndexOfAnyExcept("0123456789.!");
        var release = end < 0 ? plain : plain[..end];
        var dotted = release.EndsWith('.');
        while (release.TrimEnd('.').EndsWith(".0", StringComparison.Ordinal))
        {
            release = release.TrimEnd('.')[..^2];
        }

        return end < 0 ? release : release.TrimEnd('.') + (dotted ? "." : "") + plain[end..];
    }

    private static bool IsProject(string name, string project) => Purl.PythonName(name) == Purl.PythonName(project);

    private static int RankOf(string python, string abi, string platform) =>
        platform == "any" ? (python.Contains("py3", StringComparison.Ordinal) ? 1 : 2)
        : platform.Contains("linux", StringComparison.Ordinal) && platform.EndsWith("x86_64", StringComparison.Ordinal) && !platform.Contains("musl", StringComparison.Ordinal) ? (abi == "abi3" ? 3 : 4)
        : 5;
}
