namespace Wellguard.Verdicts;

/// <summary>The patterns of a policy: <c>*</c> is any text, also across <c>/</c>; <c>?</c> is one character; all else is itself.</summary>
public static class Glob
{
    /// <summary>Time is the product of both lengths at worst: one remembered star, no recursion.</summary>
    public static bool Matches(string pattern, string text)
    {
        int at = 0, from = 0, star = -1, mark = 0;
        while (from < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                mark = from;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[from]))
            {
                at++;
                from++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                from = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}
