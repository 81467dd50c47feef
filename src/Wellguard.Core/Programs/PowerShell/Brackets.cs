namespace Wellguard.Programs.PowerShell;

/// <summary>Finds where brackets and quotes of a text end, without reading what is in them.</summary>
internal static class Brackets
{
    /// <summary>The index of what closes the bracket or quote at an index; the text's length when nothing does.</summary>
    public static int Closing(string text, int open)
    {
        if (text[open] is '"' or '\'')
        {
            return EndOfQuoted(text, open) - 1;
        }

        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '{' or '[':
                    depth++;
                    break;
                case ')' or '}' or ']':
                    if (--depth == 0)
                    {
                        return i;
                    }

                    break;
                case '`':
                    i++;
                    break;
                case '\'' or '"':
                    i = EndOfQuoted(text, i) - 1;
                    break;
                case '@' when i + 1 < text.Length && text[i + 1] is '\'' or '"':
                    i = EndOfQuoted(text, i) - 1;
                    break;
                case '<' when i + 1 < text.Length && text[i + 1] == '#':
                    i = text.IndexOf("#>", i, StringComparison.Ordinal) is var end and >= 0 ? end + 1 : text.Length;
                    break;
                case '#' when i > 0 && (char.IsWhiteSpace(text[i - 1]) || text[i - 1] is ';' or '{' or '('):
                    i = text.IndexOf('\n', i) is var line and >= 0 ? line : text.Length;
                    break;
            }
        }

        return text.Length;
    }

    /// <summary>The index behind a quoted text, or a here-string from its <c>@</c> on.</summary>
    public static int EndOfQuoted(string text, int start)
    {
        if (text[start] == '@')
        {
            var terminator = "\n" + text[start + 1] + "@";
            return text.IndexOf(terminator, start, StringComparison.Ordinal) is var close and >= 0 ? close + terminator.Length : text.Length;
        }

        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '`' && quote == '"')
            {
                i++;
            }
            else if (text[i] == '$' && quote == '"' && i + 1 < text.Length && text[i + 1] == '(')
            {
                i = SubexpressionEnd(text, i + 1);
            }
            else if (text[i] == quote)
            {
                if (i + 1 < text.Length && text[i + 1] == quote)
                {
                    i++;
                }
                else
                {
                    return i + 1;
                }
            }
        }

        return text.Length;
    }

    /// <summary>A <c>$(…)</c> in quotes, whose own quotes may nest: by brackets and simple quotes, without recursion.</summary>
    private static int SubexpressionEnd(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '\'')
            {
                i = text.IndexOf('\'', i + 1) is var close and > 0 ? close : text.Length;
            }
            else if (text[i] == '`')
            {
                i++;
            }
            else
            {
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        return text.Length;
    }

    /// <summary>Variables at the top level of a parameter list, without those in attributes and defaults.</summary>
    public static List<string> ParameterNames(string text)
    {
        var names = new List<string>();
        var expected = true;
        for (var i = 0; i < text.Length && names.Count < 64; i++)
        {
            if (text[i] is '(' or '[' or '{' or '"' or '\'')
            {
                i = Math.Max(Closing(text, i), i);
            }
            else if (text[i] == ',')
            {
                expected = true;
            }
            else if (text[i] == '$' && expected)
            {
                var end = i + 1;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                names.Add(text[(i + 1)..end]);
                expected = false;
            }
        }

        return names;
    }
}
