using System.Globalization;

namespace Wellguard.Cli.Commands;

/// <summary>What lies below a folder that <c>wellguard db import</c> reads.</summary>
internal static class FolderFiles
{
    /// <summary>In the order of their names, whatever order the disk has; what is beyond the limit is said.</summary>
    public static IEnumerable<string> Of(string folder, Func<string, bool> isWanted, int limit)
    {
        var below = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var files = Directory.EnumerateFiles(folder, "*", below).Where(isWanted).Order(StringComparer.Ordinal).ToList();
        if (files.Count > limit)
        {
            Failures.Say(string.Create(CultureInfo.InvariantCulture, $"db import {folder}: {files.Count - limit:N0} of {files.Count:N0} files are left out, those after {files[limit - 1]}: import their folders by themselves"));
        }

        return files.Take(limit);
    }
}
