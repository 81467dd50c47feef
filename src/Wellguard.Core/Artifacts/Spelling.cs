namespace Wellguard.Artifacts;

/// <summary>What somebody may have meant who wrote a name that does not exist.</summary>
public static class Spelling
{
    /// <summary>More edits than this are another word.</summary>
    private const int TypoLimit = 3;

    /// <summary>The known name that is nearest, or null when none is near.</summary>
    public static string? Near(string name, IEnumerable<string> known)
    {
        var limit = Math.Min(TypoLimit, Math.Max(1, name.Length / 2));
        var (near, distance) = known.Select(candidate => (candidate, Distance(name, candidate))).DefaultIfEmpty(("", int.MaxValue)).MinBy(pair => pair.Item2);
        return distance <= limit ? near : null;
    }

    /// <summary><c> (did you mean 'near'?)</c>, or nothing.</summary>
    public static string Hint(string? near) => near is null ? "" : $" (did you mean '{near}'?)";

    /// <summary>Levenshtein's distance; names of different length by more than the limit are far.</summary>
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > TypoLimit)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[other.Length];
    }
}
