namespace Wellguard.Advisories.Ordering;

/// <summary>
/// apk-tools, apk-package(5): <c>N{.N}[letter]{_suffix[N]}[~hash][-rN]</c>. A number behind a point that begins with 0 is compared as text.
/// What goes on is more than what ends, unless it goes on with a suffix of before the release.
/// </summary>
internal static class AlpineOrder
{
    private const byte Before = 1;
    private const byte End = 2;
    private const byte Revision = 3;
    private const byte Hash = 4;
    private const byte SuffixNumber = 5;
    private const byte After = 6;
    private const byte Letter = 7;
    private const byte Part = 8;

    private static readonly string[] BeforeRelease = ["alpha", "beta", "pre", "rc"];
    private static readonly string[] AfterRelease = ["cvs", "svn", "git", "hg", "p"];

    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key)
    {
        if (!char.IsAsciiDigit(version[0]))
        {
            return false;
        }

        key.Number(Run(ref version, char.IsAsciiDigit));
        while (version is ['.', >= '0' and <= '9', ..])
        {
            version = version[1..];
            var digits = Run(ref version, char.IsAsciiDigit);
            key.Mark(Part);
            if (digits[0] == '0')
            {
                key.Mark(0);
                key.Text(digits);
            }
            else
            {
                key.Number(digits);
            }
        }

        if (version is [>= 'a' and <= 'z', ..])
        {
            key.Mark(Letter);
            key.Mark((byte)version[0]);
            version = version[1..];
        }

        while (version is ['_', ..])
        {
            version = version[1..];
            var word = Run(ref version, char.IsAsciiLetterLower);
            var (mark, at) = (Before, BeforeRelease.IndexOf(word));
            if (at < 0)
            {
                (mark, at) = (After, AfterRelease.IndexOf(word));
            }

            if (at < 0)
            {
                return false;
            }

            key.Mark(mark);
            key.Mark((byte)at);
            if (version is [>= '0' and <= '9', ..])
            {
                key.Mark(SuffixNumber);
                key.Number(Run(ref version, char.IsAsciiDigit));
            }
        }

        if (version is ['~', ..])
        {
            version = version[1..];
            key.Mark(Hash);
            key.Text(Run(ref version, char.IsAsciiHexDigitLower));
        }

        if (version.StartsWith("-r") && version.Length > 2)
        {
            version = version[2..];
            key.Mark(Revision);
            key.Number(Run(ref version, char.IsAsciiDigit));
        }

        key.Mark(End);
        return version.IsEmpty;
    }

    private static int IndexOf(this string[] words, ReadOnlySpan<char> word)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (word.SequenceEqual(words[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<char> Run(scoped ref ReadOnlySpan<char> text, Func<char, bool> isPart)
    {
        var end = 0;
        while (end < text.Length && isPart(text[end]))
        {
            end++;
        }

        var run = text[..end];
        text = text[end..];
        return run;
    }
}
