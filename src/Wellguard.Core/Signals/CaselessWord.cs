namespace Wellguard.Signals;

/// <summary>
/// A word of ASCII that is looked for in many texts without regard to case. The runtime's own search compares character by character when globalization is
/// invariant; this one looks for the word's rarest character with vector instructions and compares only there.
/// </summary>
internal sealed class CaselessWord
{
    /// <summary>Letters of English text and of commands, the most frequent first; what is not among them is rare.</summary>
    private const string Frequent = "etaoinsrlcdupmh/-.gbfyw_";

    private readonly string _word;
    private readonly int _anchor;
    private readonly char _lower;
    private readonly char _upper;

    public CaselessWord(string word)
    {
        _word = word;
        for (var i = 0; i < word.Length; i++)
        {
            _anchor = Rarity(word[i]) > Rarity(word[_anchor]) ? i : _anchor;
        }

        _lower = char.ToLowerInvariant(word[_anchor]);
        _upper = char.ToUpperInvariant(word[_anchor]);
    }

    public bool IsIn(ReadOnlySpan<char> text)
    {
        // Only places that leave room for the rest of the word.
        for (var from = _anchor; text.Length - from >= _word.Length - _anchor;)
        {
            var hit = text[from..(text.Length - (_word.Length - _anchor) + 1)].IndexOfAny(_lower, _upper);
            if (hit < 0)
            {
                return false;
            }

            from += hit;
            if (text.Slice(from - _anchor, _word.Length).Equals(_word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            from++;
        }

        return false;
    }

    private static int Rarity(char c) => Frequent.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal) is >= 0 and var at ? at : Frequent.Length;
}
