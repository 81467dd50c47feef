using System.Buffers.Text;
using System.Text;

namespace Wellguard.Artifacts;

/// <summary>
/// Walks a tar stream: v7, ustar, pax (POSIX.1-2001 "pax Interchange Format") and GNU long names, base-256 numbers and sparse headers.
/// Never throws for bad input: it tells the visitor and stops where it cannot go on.
/// </summary>
internal sealed class TarWalker(BlockReader input, EntryVisitor visitor)
{
    /// <summary>Attack: ten million empty files in a few kilobytes of gzip.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Attack: a gigabyte of extended header.</summary>
    private const int MaxExtendedHeader = 1 << 20;

    private const int BlockSize = 512;

    private readonly byte[] _header = new byte[BlockSize];
    private Extension _global;
    private Extension _next;

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
                (byte)'x' => !ReadExtension(size, ref _next),
                (byte)'g' => !ReadExtension(size, ref _global),
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
        var rawPath = _next.Path ?? _global.Path ?? HeaderPath();
        var link = _next.Link ?? _global.Link ?? Text(157, 100);
        var size = _next.Size ?? _global.Size ?? headerSize;
        var capabilities = _next.HasCapabilities;
        _next = default;
        if (type == 'S' && !SkipSparseMap())
        {
            return false;
        }

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
        if (!_header.AsSpan(257, 6).SequenceEqual("ustar\0"u8))
        {
            return name;
        }

        var prefix = Text(345, 155);
        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

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

    /// <summary>Old GNU sparse: the map may go on in further blocks, each with a flag at byte 504.</summary>
    private bool SkipSparseMap()
    {
        var more = _header[482] != 0;
        Span<byte> block = stackalloc byte[BlockSize];
        while (more)
        {
            if (!input.Fill(block))
            {
                return false;
            }

            more = block[504] != 0;
        }

        return true;
    }

    private bool ReadLongName(long size, bool isLink)
    {
        if (size > EntryPaths.MaxLength + 1)
        {
            visitor.Problem(ArchiveProblem.PathTooLong, "", $"long name of {size:N0} bytes");
            return Skip(size);
        }

        var bytes = new byte[size];
        if (!input.Fill(bytes))
        {
            return false;
        }

        var name = Encoding.UTF8.GetString(bytes).TrimEnd('\0');
        _next = isLink ? _next with { Link = name } : _next with { Path = name };
        return input.Skip(Padding(size));
    }

    private bool ReadExtension(long size, ref Extension extension)
    {
        if (size > MaxExtendedHeader)
        {
            visitor.Problem(ArchiveProblem.BadHeader, "", $"extended header of {size:N0} bytes was skipped");
            return Skip(size);
        }

        var bytes = new byte[size];
        if (!input.Fill(bytes))
        {
            return false;
        }

        for (ReadOnlySpan<byte> rest = bytes; TryRecord(ref rest, out var key, out var value);)
        {
            extension = extension.With(key, value);
        }

        return input.Skip(Padding(size));
    }

    /// <summary>One <c>LENGTH KEY=VALUE\n</c> record.</summary>
    private static bool TryRecord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        if (!Utf8Parser.TryParse(rest, out int length, out var digits) || length <= digits + 1 || length > rest.Length)
        {
            return false;
        }

        var record = rest[(digits + 1)..length];
        rest = rest[length..];
        var equals = record.IndexOf((byte)'=');
        if (equals < 0)
        {
            return false;
        }

        key = record[..equals];
        value = record[(equals + 1)..].TrimEnd((byte)'\n');
        return true;
    }

    private readonly record struct Extension(string? Path, string? Link, long? Size, bool HasCapabilities)
    {
        public Extension With(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            if (key.SequenceEqual("path"u8))
            {
                return this with { Path = Encoding.UTF8.GetString(value) };
            }

            if (key.SequenceEqual("linkpath"u8))
            {
                return this with { Link = Encoding.UTF8.GetString(value) };
            }

            if (key.SequenceEqual("size"u8) && Utf8Parser.TryParse(value, out long size, out _) && size >= 0)
            {
                return this with { Size = size };
            }

            return key.SequenceEqual("SCHILY.xattr.security.capability"u8) ? this with { HasCapabilities = true } : this;
        }
    }
}
