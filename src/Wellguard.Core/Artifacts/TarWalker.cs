namespace Wellguard.Artifacts;

/// <summary>
/// Walks a tar stream: v7, ustar, pax (POSIX.1-2001 "pax Interchange Format") and GNU long names, base-256 numbers and sparse headers.
/// Where readers differ it does as Go's archive/tar, which container engines unpack with: a GNU long name wins over a pax path, a second extended
/// header replaces the first, a global one changes no entry, a sparse file's name wins over all.
/// Never throws for bad input: it tells the visitor and stops where it cannot go on.
/// </summary>
/// <param name="folder">Where the entries are put; empty at the root.</param>
internal sealed partial class TarWalker(BlockReader input, EntryVisitor visitor, string folder = "")
{
    /// <summary>Attack: ten million empty files in a few kilobytes of gzip.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Attack: a gigabyte of extended header.</summary>
    private const int MaxExtendedHeader = 1 << 20;

    /// <summary>Attack: an archive of which every entry is wrong fills memory and report.</summary>
    private const int MaxProblems = 1_000;

    private const int BlockSize = 512;

    private readonly byte[] _header = new byte[BlockSize];
    private readonly NameBudget _names = new();
    private int _problems;
    private Extension _next;
    private string? _longName;
    private string? _longLink;

    /// <summary>Headers that were read.</summary>
    public int Headers { get; private set; }

    /// <summary>The archive ended with its end mark.</summary>
    public bool HasEndMark { get; private set; }

    /// <summary>Why the walk stopped before the end, or null.</summary>
    public string? Stopped { get; private set; }

    public void Walk(CancellationToken cancel)
    {
        for (; ReadHeader(); Headers++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Headers >= MaxEntries)
            {
                Stop(ArchiveProblem.TooManyEntries, $"more than {MaxEntries:N0} entries; the rest was not read");
                return;
            }

            if (!TryNumber(124, 12, out var size))
            {
                Stop(ArchiveProblem.BadHeader, $"impossible size at byte {input.Position - BlockSize}");
                return;
            }

            var type = _header[156];
            var ended = type switch
            {
                (byte)'x' => !ReadExtension(size),
                (byte)'g' => !ReadGlobalExtension(size),
                (byte)'L' => !ReadLongName(size, isLink: false),
                (byte)'K' => !ReadLongName(size, isLink: true),
                _ => !ReadEntry(type, size, cancel),
            };
            if (ended && Stopped is null)
            {
                Stop(ArchiveProblem.Truncated, $"the tar stream ends in the middle of an entry at byte {input.Position}");
            }

            if (ended)
            {
                return;
            }
        }
    }

    /// <summary>A problem of the archive as a whole.</summary>
    private void Stop(ArchiveProblem problem, string why)
    {
        Stopped = why;
        visitor.Problem(problem, "", why);
    }

    private void Tell(ArchiveProblem problem, string path, string detail)
    {
        if (++_problems <= MaxProblems)
        {
            visitor.Problem(problem, path, _problems < MaxProblems ? detail : $"{detail}; more problems of this archive are not named");
        }
    }

    /// <returns>False at the end mark, at the end of the stream, and where no header can be.</returns>
    private bool ReadHeader()
    {
        if (!input.Fill(_header.AsSpan(0, 1)))
        {
            return false;
        }

        if (!input.Fill(_header.AsSpan(1)))
        {
            Stop(ArchiveProblem.Truncated, $"the tar stream ends inside a header at byte {input.Position}");
            return false;
        }

        if (_header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            HasEndMark = true;
            return false;
        }

        long sum = 8 * ' ';
        foreach (var value in _header.AsSpan(0, 148))
        {
            sum += value;
        }

        foreach (var value in _header.AsSpan(156))
        {
            sum += value;
        }

        if (TryNumber(148, 8, out var stated) && stated == sum)
        {
            return true;
        }

        Stop(ArchiveProblem.BadHeader, $"no valid tar header at byte {input.Position - BlockSize}; the rest was not read");
        return false;
    }

    private bool ReadEntry(byte type, long headerSize, CancellationToken cancel)
    {
        var rawPath = (_next.IsSparse ? _next.SparsePath : null) ?? _longName ?? _next.Path ?? HeaderPath();
        var link = _longLink ?? _next.Link ?? Text(157, 100);
        var size = _next.Size ?? headerSize;
        var capabilities = _next.HasCapabilities;
        if ((_next.IsSparse || type == 'S') && !SkipSparseMap(rawPath, ref size))
        {
            return false;
        }

        Forget();

        var entryType = Type(type, rawPath);
        var hasContent = entryType == EntryType.File;
        if (rawPath.Length > EntryPaths.MaxLength || link.Length > EntryPaths.MaxLength)
        {
            Tell(ArchiveProblem.PathTooLong, rawPath[..Math.Min(rawPath.Length, 80)], $"name of {Math.Max(rawPath.Length, link.Length):N0} characters");
            return Skip(hasContent ? size : 0);
        }

        if (!EntryPaths.TryNormalize(rawPath, out var path))
        {
            Tell(ArchiveProblem.LeavesRoot, rawPath, "the path climbs out of the root");
            return Skip(hasContent ? size : 0);
        }

        if (entryType == EntryType.HardLink && !EntryPaths.TryNormalize(link, out link))
        {
            Tell(ArchiveProblem.LeavesRoot, rawPath, "a hard link to outside the root");
            return Skip(0);
        }

        if (path.Length == 0)
        {
            return Skip(hasContent ? size : 0);
        }

        if (folder.Length > 0)
        {
            path = folder + "/" + path;
            link = entryType == EntryType.HardLink ? folder + "/" + link : link;
        }

        _ = TryNumber(100, 8, out var mode);
        _ = TryNumber(108, 8, out var owner);
        _ = TryNumber(116, 8, out var group);
        var entry = new Entry(path, entryType, (int)mode & 0xFFF, hasContent ? size : 0)
        {
            Owner = (int)Math.Min(owner, int.MaxValue),
            Group = (int)Math.Min(group, int.MaxValue),
            Link = entryType is EntryType.SymbolicLink or EntryType.HardLink ? link : null,
            HasCapabilities = capabilities,
        };
        if (!_names.TryAdd(entry))
        {
            Stop(ArchiveProblem.TooManyEntries, NameBudget.Exhausted);
            return false;
        }

        return Deliver(entry, cancel);
    }

    private bool Deliver(Entry entry, CancellationToken cancel)
    {
        if (!visitor.Begin(entry))
        {
            var isWhole = input.Skip(entry.Size);
            visitor.End();
            return isWhole && input.Skip(Padding(entry.Size));
        }

        var left = entry.Size;
        while (left > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var piece = input.Next(left);
            if (piece.IsEmpty)
            {
                visitor.End();
                return false;
            }

            left -= piece.Length;
            visitor.Content(piece);
        }

        visitor.End();
        return input.Skip(Padding(entry.Size));
    }

    private bool Skip(long size) => input.Skip(size) && input.Skip(Padding(size));

    private static long Padding(long size) => -size & (BlockSize - 1);

    private static EntryType Type(byte type, string path) => type switch
    {
        (byte)'1' => EntryType.HardLink,
        (byte)'2' => EntryType.SymbolicLink,
        (byte)'3' => EntryType.CharacterDevice,
        (byte)'4' => EntryType.BlockDevice,
        (byte)'5' => EntryType.Directory,
        (byte)'6' => EntryType.Fifo,
        0 when path.EndsWith('/') => EntryType.Directory,
        _ => EntryType.File,
    };
}
