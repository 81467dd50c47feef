namespace Wellguard.Programs;

/// <summary>What is read of a program that is longer than the bound. Attack: a megabyte of comments before the one line that matters.</summary>
internal static class LongText
{
    /// <summary>Bundles of applications are read whole, in parts. Attack: thousands of files of hundreds of megabytes.</summary>
    private const int MaxParts = 8;

    /// <returns>Texts with the number of their first line.</returns>
    public static IReadOnlyList<(string Text, int Line)> Parts(string language, string text, int most, List<string> problems)
    {
        if (text.Length <= most)
        {
            return [(text, 1)];
        }

        var plain = WithoutComments(text, language is "javascript" or "php" ? "//" : "#");
        if (plain.Length <= most)
        {
            return [(plain, 1)];
        }

        if (language != "sh" && plain.Length <= (long)most * MaxParts)
        {
            return InParts(plain, most);
        }

        problems.Add($"only the first and last {most / 2:N0} of {plain.Length:N0} characters were read");
        var end = plain.LastIndexOf('\n', most / 2 - 1, most / 4);
        end = end < 0 ? most / 2 : end;
        var start = plain.IndexOf('\n', plain.Length - (most / 2), most / 4) + 1;
        start = start == 0 ? plain.Length - (most / 2) : start;
        return [(plain[..end], 1), (plain[start..], 1 + plain.AsSpan(0, start).Count('\n'))];
    }

    /// <summary>Cut at line ends where there are some in the second half of a part.</summary>
    private static List<(string Text, int Line)> InParts(string text, int most)
    {
        var parts = new List<(string, int)>();
        for (var (start, line) = (0, 1); start < text.Length;)
        {
            var end = text.Length - start <= most ? text.Length : text.LastIndexOf('\n', start + most - 1, most / 2) is var cut and >= 0 ? cut + 1 : start + most;
            parts.Add((text[start..end], line));
            line += text.AsSpan(start, end - start).Count('\n');
            start = end;
        }

        return parts;
    }

    /// <summary>Lines that are nothing but a comment become empty: the others keep their numbers.</summary>
    private static string WithoutComments(string text, string mark)
    {
        var plain = new System.Text.StringBuilder(text.Length);
        var first = true;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (first || !line.TrimStart().StartsWith(mark))
            {
                plain.Append(line.TrimEnd());
            }

            first = false;
            plain.Append('\n');
        }

        return plain.ToString();
    }
}
