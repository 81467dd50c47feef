namespace Wellguard.Programs.Shell;

/// <summary>Shell patterns (<c>*</c>, <c>?</c>, <c>[…]</c>) as parameter expansion uses them. Text is bounded, so the plain search is enough.</summary>
internal static class Patterns
{
    /// <summary>Attack: <c>${x//*a*b*/}</c> on a megabyte. Above this, text is returned as it is.</summary>
    private const int MaxLength = 4096;

    public static string TrimStart(string text, string pattern, bool longest)
    {
        var lengths = Enumerable.Range(0, Math.Min(text.Length, MaxLength) + 1);
        foreach (var length in longest ? lengths.Reverse() : lengths)
        {
            if (Matches(text.AsSpan(0, length), pattern))
            {
                return text[length..];
            }
        }

        return text;
    }

    public static string TrimEnd(string text, string pattern, bool longest)
    {
        var starts = Enumerable.Range(Math.Max(0, text.Length - MaxLength), Math.Min(text.Length, MaxLength) + 1);
        foreach (var start in longest ? starts : starts.Reverse())
        {
            if (Matches(text.AsSpan(start), pattern))
            {
                return text[..start];
            }
        }

        return text;
    }

    public static string Replace(string text, string pattern, string replacement, bool all)
    {
        if (pattern.Length == 0 || text.Length > (MaxLength * 16))
        {
            return text;
        }

        if (pattern.AsSpan().IndexOfAny("*?[") < 0)
        {
            var at = text.IndexOf(pattern, StringComparison.Ordinal);
            return all ? text.Replace(pattern, replacement, StringComparison.Ordinal) : at < 0 ? text : text[..at] + replacement + text[(at + pattern.Length)..];
        }

        if (text.Length > MaxLength / 8)
        {
            return text;
        }

        var result = new System.Text.StringBuilder();
        for (var start = 0; start < text.Length;)
        {
            var length = text.Length - start;
            while (length > 0 && !Matches(text.AsSpan(start, length), pattern))
            {
                length--;
            }

            result.Append(length > 0 ? replacement : text[start]);
            start += Math.Max(length, 1);
            if (length > 0 && !all)
            {
                result.Append(text, start, text.Length - start);
                break;
            }
        }

        return result.ToString();
    }

    /// <summary>Greedy matching with one backtrack point: linear times pattern length.</summary>
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int t = 0, p = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && One(text[t], pattern[p..], out var used))
            {
                t++;
                p += used;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    private static bool One(char c, ReadOnlySpan<char> pattern, out int used)
    {
        used = 1;
        if (pattern[0] == '?')
        {
            return true;
        }

        var close = pattern[0] == '[' ? pattern[1..].IndexOf(']') : -1;
        if (close < 1)
        {
            return pattern[0] == c;
        }

        used = close + 2;
        var set = pattern.Slice(1, close);
        var negated = set[0] is '!' or '^';
        set = negated ? set[1..] : set;
        var found = false;
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= c >= set[i] && c <= set[i + 2];
                i += 2;
            }
            else
            {
                found |= set[i] == c;
            }
        }

        return found != negated;
    }
}
