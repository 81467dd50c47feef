namespace Wellguard.Programs.Scripts;

/// <summary>Names that nobody can tell apart: <c>l1ll1lI</c>, <c>OoO0oO</c>, <c>_____</c>. Tools make them, so that nobody reads the code.</summary>
internal static class ConfusableNames
{
    /// <summary>Different ones: a loop of a joker has one or two.</summary>
    private const int Many = 8;

    /// <summary>Characters of such a name.</summary>
    private const int Long = 7, LongUnderscores = 4;

    private const int FewLetters = 3;

    /// <summary>The token of the first one when a text has many of them; -1: it has not.</summary>
    public static int Find(TokenBuffer tokens)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var first = -1;
        for (var i = 0; i < tokens.Count && seen.Count < Many; i++)
        {
            if (tokens[i].Kind == TokenKind.Name && IsOne(tokens[i].Text) && seen.Add(tokens[i].Text))
            {
                first = first < 0 ? i : first;
            }
        }

        return seen.Count >= Many ? first : -1;
    }

    private static bool IsOne(string name)
    {
        if (name.Length < LongUnderscores || name.Length > 200)
        {
            return false;
        }

        Span<char> letters = stackalloc char[FewLetters];
        var count = 0;
        foreach (var c in name)
        {
            var letter = char.ToLowerInvariant(c);
            if (c != '_' && !letters[..count].Contains(letter))
            {
                if (count == FewLetters)
                {
                    return false;
                }

                letters[count++] = letter;
            }
        }

        return count == 0 || (name.Length >= Long && name.AsSpan().Trim('_').Length >= Long && name.Any(char.IsAsciiLetter) && !IsRepeated(name));
    }

    /// <summary>One letter again and again, or digits with one letter: widths and colours are written so (<c>ffffff</c>, <c>x1000000</c>).</summary>
    private static bool IsRepeated(string name) => name.Distinct().Count() == 1 || name.Count(char.IsAsciiLetter) <= 2 || name.All(static c => char.IsAsciiHexDigit(c) || c == 'x');
}
