using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>One entry of a zip, with what a hostile writer can do to it.</summary>
/// <param name="LocalName">Name in the local header when it is not the central directory's.</param>
internal sealed record ZipMember(Entry Entry, byte[] Content, string? LocalName, bool Stored);

/// <summary>Writes zip files (PKWARE APPNOTE 6.3.10) byte by byte, because a library would refuse what the examples need.</summary>
internal static class ZipBuilder
{
    private const ushort Date = (2025 - 1980) << 9 | 1 << 5 | 1;

    public static byte[] Build(IReadOnlyList<ZipMember> members, byte[] trailing)
    {
        var file = new MemoryStream();
        var central = new MemoryStream();
        foreach (var member in members)
        {
            var content = member.Entry.Type == EntryType.SymbolicLink ? Encoding.UTF8.GetBytes(member.Entry.Link!) : member.Content;
            var name = member.Entry.Path + (member.Entry.Type == EntryType.Directory ? "/" : "");
            var stored = member.Stored || content.Length == 0;
            var data = stored ? content : Encodings.Compress(content, s => new DeflateStream(s, CompressionLevel.Optimal, leaveOpen: true));
            var offset = (uint)file.Position;
            var crc = Crc32(content);
            Write(file, 0x04034B50u, (ushort)20, (ushort)0x800, (ushort)(stored ? 0 : 8), (ushort)0, Date, crc, (uint)data.Length, (uint)content.Length);
            Name(file, member.LocalName ?? name, [0, 0]);
            file.Write(data);
            var type = member.Entry.Type switch { EntryType.Directory => 0x4000, EntryType.SymbolicLink => 0xA000, _ => 0x8000 };
            Write(central, 0x02014B50u, (ushort)(3 << 8 | 30), (ushort)20, (ushort)0x800, (ushort)(stored ? 0 : 8), (ushort)0, Date, crc, (uint)data.Length, (uint)content.Length);
            Name(central, name, [0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes((uint)(type | member.Entry.Mode) << 16), .. BitConverter.GetBytes(offset)]);
        }
        var start = (uint)file.Position;
        file.Write(central.ToArray());
        Write(file, 0x06054B50u, (ushort)0, (ushort)0, (ushort)members.Count, (ushort)members.Count, (uint)central.Length, start, (ushort)0);
        file.Write(trailing);
        return file.ToArray();
    }

    /// <summary>The name's length, the fields between it and the name, the name.</summary>
    private static void Name(Stream target, string name, byte[] between)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        target.Write(BitConverter.GetBytes((ushort)bytes.Length));
        target.Write(between);
        target.Write(bytes);
    }

    private static void Write(Stream target, params ReadOnlySpan<object> fields)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var field in fields)
        {
            if (field is uint wide)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, wide);
                target.Write(bytes);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)field);
                target.Write(bytes[..2]);
            }
        }
    }

    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }
        return ~crc;
    }
}
