namespace Wellguard.Programs.Scripts;

/// <summary>Finds the holes of a text with holes.</summary>
internal static class Holes
{
    /// <summary>The hole that starts exactly at an index: its expression and the index behind it.</summary>
    public static (string Expression, int End)? Find(string text, int at, ScriptLanguage language)
    {
        var c = text[at];
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        return language switch
        {
            ScriptLanguage.Python when c == '{' && next != '{' => Python(text, at),
            ScriptLanguage.JavaScript when c == '$' && next == '{' => Braced(text, at + 2),
            ScriptLanguage.Ruby when c == '#' && next == '{' => Braced(text, at + 2),
            ScriptLanguage.Php when c == '{' && next == '$' => Braced(text, at + 1),
            ScriptLanguage.Php or ScriptLanguage.Perl when c == '$' && next == '{' => Named(text, at),
            ScriptLanguage.Php when c == '$' && IsStart(next) => Simple(text, at),
            ScriptLanguage.Perl when (c is '$' or '@' && IsStart(next)) || (c == '$' && char.IsAsciiDigit(next)) => Simple(text, at),
            ScriptLanguage.Perl when c == '@' && next == '{' => Braced(text, at + 2),
            _ => null,
        };
    }

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static (string, int) Braced(string text, int from)
    {
        var depth = 1;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] is '"' or '\'' && Closing(text, i) is > 0 and var close)
            {
                i = close;
                continue;
            }

            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return (text[from..i], i + 1);
            }
        }

        return (text[Math.Min(from, text.Length)..], text.Length);
    }

    /// <summary>Longest text inside a hole that is looked over for its end. Attack: thousands of quotes that nothing closes.</summary>
    private const int LongestQuoted = 1_000;

    /// <summary>The quote that closes the one at an index; -1 when there is none nearby.</summary>
    public static int Closing(string text, int at)
    {
        for (var i = at + 1; i < text.Length && i - at < LongestQuoted && text[i] != '\n'; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[at])
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Without the format: <c>{value!r:>10}</c>.</summary>
    private static (string, int) Python(string text, int at)
    {
        var (expression, end) = Braced(text, at + 1);
        var depth = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (c is '"' or '\'')
            {
                i = expression.IndexOf(c, i + 1) is var close and > 0 ? close : expression.Length;
            }
            else if (depth == 0 && (c == ':' || (c == '!' && i + 1 < expression.Length && expression[i + 1] != '=')))
            {
                return (expression[..i], end);
            }
        }

        return (expression.TrimEnd('='), end);
    }

    private static (string, int) Named(string text, int at)
    {
        var (name, end) = Braced(text, at + 2);
        return ("$" + name, end);
    }

    private static (string, int) Simple(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        if (end < text.Length && text[end] is '[' or '{')
        {
            var close = text.IndexOf(text[end] == '[' ? ']' : '}', end);
            if (close > 0 && close - end <= 64)
            {
                // PHP allows a bare word as key.
                return (text[at..(close + 1)], close + 1);
            }
        }

        return (text[at..end], end);
    }
}
