using System.Text;

namespace Wellguard.Artifacts;

/// <summary>
/// Walks a tar stream: v7, ustar, pax (POSIX.1-2001 "pax Interchange Format") and GNU long names, base-256 numbers and sparse headers.
/// Where readers differ it does as Go's archive/tar, which container engines unpack with: a GNU long name wins over a pax path, a second extended
/// header replaces the first, a global one changes no entry, a sparse file's name wins over all.
/// Never throws for bad input: it tells the visitor and stops where it cannot go on.
/// </summary>
internal sealed partial class TarWalker(BlockReader input, EntryVisitor visitor)
{
    /// <summary>Attack: ten million empty files in a few kilobytes of gzip.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Attack: a gigabyte of extended header.</summary>
    private const int MaxExtendedHeader = 1 << 20;

    private const int BlockSize = 512;

    private readonly byte[] _header = new byte[BlockSize];
    private Extension _next;
    private string? _longName;
    private string? _longLink;

    public void Walk(CancellationToken cancel)
    {
        for (var entries = 0; ReadHeader(); entries++)
        {
            cancel.ThrowIfCancellationRequested();
            if (entries >= MaxEntries)
            {
                visitor.Problem(ArchiveProblem.TooManyEntries, "", $"more than {MaxEntries:N0} entries; the rest was not read");
                return;
            }

            if (!TryNumber(124, 12, out var size))
            {
                visitor.Problem(ArchiveProblem.BadHeader, "", $"impossible size at byte {input.Position - BlockSize}");
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
            if (ended)
            {
                visitor.Problem(ArchiveProblem.Truncated, "", $"the tar stream ends in the middle of an entry at byte {input.Position}");
                return;
            }
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
            visitor.Problem(ArchiveProblem.Truncated, "", $"the tar stream ends inside a header at byte {input.Position}");
            return false;
        }

        if (_header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
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

        visitor.Problem(ArchiveProblem.BadHeader, "", $"no valid tar header at byte {input.Position - BlockSize}; the rest was not read");
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
            visitor.Problem(ArchiveProblem.PathTooLong, rawPath[..Math.Min(rawPath.Length, 80)], $"name of {Math.Max(rawPath.Length, link.Length):N0} characters");
            return Skip(hasContent ? size : 0);
        }

        if (!EntryPaths.TryNormalize(rawPath, out var path))
        {
            visitor.Problem(ArchiveProblem.LeavesRoot, rawPath, "the path climbs out of the root");
            return Skip(hasContent ? size : 0);
        }

        if (entryType == EntryType.HardLink && !EntryPaths.TryNormalize(link, out link))
        {
            visitor.Problem(ArchiveProblem.LeavesRoot, rawPath, "a hard link to outside the root");
            return Skip(0);
        }

        if (path.Length == 0)
        {
            return Skip(hasContent ? size : 0);
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
        return Deliver(entry, cancel);
    }

    private bool Deliver(Entry entry, CancellationToken cancel)
    {
        var wanted = visitor.Begin(entry);
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
            if (wanted)
            {
                visitor.Content(piece);
            }
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

    private string HeaderPath()
    {
        var name = Text(0, 100);
        if (!_header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) && !IsMistakenGnu())
        {
            return name;
        }

        var prefix = Text(345, _header.AsSpan(508, 4).SequenceEqual("tar\0"u8) ? 131 : 155);
        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

    /// <summary>Go once wrote a prefix under GNU's magic, and so reads one where the times that belong there are none.</summary>
    private bool IsMistakenGnu() =>
        _header.AsSpan(257, 8).SequenceEqual("ustar  \0"u8)
        && ((_header[345] is > 0 and < 0x80 && !TryNumber(345, 12, out _)) || (_header[357] is > 0 and < 0x80 && !TryNumber(357, 12, out _)));

    private string Text(int offset, int length)
    {
        var field = _header.AsSpan(offset, length);
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal text, or base-256 with the top bit set (GNU). False for what is neither, and for negative numbers.</summary>
    private bool TryNumber(int offset, int length, out long value)
    {
        var field = _header.AsSpan(offset, length);
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var part in field[1..])
            {
                if (value >> 55 != 0)
                {
                    return false;
                }

                value = (value << 8) | part;
            }

            return field[0] == 0x80;
        }

        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }
}
