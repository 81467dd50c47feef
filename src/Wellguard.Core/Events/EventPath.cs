namespace Wellguard.Events;

/// <summary>Paths as sensors tell them.</summary>
internal static class EventPath
{
    /// <summary>Without <c>.</c> and <c>..</c>; links stay.</summary>
    public static string Absolute(string path, string? folder)
    {
        var whole = path.StartsWith('/') ? path : (folder ?? "") + "/" + path;
        if (!whole.Contains("/.", StringComparison.Ordinal) && !whole.Contains("//", StringComparison.Ordinal))
        {
            return whole;
        }

        var parts = new List<string>();
        foreach (var part in whole.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
