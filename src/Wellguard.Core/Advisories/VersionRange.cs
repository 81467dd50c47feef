using System.Text;
using Wellguard.Advisories.Ordering;

namespace Wellguard.Advisories;

/// <param name="Key">Of the version; empty is before all.</param>
internal readonly record struct RangeEvent(OsvEventKind Kind, byte[] Key);

/// <summary>OSV schema, "Evaluation": whether a range of versions holds one of them.</summary>
internal static class VersionRange
{
    /// <summary>In front of the text of a version that has no place in the order: no key begins so, because no number has so many digits.</summary>
    private const byte NoOrder = 255;

    public static Comparer<byte[]> ByBytes { get; } = Comparer<byte[]>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right));

    /// <summary>What a version has in common with those that are equal to it; of one without an order its text.</summary>
    public static byte[] ExactKey(string ecosystem, string version) => VersionOrder.Key(ecosystem, version) ?? [NoOrder, .. Encoding.UTF8.GetBytes(version)];

    /// <summary>In the order of versions, of equal ones as listed. Events that are no versions here are left out.</summary>
    public static List<(OsvEventKind Kind, string Version, byte[] Key)> Sorted(string ecosystem, IReadOnlyList<OsvEvent> events) =>
        [.. events.Select(one => (one.Kind, one.Version, Key: KeyOf(ecosystem, one)!)).Where(static one => one.Key is not null).OrderBy(static one => one.Key, ByBytes)];

    /// <summary>
    /// 1. A version at or behind every limit is not held, unless one of them is <c>*</c>. 2. Each event up to the version changes what it is: introduced makes it affected, fixed not; last_affected
    /// before it not either.
    /// </summary>
    /// <param name="version">Null has no place in the order: only what holds every version holds it.</param>
    public static bool Holds(IReadOnlyList<RangeEvent> events, byte[]? version)
    {
        if (version is null)
        {
            return events is [{ Kind: OsvEventKind.Introduced, Key.Length: 0 }];
        }

        var (hasLimit, isWithin, isAffected) = (false, false, false);
        foreach (var (kind, key) in events)
        {
            var order = version.AsSpan().SequenceCompareTo(key);
            hasLimit |= kind == OsvEventKind.Limit;
            isWithin |= kind == OsvEventKind.Limit && order < 0;
            isAffected = kind switch
            {
                OsvEventKind.Introduced when order >= 0 => true,
                OsvEventKind.Fixed when order >= 0 => false,
                OsvEventKind.LastAffected when order > 0 => false,
                _ => isAffected,
            };
        }

        return isAffected && (isWithin || !hasLimit);
    }

    /// <summary>A limit of <c>*</c> is behind every version.</summary>
    private static byte[]? KeyOf(string ecosystem, OsvEvent one) =>
        one is { Kind: OsvEventKind.Introduced, Version: "0" } ? [] : one is { Kind: OsvEventKind.Limit, Version: "*" } ? [NoOrder, NoOrder] : VersionOrder.Key(ecosystem, one.Version);
}
