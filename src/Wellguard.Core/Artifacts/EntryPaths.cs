namespace Wellguard.Artifacts;

/// <summary>Turns what an archive calls an entry into a path that stays in its root.</summary>
public static class EntryPaths
{
    /// <summary>Linux's PATH_MAX. Attack: megabytes of name in a million entries.</summary>
    public const int MaxLength = 4096;

    /// <summary>Attack: a path of 2,000 one-letter folders makes every tree walk deep.</summary>
    public const int MaxDepth = 256;

    /// <summary>Removes <c>./</c>, leading, doubled and trailing slashes.</summary>
    /// <returns>False when the path climbs above its root, has a NUL, or is too deep; <paramref name="path"/> is then empty.</returns>
    public static bool TryNormalize(string raw, out string path)
    {
        if (IsNormal(raw))
        {
            path = raw;
            return true;
        }

        var parts = new List<string>();
        foreach (var part in raw.Split('/'))
        {
            if (part == "..")
            {
                path = "";
                return false;
            }

            if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        path = string.Join('/', parts);
        if (parts.Count > MaxDepth || path.Contains('\0'))
        {
            path = "";
            return false;
        }

        return true;
    }

    private static bool IsNormal(string raw)
    {
        if (raw.Length == 0 || raw.Length > 1024 || raw[0] is '/' or '.' || raw[^1] == '/')
        {
            return false;
        }

        return !raw.Contains("/.", StringComparison.Ordinal) && !raw.Contains("//", StringComparison.Ordinal) && !raw.Contains('\0')
            && raw.AsSpan().Count('/') < MaxDepth;
    }
}
