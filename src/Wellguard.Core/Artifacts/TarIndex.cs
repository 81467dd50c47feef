using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Wellguard.Artifacts;

/// <summary>Where the files of a tar archive lie (POSIX pax, ustar and GNU formats). Contents are skipped, so the archive's size does not matter.</summary>
internal sealed class TarIndex
{
    /// <summary>Attack: millions of empty entries exhaust memory.</summary>
    private const int EntryLimit = 200_000;

    /// <summary>Attack: an extended header that claims gigabytes.</summary>
    private const int ExtendedHeaderLimit = 1 << 20;

    private const int LinkLimit = 8;
    private const int Block = 512;

    private readonly Dictionary<string, (long Offset, long Size)> files = [];
    private readonly Dictionary<string, string> links = [];

    /// <summary>Regular files in the order of the archive; of equal names the last.</summary>
    public IReadOnlyDictionary<string, (long Offset, long Size)> Files => files;

    /// <summary>False when the archive stops without its end mark: something may be missing.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Follows links inside the archive.</summary>
    public (long Offset, long Size)? Find(string path)
    {
        var name = Normal(path);
        for (var i = 0; i < LinkLimit && name is not null; i++)
        {
            if (files.TryGetValue(name, out var place))
            {
                return place;
            }

            name = links.GetValueOrDefault(name);
        }

        return null;
    }

    /// <summary>Null when the bytes are no tar. Throws <see cref="UnreadableException"/> when one is damaged or cut short.</summary>
    public static TarIndex? Read(Stream stream, string what)
    {
        var index = new TarIndex();
        var header = new byte[Block];
        string? longName = null, longLink = null;
        long? paxSize = null;
        for (var count = 0; ; count++)
        {
            var got = stream.ReadAtLeast(header, Block, throwOnEndOfStream: false);
            if (got == 0 || (got == Block && !header.AsSpan().ContainsAnyExcept((byte)0)))
            {
                index.HasEnd = got > 0;
                return count == 0 ? null : index;
            }

            if (got < Block || !ChecksumFits(header))
            {
                return count == 0 ? null : throw new UnreadableException(what, $"the archive is damaged or cut short at byte {stream.Position - got}");
            }

            if (count >= EntryLimit)
            {
                throw new UnreadableException(what, $"the archive has more than {EntryLimit} entries");
            }

            var type = (char)header[156];
            var extended = type is 'x' or 'g' or 'L' or 'K';
            var size = extended ? Number(header.AsSpan(124, 12)) : paxSize ?? Number(header.AsSpan(124, 12));
            var start = stream.Position;
            if (size < 0 || size > stream.Length - start || (extended && size > ExtendedHeaderLimit))
            {
                throw new UnreadableException(what, $"the archive is cut short: an entry at byte {start - Block} wants {size} bytes");
            }

            if (extended)
            {
                var data = new byte[size];
                stream.ReadExactly(data);
                switch (type)
                {
                    case 'L': longName = Text(data); break;
                    case 'K': longLink = Text(data); break;
                    case 'x': Pax(data, ref longName, ref longLink, ref paxSize); break;
                }
            }
            else
            {
                index.Add(type, longName ?? Name(header), longLink ?? Text(header.AsSpan(157, 100)), start, size);
                (longName, longLink, paxSize) = (null, null, null);
            }

            stream.Position = start + ((size + Block - 1) / Block * Block);
        }
    }

    private void Add(char type, string name, string link, long offset, long size)
    {
        if (Normal(name) is not { } path)
        {
            return;
        }

        files.Remove(path);
        links.Remove(path);
        if (type is '0' or '\0' or '7')
        {
            files[path] = (offset, size);
        }
        else if (type is '1' or '2')
        {
            var folder = type == '2' && !link.StartsWith('/') ? path[..(path.LastIndexOf('/') + 1)] : "";
            if (Normal(folder + link) is { } target)
            {
                links[path] = target;
            }
        }
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

    private static string Name(byte[] header)
    {
        var name = Text(header.AsSpan(0, 100));
        var prefix = header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(header.AsSpan(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or base 256 when the first bit is set (GNU).</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return field[0] == 0x80 ? BinaryPrimitives.ReadInt64BigEndian(field[^8..]) : -1;
        }

        long value = 0;
        foreach (var b in field)
        {
            if (b is >= (byte)'0' and <= (byte)'7')
            {
                value = (value << 3) + (b - '0');
            }
        }

        return value;
    }

    private static bool ChecksumFits(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : header[i];
        }

        return sum == Number(header.Slice(148, 8));
    }

    private static void Pax(ReadOnlySpan<byte> data, ref string? name, ref string? link, ref long? size)
    {
        while (data.IndexOf((byte)' ') is > 0 and var space
            && int.TryParse(data[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > space + 1 && length <= data.Length)
        {
            var record = data[(space + 1)..(length - 1)];
            data = data[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            var value = record[(equals + 1)..];
            switch (record[..equals])
            {
                case var key when key.SequenceEqual("path"u8): name = Encoding.UTF8.GetString(value); break;
                case var key when key.SequenceEqual("linkpath"u8): link = Encoding.UTF8.GetString(value); break;
                case var key when key.SequenceEqual("size"u8) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number): size = number; break;
            }
        }
    }
}
