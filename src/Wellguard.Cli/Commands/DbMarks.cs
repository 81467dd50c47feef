using Wellguard.Advisories;

namespace Wellguard.Cli.Commands;

/// <summary>What was imported from a mirror, so that it is not fetched again: a file beside the databases, the mirror in its first line, then an archive and its mark in each.</summary>
internal static class DbMarks
{
    /// <summary>Attack: a file without end.</summary>
    private const int LengthLimit = 256 << 10;

    /// <summary>None when the databases that they speak of are gone, or came from elsewhere.</summary>
    public static Dictionary<string, string> Read(DbTarget target, string mirror)
    {
        try
        {
            var file = new FileInfo(PathOf(target));
            if (!file.Exists || file.Length is 0 or > LengthLimit || File.ReadAllLines(file.FullName) is not [var first, .. var lines] || first != mirror)
            {
                return [];
            }

            return lines.Select(static line => line.Split('\t')).Where(line => line.Length == 2 && IsThere(target, line[0])).DistinctBy(static line => line[0]).ToDictionary(static line => line[0], static line => line[1], StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>They save a download; without them it is made.</summary>
    public static void Keep(DbTarget target, string mirror, IReadOnlyDictionary<string, string> marks)
    {
        try
        {
            File.WriteAllLines(PathOf(target), [mirror, .. marks.Where(static mark => !mark.Key.Contains('\t', StringComparison.Ordinal) && !mark.Value.AsSpan().ContainsAny("\t\r\n")).OrderBy(static mark => mark.Key, StringComparer.Ordinal).Select(static mark => $"{mark.Key}\t{mark.Value}")]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next update fetches everything.
        }
    }

    /// <summary>What is there is no longer what the mirror had.</summary>
    public static void Forget(DbTarget target)
    {
        try
        {
            File.Delete(PathOf(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is none.
        }
    }

    private static bool IsThere(DbTarget target, string archive) =>
        AdvisorySet.Contains(target.Folder, target.Name, archive);

    private static string PathOf(DbTarget target) => Path.Combine(target.Folder, target.Name, "fetched");
}
