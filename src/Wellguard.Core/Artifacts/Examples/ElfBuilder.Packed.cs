using System.Buffers.Binary;
using System.Text;

namespace Wellguard.Artifacts.Examples;

internal static partial class ElfBuilder
{
    /// <summary>The layout that UPX leaves: two segments, no sections, <c>l_info</c> and <c>p_info</c> after the headers, compressed bytes, the pack header again at the end.</summary>
    private static byte[] Packed(ElfPlan plan, Seed seed)
    {
        var body = plan.Random.Count > 0 ? plan.Random[0].Size : 48_000;
        var start = HeaderSize + 2 * SegmentSize;
        var file = new byte[start + 32 + body + 36];
        Header(file, 2, Address(plan) + (ulong)start + 64, 2, 0, 0);
        var segment = HeaderSize;
        Segment(file, ref segment, 1, 5, 0, file.Length, Address(plan));
        Segment(file, ref segment, 1, 6, 0, 0, 0x800000);
        var magic = plan.Packed == "upx" ? "UPX!"u8 : seed.Bytes(4);
        magic.CopyTo(file.AsSpan(start + 4));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(start + 8), 0x08C0);
        file[start + 10] = 13;
        file[start + 11] = 22;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(start + 16), body * 3);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(start + 20), body * 3);
        seed.Bytes(body).CopyTo(file, start + 32);
        if (plan.Packed == "upx")
        {
            Encoding.ASCII.GetBytes("$Info: This file is packed with the UPX executable packer $\0").CopyTo(file, start + 32 + body - 2000);
        }
        magic.CopyTo(file.AsSpan(file.Length - 36));
        file[^32] = 13;
        file[^31] = 22;
        foreach (var (text, index) in plan.Strings.Select((s, i) => (s, i)))
        {
            Encoding.UTF8.GetBytes(text + "\0").CopyTo(file, start + 64 + index * 256);
        }
        return file;
    }
}
