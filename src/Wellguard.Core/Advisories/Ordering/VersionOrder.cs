using System.Text;

namespace Wellguard.Advisories.Ordering;

/// <summary>The order of an ecosystem's versions, each version as a key of bytes: equal versions have equal keys, and comparing versions is comparing bytes.</summary>
internal static class VersionOrder
{
    /// <summary>Attack: a version of megabytes. The number of its digits must fit into a byte, with two values left over.</summary>
    public const int LongestVersion = 250;

    /// <summary>False: it is no version of that ecosystem.</summary>
    private delegate bool Scheme(ReadOnlySpan<char> version, ref KeyWriter key);

    /// <summary>OSV schema, "Defined ecosystems": the name before a colon.</summary>
    private static Scheme? Of(string ecosystem) => ecosystem switch
    {
        "npm" or "crates.io" or "Hex" or "Pub" or "SwiftURL" or "GitHub Actions" or "VSCode" or "SemVer" => SemanticOrder.Write,
        "Go" => GoOrder.Write,
        "PyPI" => PythonOrder.Write,
        "NuGet" => NuGetOrder.Write,
        "RubyGems" => RubyOrder.Write,
        "Debian" or "Ubuntu" or "Echo" => DebianOrder.Write,
        "Alpine" or "Alpaquita" or "BellSoft Hardened Containers" or "Chainguard" or "MinimOS" or "Wolfi" => AlpineOrder.Write,
        _ => null,
    };

    /// <summary>False: of versions of this ecosystem only the text is compared.</summary>
    public static bool IsKnown(string ecosystem) => Of(ecosystem) is not null;

    /// <summary>Null when the order of this ecosystem is not known here, or the text is no version of it.</summary>
    public static byte[]? Key(string ecosystem, ReadOnlySpan<char> given)
    {
        scoped var version = given.Trim();
        if (Of(ecosystem) is not { } scheme || version.IsEmpty || version.Length > LongestVersion || !Ascii.IsValid(version))
        {
            return null;
        }

        Span<char> lower = stackalloc char[LongestVersion];
        if (ecosystem is "PyPI" or "NuGet")
        {
            version = lower[..version.ToLowerInvariant(lower)];
        }

        var key = new KeyWriter(stackalloc byte[(LongestVersion * KeyWriter.BytesForCharacter) + KeyWriter.BytesForMarks]);
        return scheme(version, ref key) ? key.Written.ToArray() : null;
    }

    /// <summary>The last in order; null when none has a place in it.</summary>
    public static string? Newest(string ecosystem, IEnumerable<string> versions)
    {
        (string? Version, byte[] Key) newest = (null, []);
        foreach (var version in versions)
        {
            if (Key(ecosystem, version) is { } key && (newest.Version is null || key.AsSpan().SequenceCompareTo(newest.Key) > 0))
            {
                newest = (version, key);
            }
        }

        return newest.Version;
    }

    /// <summary>Negative, zero or positive; null when one of them has no place in the order.</summary>
    public static int? Compare(string ecosystem, string left, string right) =>
        Key(ecosystem, left) is { } first && Key(ecosystem, right) is { } second ? first.AsSpan().SequenceCompareTo(second) : null;
}
