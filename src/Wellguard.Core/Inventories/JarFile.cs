using System.Buffers.Binary;
using System.IO.Compression;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <param name="Name">UTF-8, as the central directory has it.</param>
/// <param name="Packed">Compressed size in bytes.</param>
/// <param name="Size">The size that it claims to unpack to.</param>
internal sealed record JarItem(string Name, int Method, long Packed, long Size, long Offset);

/// <summary>The interesting entries of a zip archive in memory (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16), by its central directory.</summary>
internal static class JarFile
{
    /// <summary>Attack: a directory of 65,535 entries in each of a thousand nested archives is bounded by their bytes; this bounds one.</summary>
    private const int MostItems = 65_535;

    private const int EndSize = 22, CentralSize = 46, LocalSize = 30, LongestComment = 65_535;

    /// <summary>Entries whose name <paramref name="isWanted"/> says yes to; null when there is no directory in memory.</summary>
    public static List<JarItem>? Items(FileWindows file, Func<ReadOnlySpan<byte>, bool> isWanted)
    {
        var last = file.Last(EndSize + LongestComment);
        var end = last.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || last.Length - end < EndSize)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(last[(end + 12)..]);
        // Bytes may stand before the archive (self-starting jars): the directory ends where its end record begins.
        var directory = file.Slice(file.Size - last.Length + end - size, size);
        var shift = file.Size - last.Length + end - size - BinaryPrimitives.ReadUInt32LittleEndian(last[(end + 16)..]);
        if (directory.IsEmpty && size > 0)
        {
            return null;
        }

        var items = new List<JarItem>();
        for (var count = 0; count < MostItems && directory.Length >= CentralSize && directory.StartsWith("PK\x01\x02"u8); count++)
        {
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var all = CentralSize + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (all > directory.Length)
            {
                break;
            }

            var name = directory.Slice(CentralSize, nameLength);
            if (nameLength is > 0 and <= PackageFacts.LongestName && isWanted(name))
            {
                items.Add(new(name.Utf8(), BinaryPrimitives.ReadUInt16LittleEndian(directory[10..]), BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]), BinaryPrimitives.ReadUInt32LittleEndian(directory[42..]) + shift));
            }

            directory = directory[all..];
        }

        return items;
    }

    /// <summary>An entry's content, or null with the reason.</summary>
    /// <param name="most">Larger content is refused, whatever the directory claims.</param>
    public static byte[]? Extract(FileWindows file, JarItem item, int most, out string? why)
    {
        why = null;
        var local = file.Slice(item.Offset, LocalSize);
        if (!local.StartsWith("PK\x03\x04"u8))
        {
            why = "is not in memory or has no header";
            return null;
        }

        var start = item.Offset + LocalSize + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var packed = file.Slice(start, item.Packed);
        if (packed.IsEmpty || item.Method is not (0 or 8))
        {
            why = item.Packed == 0 ? null : item.Method is 0 or 8 ? "is not in memory" : $"has compression method {item.Method}";
            return null;
        }

        if (Math.Max(item.Method == 0 ? packed.Length : 0, item.Size) > most)
        {
            why = $"is larger than {most} bytes";
            return null;
        }

        if (item.Method == 0)
        {
            return packed.ToArray();
        }

        try
        {
            using var unpacked = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var content = new byte[item.Size];
            var length = unpacked.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..length];
        }
        catch (InvalidDataException)
        {
            why = "is damaged";
            return null;
        }
    }
}
