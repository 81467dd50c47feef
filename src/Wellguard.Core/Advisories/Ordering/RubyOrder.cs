namespace Wellguard.Advisories.Ordering;

/// <summary>
/// Gem::Version: a row of numbers and words, words before numbers, as if zeros went on for ever. A dash means <c>.pre.</c>; zeros in front of the first word do not count.
/// The zeros between are written as how many there are and what ends them, because they are less than what goes on with a number and more than what goes on with a word.
/// </summary>
internal static class RubyOrder
{
    private const byte Word = 1;
    private const byte ZerosThenWord = 2;
    private const byte OnlyZeros = 3;
    private const byte ZerosThenNumber = 4;
    private const byte Number = 5;

    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key)
    {
        if (!char.IsAsciiDigit(version[0]) || version[^1] is '.' or '-' || version.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        var zeros = 0;
        var isAfterWord = false;
        for (var at = 0; at < version.Length;)
        {
            var start = at;
            if (char.IsAsciiDigit(version[at]))
            {
                while (at < version.Length && char.IsAsciiDigit(version[at]))
                {
                    at++;
                }

                var digits = version[start..at].TrimStart('0');
                if (digits.IsEmpty)
                {
                    zeros++;
                    continue;
                }

                key.Mark(zeros > 0 ? ZerosThenNumber : Number);
                if (zeros > 0)
                {
                    key.Mark((byte)(byte.MaxValue - zeros));
                }

                key.Number(digits);
                zeros = 0;
            }
            else if (char.IsAsciiLetter(version[at]) || version[at] == '-')
            {
                ReadOnlySpan<char> word = "pre";
                if (version[at] == '-')
                {
                    at++;
                }
                else
                {
                    while (at < version.Length && char.IsAsciiLetter(version[at]))
                    {
                        at++;
                    }

                    word = version[start..at];
                }

                if (zeros > 0 && isAfterWord)
                {
                    key.Mark(ZerosThenWord);
                    key.Mark((byte)zeros);
                }

                key.Mark(Word);
                key.Text(word);
                (zeros, isAfterWord) = (0, true);
            }
            else if (version[at++] != '.')
            {
                return false;
            }
        }

        key.Mark(OnlyZeros);
        return true;
    }
}
