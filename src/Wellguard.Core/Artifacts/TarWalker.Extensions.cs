using System.Buffers.Text;
using System.Text;

namespace Wellguard.Artifacts;

/// <content>Headers that change the next entry.</content>
internal sealed partial class TarWalker
{
    /// <summary>Attack: a sparse file of a billion fragments.</summary>
    private const int MaxSparseBlocks = 4_096;

    /// <summary>Extended headers are read into the same memory.</summary>
    private byte[] _extended = [];

    private void Forget()
    {
        _next = default;
        _longName = _longLink = null;
    }

    /// <summary>
    /// Old GNU sparse: the map may go on in further blocks, each with a flag at byte 504. Sparse format 1.0: the map stands before the content. The fragments
    /// are read without the holes between them.
    /// </summary>
    private bool SkipSparseMap(string path, ref long size)
    {
        Tell(ArchiveProblem.Unsupported, path[..Math.Min(path.Length, 200)], "a sparse file: its fragments were read without the holes");
        Span<byte> block = stackalloc byte[BlockSize];
        if (!_next.IsSparse)
        {
            for (var more = _header[482] != 0; more; more = block[504] != 0)
            {
                if (!input.Fill(block))
                {
                    return false;
                }
            }

            return true;
        }

        if (!_next.HasMapInContent)
        {
            return true;
        }

        long lines = 0, wanted = 1;
        for (var blocks = 0; lines < wanted && size >= BlockSize && blocks < MaxSparseBlocks; blocks++)
        {
            if (!input.Fill(block))
            {
                return false;
            }

            size -= BlockSize;
            if (blocks == 0)
            {
                wanted = Utf8Parser.TryParse(block, out int count, out _) && count is >= 0 and < 1 << 24 ? 1 + (2L * count) : 1;
            }

            lines += block.Count((byte)'\n');
        }

        return true;
    }

    /// <summary>A long name ends at its first NUL; an empty one says nothing.</summary>
    private bool ReadLongName(long size, bool isLink)
    {
        if (size > EntryPaths.MaxLength + 1)
        {
            Tell(ArchiveProblem.PathTooLong, "", $"long name of {size:N0} bytes");
            return Skip(size);
        }

        if (!TryExtended(size, out var bytes))
        {
            return false;
        }

        var end = bytes.IndexOf((byte)0);
        var name = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        if (isLink)
        {
            _longLink = name.Length == 0 ? null : name;
        }
        else
        {
            _longName = name.Length == 0 ? null : name;
        }

        return input.Skip(Padding(size));
    }

    private bool ReadGlobalExtension(long size)
    {
        Forget();
        var read = ReadExtension(size);
        if (_next is { Path: not null } or { Link: not null } or { Size: not null } or { SparsePath: not null })
        {
            Tell(ArchiveProblem.HeaderDisagreement, "", "a global header names a path, link or size: container engines ignore it, other readers do not");
        }

        Forget();
        return read;
    }

    private bool ReadExtension(long size)
    {
        _next = default;
        if (size > MaxExtendedHeader)
        {
            Tell(ArchiveProblem.BadHeader, "", $"extended header of {size:N0} bytes was skipped");
            return Skip(size);
        }

        if (!TryExtended(size, out var rest))
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            if (!TryRecord(ref rest, out var key, out var value) || !_next.TryAdd(key, value, out _next))
            {
                Tell(ArchiveProblem.BadHeader, "", $"an extended header before byte {input.Position} has a record that is none; engines refuse the layer");
                break;
            }
        }

        return input.Skip(Padding(size));
    }

    private bool TryExtended(long size, out ReadOnlySpan<byte> bytes)
    {
        if (_extended.Length < size)
        {
            _extended = new byte[size];
        }

        bytes = _extended.AsSpan(0, (int)size);
        return input.Fill(_extended.AsSpan(0, (int)size));
    }

    /// <summary>One <c>LENGTH KEY=VALUE\n</c> record.</summary>
    private static bool TryRecord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        if (!Utf8Parser.TryParse(rest, out int length, out var digits) || length <= digits + 1 || length > rest.Length || rest[digits] != ' ' || rest[length - 1] != '\n')
        {
            return false;
        }

        var record = rest[(digits + 1)..(length - 1)];
        rest = rest[length..];
        var equals = record.IndexOf((byte)'=');
        if (equals < 1)
        {
            return false;
        }

        key = record[..equals];
        value = record[(equals + 1)..];
        return true;
    }

    private readonly record struct Extension(string? Path, string? Link, long? Size, bool HasCapabilities)
    {
        /// <summary><c>GNU.sparse.name</c>.</summary>
        public string? SparsePath { get; init; }
        public bool IsSparse { get; init; }

        /// <summary>Sparse format 1.0.</summary>
        public bool HasMapInContent { get; init; }

        /// <summary>
        /// Of one that is too long so much that it still is: three bytes are at least one character. Attack: a megabyte of path for every entry.
        /// </summary>
        private static string Name(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value[..Math.Min(value.Length, 3 * (EntryPaths.MaxLength + 1))]);

        /// <summary>An empty value says nothing. False for a name with a NUL and for an impossible size.</summary>
        public bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out Extension extension)
        {
            extension = this;
            if (value.IsEmpty)
            {
                return true;
            }

            if (key.SequenceEqual("path"u8))
            {
                extension = this with { Path = Name(value) };
                return !value.Contains((byte)0);
            }

            if (key.SequenceEqual("linkpath"u8))
            {
                extension = this with { Link = Name(value) };
                return !value.Contains((byte)0);
            }

            if (key.SequenceEqual("size"u8))
            {
                var isSize = Utf8Parser.TryParse(value, out long size, out var used) && used == value.Length && size >= 0;
                extension = this with { Size = isSize ? size : null };
                return isSize;
            }

            extension = key.SequenceEqual("SCHILY.xattr.security.capability"u8) ? this with { HasCapabilities = true }
                : key.SequenceEqual("GNU.sparse.name"u8) ? this with { SparsePath = Name(value) }
                : key.SequenceEqual("GNU.sparse.major"u8) ? this with { IsSparse = value is [(byte)'0' or (byte)'1'], HasMapInContent = value.SequenceEqual("1"u8) }
                : key.SequenceEqual("GNU.sparse.map"u8) || key.SequenceEqual("GNU.sparse.offset"u8) ? this with { IsSparse = true }
                : this;
            return true;
        }
    }
}
