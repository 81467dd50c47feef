namespace Wellguard.Signals;

/// <summary>
/// Finds words of which at least one stands in every text that a pattern matches. A search for words is a thousand times cheaper than building an automaton,
/// and most texts have none of them. Where nothing can be promised, there are no words and the pattern always runs.
/// </summary>
internal static class RequiredLiterals
{
    private const int Shortest = 3;

    /// <returns>Lower-case words, or null when no promise can be made.</returns>
    public static IReadOnlyList<string>? Of(string pattern)
    {
        if (pattern.StartsWith("(?i)", StringComparison.Ordinal) || pattern.StartsWith("(?s)", StringComparison.Ordinal))
        {
            pattern = pattern[4..];
        }

        if (pattern.Contains("(?i", StringComparison.Ordinal) || pattern.Contains("(?s", StringComparison.Ordinal) || pattern.Contains("(?<", StringComparison.Ordinal) || pattern.Contains("(?!", StringComparison.Ordinal) || pattern.Contains("(?#", StringComparison.Ordinal))
        {
            return null;
        }

        var words = new List<string>();
        return Collect(pattern, words, 0) ? words : null;
    }

    /// <summary>Every alternative must have a word of its own.</summary>
    private static bool Collect(string pattern, List<string> words, int depth)
    {
        if (depth > 8 || words.Count > 200)
        {
            return false;
        }

        foreach (var alternative in Alternatives(pattern))
        {
            if (!Longest(alternative, words, depth))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The longest plain run of one alternative, else the words of one of its groups.</summary>
    private static bool Longest(string text, List<string> words, int depth)
    {
        var best = "";
        var run = "";
        var groups = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            var (literal, length) = Atom(text, i);
            var next = i + length < text.Length ? text[i + length] : '\0';
            if (next is '?' or '*' or '{')
            {
                Flush(); // may be absent
                i += length - 1;
                i = SkipQuantifier(text, i + 1);
                continue;
            }

            if (literal is { } c)
            {
                run += c;
            }
            else
            {
                Flush();
                if (text[i] == '(')
                {
                    groups.Add(Inside(text.Substring(i, length)));
                }
            }

            i += length - 1;
            if (next == '+')
            {
                Flush();
                i++;
            }
        }

        Flush();
        if (best.Length >= Shortest)
        {
            words.Add(best.ToLowerInvariant());
            return true;
        }

        foreach (var group in groups)
        {
            var inner = new List<string>();
            if (Collect(group, inner, depth + 1))
            {
                words.AddRange(inner);
                return true;
            }
        }

        return false;

        void Flush()
        {
            best = run.Length > best.Length ? run : best;
            run = "";
        }
    }

    private static int SkipQuantifier(string text, int at)
    {
        if (text[at] == '{')
        {
            var end = text.IndexOf('}', at);
            at = end < 0 ? text.Length - 1 : end;
        }

        return at + 1 < text.Length && text[at + 1] == '?' ? at + 1 : at;
    }

    private static string Inside(string group)
    {
        var inner = group[1..^1];
        return inner.StartsWith("?:", StringComparison.Ordinal) ? inner[2..] : inner;
    }

    /// <summary>One unit of the pattern: its character when it is a plain one, and how long it is.</summary>
    private static (char? Literal, int Length) Atom(string text, int at)
    {
        switch (text[at])
        {
            case '\\' when at + 1 < text.Length:
                return char.IsAsciiLetterOrDigit(text[at + 1]) ? (null, 2) : (text[at + 1], 2);
            case '[':
                var close = text.IndexOf(']', Math.Min(at + (at + 1 < text.Length && text[at + 1] == '^' ? 3 : 2), text.Length));
                return (null, (close < 0 ? text.Length : close + 1) - at);
            case '(':
                return (null, GroupLength(text, at));
            case '.' or '^' or '$' or '|' or ')' or '\\':
                return (null, 1);
            default:
                return (text[at], 1);
        }
    }

    private static int GroupLength(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    i += Atom(text, i).Length - 1;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i + 1 - at;
            }
        }

        return text.Length - at;
    }

    private static IEnumerable<string> Alternatives(string pattern)
    {
        var start = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '|')
            {
                yield return pattern[start..i];
                start = i + 1;
            }
            else if (pattern[i] is '\\' or '[' or '(')
            {
                i += Atom(pattern, i).Length - 1;
            }
        }

        yield return pattern[start..];
    }
}
