namespace Wellguard.Artifacts;

/// <summary>A regular file of an archive and where its content lies.</summary>
internal readonly record struct TarFile(string Path, long Offset, long Size);

/// <summary>Where the files of a tar archive lie, read as a layer is (<see cref="TarWalker"/>). Contents are skipped, so the archive's size does not matter.</summary>
internal sealed class TarIndex : EntryVisitor
{
    /// <summary>Attack: millions of empty entries exhaust memory.</summary>
    private const int EntryLimit = 200_000;

    /// <summary>Attack: thousands of files, each there twice and each to be compared.</summary>
    private const int CompareLimit = 1_000;

    private const int LinkLimit = 8;

    private readonly Stream stream;
    private readonly string what;
    private readonly long start;
    private readonly BlockReader input;
    private readonly List<TarFile> files = [];
    private readonly Dictionary<string, TarFile> last = [];
    private readonly Dictionary<string, string> links = [];
    private readonly List<(TarFile First, TarFile Second)> pairs = [];
    private readonly List<Shortfall> shortfalls = [];
    private readonly List<Shortfall> repeated = [];

    private TarIndex(Stream stream, string what)
    {
        (this.stream, this.what, start) = (stream, what, stream.Position);
        input = BlockReader.Over(stream);
    }

    /// <summary>Regular files in the order of the archive, also those of equal names.</summary>
    public IReadOnlyList<TarFile> Files => files;

    /// <summary>False when the archive stops without its end mark: something may be missing.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>What could not be read as it was meant.</summary>
    public IReadOnlyList<Shortfall> Shortfalls => shortfalls;

    /// <summary>Names that stand for two things: some engines take the first, others the last.</summary>
    public IReadOnlyList<Shortfall> Repeated => repeated;

    /// <summary>Follows links inside the archive; of equal names the last.</summary>
    public (long Offset, long Size)? Find(string path)
    {
        var name = Normal(path);
        for (var i = 0; i < LinkLimit && name is not null; i++)
        {
            if (last.TryGetValue(name, out var file))
            {
                return (file.Offset, file.Size);
            }

            name = links.GetValueOrDefault(name);
        }

        return null;
    }

    /// <summary>Null when the bytes are no tar. Throws <see cref="UnreadableException"/> when one is damaged or cut short.</summary>
    public static TarIndex? Read(Stream stream, string what)
    {
        var index = new TarIndex(stream, what);
        var walker = new TarWalker(index.input, index);
        walker.Walk(CancellationToken.None);
        if (walker.Headers == 0 && (walker.Stopped is null || index.input.Position <= 512))
        {
            return null;
        }

        if (walker.Stopped is { } why)
        {
            throw new UnreadableException(what, $"the archive is damaged or cut short: {why}");
        }

        index.HasEnd = walker.HasEndMark;
        index.ComparePairs();
        return index;
    }

    public override bool Begin(Entry entry)
    {
        var file = new TarFile(entry.Path, start + input.Position, entry.Size);
        if (entry.Size > stream.Length - file.Offset)
        {
            throw new UnreadableException(what, $"the archive is cut short: an entry at byte {file.Offset} wants {entry.Size} bytes");
        }

        if (files.Count + links.Count >= EntryLimit)
        {
            throw new UnreadableException(what, $"the archive has more than {EntryLimit} entries");
        }

        var (wasFile, wasLink) = (last.Remove(entry.Path, out var before), links.Remove(entry.Path, out var target));
        if (entry.Type == EntryType.File)
        {
            files.Add(file);
            last[entry.Path] = file;
        }
        else if (Target(entry) is { } now)
        {
            links[entry.Path] = now;
        }

        if (wasFile && entry.Type == EntryType.File && pairs.Count < CompareLimit)
        {
            pairs.Add((before, file));
        }
        else if (wasFile || (wasLink && links.GetValueOrDefault(entry.Path) != target))
        {
            NoteRepeated(entry.Path);
        }

        return false;
    }

    public override void Content(ReadOnlySpan<byte> piece)
    {
    }

    public override void End()
    {
    }

    public override void Problem(ArchiveProblem problem, string path, string detail) =>
        shortfalls.Add(new("open", path.Length == 0 ? what : path, detail));

    private void ComparePairs()
    {
        foreach (var (first, second) in pairs)
        {
            if (first.Size != second.Size || !HaveSameContent(first, second))
            {
                NoteRepeated(first.Path);
            }
        }
    }

    private bool HaveSameContent(TarFile first, TarFile second)
    {
        var (one, other) = (new byte[1 << 14], new byte[1 << 14]);
        for (long at = 0; at < first.Size; at += one.Length)
        {
            var count = (int)Math.Min(one.Length, first.Size - at);
            stream.Position = first.Offset + at;
            stream.ReadExactly(one, 0, count);
            stream.Position = second.Offset + at;
            stream.ReadExactly(other, 0, count);
            if (!one.AsSpan(0, count).SequenceEqual(other.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    private void NoteRepeated(string path)
    {
        if (repeated.Count < CompareLimit)
        {
            repeated.Add(new("open", path, "is in the archive twice with different content: engines differ in which they take"));
        }
    }

    /// <summary>Null for what is no link, and for one that leaves the archive.</summary>
    private static string? Target(Entry entry)
    {
        if (entry.Link is not { } link || entry.Type is not (EntryType.SymbolicLink or EntryType.HardLink))
        {
            return null;
        }

        var folder = entry.Type == EntryType.SymbolicLink && !link.StartsWith('/') ? entry.Path[..(entry.Path.LastIndexOf('/') + 1)] : "";
        return Normal(folder + link);
    }

    /// <summary>Without <c>.</c>, <c>..</c> and empty parts; null when it leaves the archive.</summary>
    private static string? Normal(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not "" and not ".")
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? null : string.Join('/', parts);
    }
}
