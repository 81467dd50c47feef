using Wellguard.Artifacts;

namespace Wellguard.Advisories;

/// <summary>
/// The folder in which databases lie: <c>SOURCE/ECOSYSTEM.advisories</c>. Readers see the old file or the new one, never half of one.
/// </summary>
internal static class AdvisoryFolder
{
    public const string Extension = ".advisories";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Databases of a folder, more than anybody has. Attack: a million files that are opened for each scan.</summary>
    private const int FileLimit = 1_000;

    /// <summary>In the order of their names; none when there is no such folder.</summary>
    public static IReadOnlyList<(string Source, string File)> Files(string folder)
    {
        try
        {
            return !Directory.Exists(folder) ? []
                : [.. Directory.EnumerateDirectories(folder).SelectMany(static source => Directory.EnumerateFiles(source, "*" + Extension).Select(file => (Path.GetFileName(source), file))).Take(FileLimit).OrderBy(static pair => pair.file, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(folder, e is UnauthorizedAccessException ? "permission denied" : e.Message, e);
        }
    }

    /// <summary>An ecosystem's name is data: what is no plain file name is written with underscores.</summary>
    public static string PathOf(string folder, string source, string ecosystem) =>
        Path.Combine(folder, source, string.Concat(ecosystem.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')).TrimStart('.') + Extension);

    /// <summary>What is there stays until the whole content is on the disk. Throws <see cref="UnreadableException"/>.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly);
            File.Delete(temporary); // of a process that was killed
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Drop(temporary);
            throw new UnreadableException(path, $"cannot be written: {(e is UnauthorizedAccessException ? "permission denied" : e.Message)}", e);
        }
    }

    private static void Drop(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is the full disk, or the folder that cannot be written, again.
        }
    }
}
