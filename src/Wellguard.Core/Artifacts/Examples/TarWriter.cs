using System.Globalization;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>Writes POSIX ustar with pax headers (POSIX.1-2017, pax, "ustar Interchange Format"); always the same bytes for the same entries.</summary>
internal sealed class TarWriter(Stream target)
{
    private const int Block = 512;
    private const long Time = 1_735_689_600;

    public void Write(Entry entry, ReadOnlySpan<byte> content)
    {
        var directory = entry.Type == EntryType.Directory;
        var path = directory ? entry.Path + "/" : entry.Path;
        var pax = new StringBuilder();
        if (Encoding.UTF8.GetByteCount(path) > 100)
        {
            Add(pax, "path", path);
        }
        if (entry.Link is { } link && Encoding.UTF8.GetByteCount(link) > 100)
        {
            Add(pax, "linkpath", link);
        }
        if (entry.HasCapabilities)
        {
            // VFS_CAP_REVISION_2 with cap_net_raw, effective and permitted; textual here because pax values are UTF-8.
            Add(pax, "SCHILY.xattr.security.capability", "\u0001\0\0\u0002\0 \0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        }
        if (pax.Length > 0)
        {
            Member("PaxHeaders.0/entry", 'x', 0x1A4, 0, 0, null, Encoding.UTF8.GetBytes(pax.ToString()));
        }
        var type = entry.Type switch
        {
            EntryType.Directory => '5',
            EntryType.SymbolicLink => '2',
            EntryType.HardLink => '1',
            EntryType.CharacterDevice => '3',
            EntryType.BlockDevice => '4',
            EntryType.Fifo => '6',
            _ => '0',
        };
        Member(path, type, entry.Mode, entry.Owner, entry.Group, entry.Link, content);
    }

    public void End() => target.Write(new byte[2 * Block]);

    private void Member(string path, char type, int mode, int owner, int group, string? link, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[Block];
        header.Clear();
        Put(header[..100], path);
        Octal(header.Slice(100, 8), mode);
        Octal(header.Slice(108, 8), owner);
        Octal(header.Slice(116, 8), group);
        Octal(header.Slice(124, 12), content.Length);
        Octal(header.Slice(136, 12), Time);
        header[156] = (byte)type;
        Put(header.Slice(157, 100), link ?? "");
        "ustar\000"u8.CopyTo(header[257..]);
        if (type is '3' or '4')
        {
            Octal(header.Slice(329, 8), type == '3' ? 1 : 8);
            Octal(header.Slice(337, 8), type == '3' ? 3 : 0);
        }
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header)
        {
            sum += b;
        }
        Octal(header.Slice(148, 7), sum);
        target.Write(header);
        target.Write(content);
        target.Write(new byte[(Block - content.Length % Block) % Block]);
    }

    private static void Put(Span<byte> field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        bytes[..Math.Min(bytes.Length, field.Length)].CopyTo(field);
    }

    private static void Octal(Span<byte> field, long value) =>
        Put(field, Convert.ToString(value, 8).PadLeft(field.Length - 1, '0'));

    /// <summary>The length of a pax record counts its own digits.</summary>
    private static void Add(StringBuilder pax, string key, string value)
    {
        var rest = Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value) + 3;
        var length = rest;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
        {
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        }
        pax.Append(CultureInfo.InvariantCulture, $"{length} {key}={value}\n");
    }
}
