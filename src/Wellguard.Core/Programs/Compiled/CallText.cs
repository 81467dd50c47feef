namespace Wellguard.Programs.Compiled;

/// <summary>Finds the arguments of a call in the text of a language with double quotes, backquotes and brackets.</summary>
internal static class CallText
{
    /// <summary>Attack: a call that never ends, thousands of times. In characters.</summary>
    private const int MaxCall = 1 << 14;

    /// <returns>The texts of the arguments, and where the closing bracket is; null when there is none near.</returns>
    /// <param name="open">Of the opening bracket.</param>
    public static (List<string> Arguments, int Close)? Arguments(string text, int open)
    {
        var arguments = new List<string>();
        var (depth, start, end) = (0, open + 1, Math.Min(text.Length, open + MaxCall));
        for (var i = open; i < end; i++)
        {
            switch (text[i])
            {
                case '"' or '`':
                    i = EndOfString(text, i, end);
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when --depth == 0:
                    var last = text[start..i].Trim();
                    if (last.Length > 0)
                    {
                        arguments.Add(last);
                    }

                    return (arguments, i);
                case ',' when depth == 1:
                    arguments.Add(text[start..i].Trim());
                    start = i + 1;
                    break;
            }
        }

        return null;
    }

    private static int EndOfString(string text, int at, int end)
    {
        var quote = text[at];
        for (at++; at < end && text[at] != quote; at++)
        {
            at += text[at] == '\\' && quote == '"' ? 1 : 0;
        }

        return at;
    }
}
