namespace Wellguard.Signals;

/// <summary>
/// Where any of some hundred ASCII literals stands in a text, in any case. A rolling hash of the last characters is looked up in a bitmap that stays in the nearest cache:
/// the vectorised search of several texts has eight buckets, and with a hundred literals stops at every second word.
/// </summary>
internal sealed class LiteralIndex
{
    private const int HashBits = 15;
    private const int BitsPerChar = 5;
    private const int Mask = (1 << HashBits) - 1;

    /// <summary>A character is shifted out of the hash after this many.</summary>
    private const int Longest = HashBits / BitsPerChar;

    private readonly ulong[] _marked = new ulong[(1 << HashBits) / 64];
    private readonly Dictionary<int, List<(string Literal, int Item)>> _byHash = [];
    private readonly int _length;
    private readonly int _mask;

    /// <param name="literals">None is empty.</param>
    public LiteralIndex(IReadOnlyList<(string Literal, int Item)> literals)
    {
        _length = Math.Min(Longest, literals.Select(static literal => literal.Literal.Length).DefaultIfEmpty(Longest).Min());
        _mask = Mask >> ((Longest - _length) * BitsPerChar);
        foreach (var literal in literals)
        {
            var hash = 0;
            foreach (var c in literal.Literal.AsSpan(0, _length))
            {
                hash = Next(hash, c);
            }

            _marked[hash >> 6] |= 1UL << hash;
            if (!_byHash.TryGetValue(hash, out var list))
            {
                _byHash[hash] = list = [];
            }

            list.Add(literal);
        }
    }

    /// <summary>The next place at or after a start where a literal may stand.</summary>
    /// <param name="candidates">The literals that may stand there.</param>
    /// <returns>-1: none.</returns>
    public int Find(ReadOnlySpan<char> text, int start, out IReadOnlyList<(string Literal, int Item)> candidates)
    {
        var hash = 0;
        var marked = _marked;
        var full = start + _length - 1;
        for (var at = start; at < text.Length; at++)
        {
            hash = Next(hash, text[at]);
            if ((marked[hash >> 6] >> hash & 1) != 0 && at >= full)
            {
                candidates = _byHash[hash];
                return at - _length + 1;
            }
        }

        candidates = [];
        return -1;
    }

    /// <summary>Letters of both cases are one; so are a few signs, of which the comparison that follows knows better.</summary>
    private int Next(int hash, char c) => ((hash << BitsPerChar) ^ (c | 0x20)) & _mask;
}
