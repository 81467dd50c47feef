namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Patterns by their first two bytes: most places of a stream are passed with one look into 8 KB.</summary>
internal sealed class PatternIndex
{
    private readonly ulong[] pairs = new ulong[65_536 / 64];
    private readonly Dictionary<int, CanaryPattern[]> byPair;

    public PatternIndex(IReadOnlyList<CanaryPattern> patterns)
    {
        byPair = patterns.GroupBy(pattern => (pattern.Bytes[0] << 8) | pattern.Bytes[1]).ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var pair in byPair.Keys)
        {
            pairs[pair >> 6] |= 1UL << (pair & 63);
        }
    }

    public bool MayBegin(int first, int second)
    {
        var pair = (first << 8) | second;
        return (pairs[pair >> 6] >> (pair & 63) & 1) != 0;
    }

    /// <summary>Those that begin with these bytes.</summary>
    public CanaryPattern[] At(int first, int second) => byPair.TryGetValue((first << 8) | second, out var found) ? found : [];
}

/// <param name="Canary">Index into <see cref="CanaryPatterns.Names"/>.</param>
/// <param name="Text">Latin-1.</param>
/// <param name="First">Of a pattern of differences: the value's first byte.</param>
internal sealed record CanaryPattern(int Canary, string Text, string Encoding, byte First = 0)
{
    public byte[] Bytes { get; } = System.Text.Encoding.Latin1.GetBytes(Text);

    /// <summary>That the differences of neighbours are this pattern, under a key that is not 0: then it is the value itself.</summary>
    public bool IsDifferenceOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Bytes.Length || bytes[0] == First)
        {
            return false;
        }

        for (var at = 0; at < Bytes.Length; at++)
        {
            if ((bytes[at] ^ bytes[at + 1]) != Bytes[at])
            {
                return false;
            }
        }

        return true;
    }
}
