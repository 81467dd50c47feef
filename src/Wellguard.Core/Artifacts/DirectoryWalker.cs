namespace Wellguard.Artifacts;

/// <summary>Lists a directory tree as an archive would: links are entries and are not followed, so nothing outside the root is touched.</summary>
public static class DirectoryWalker
{
    /// <summary>Attack: a tree of endless files.</summary>
    public const int EntryLimit = 10_000_000;

    /// <summary>Attack: directories nested until paths exhaust memory.</summary>
    public const int DepthLimit = 512;

    /// <summary>
    /// Entries in the order of their paths, a directory before its content. What cannot be listed goes to <paramref name="shortfalls"/>.
    /// Pipes, sockets and devices come as files of size 0: never open an entry without content. .NET knows neither owner nor group; both are 0.
    /// </summary>
    /// <param name="passedOver">Names of folders that are not looked into.</param>
    public static IEnumerable<Entry> Walk(string root, List<Shortfall> shortfalls, IReadOnlySet<string>? passedOver = null)
    {
        var waiting = new Stack<(string Path, int Depth)>();
        waiting.Push(("", 0));
        var count = 0;
        var names = new NameBudget();
        while (waiting.TryPop(out var folder))
        {
            foreach (var info in List(root, folder.Path, shortfalls))
            {
                if (++count > EntryLimit)
                {
                    shortfalls.Add(new("read", root, $"more than {EntryLimit} entries; the rest was not read"));
                    yield break;
                }

                var path = folder.Path.Length == 0 ? info.Name : $"{folder.Path}/{info.Name}";
                if (EntryOf(info, path, shortfalls) is not { } entry)
                {
                    continue;
                }

                if (!names.TryAdd(entry))
                {
                    shortfalls.Add(new("read", root, NameBudget.Exhausted));
                    yield break;
                }

                yield return entry;
                if (entry.Type == EntryType.Directory && passedOver?.Contains(entry.Name) == true)
                {
                    continue;
                }

                if (entry.Type == EntryType.Directory && folder.Depth >= DepthLimit)
                {
                    shortfalls.Add(new("read", path, $"nested deeper than {DepthLimit} directories"));
                }
                else if (entry.Type == EntryType.Directory)
                {
                    waiting.Push((path, folder.Depth + 1));
                }
            }
        }
    }

    /// <summary>Opens an entry that <see cref="Walk"/> gave. Throws <see cref="UnreadableException"/>.</summary>
    public static Stream Open(string root, Entry entry) =>
        entry.Type == EntryType.File && entry.Size > 0 ? ByteSource.OfFile(Path.Combine(root, entry.Path), _ => null).Open() : Stream.Null;

    private static FileSystemInfo[] List(string root, string folder, List<Shortfall> shortfalls)
    {
        try
        {
            var found = new DirectoryInfo(Path.Combine(root, folder)).GetFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });
            Array.Sort(found, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shortfalls.Add(new("read", folder.Length == 0 ? root : folder, e is UnauthorizedAccessException ? "permission denied" : e.Message));
            return [];
        }
    }

    private static Entry? EntryOf(FileSystemInfo info, string path, List<Shortfall> shortfalls)
    {
        try
        {
            if (info.LinkTarget is { } target)
            {
                return new(path, EntryType.SymbolicLink, 0b111_111_111, 0) { Link = target };
            }

            return new(path, info is FileInfo ? EntryType.File : EntryType.Directory, (int)info.UnixFileMode, info is FileInfo file ? file.Length : 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shortfalls.Add(new("read", path, e.Message));
            return null;
        }
    }
}
