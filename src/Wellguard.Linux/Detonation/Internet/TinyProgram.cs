using System.Buffers.Binary;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>The smallest program that Linux runs: it ends with 0. ELF-64, one segment, by the System V ABI.</summary>
internal static class TinyProgram
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const ulong Base = 0x400000;

    /// <summary>xor edi, edi; mov eax, 60 (exit); syscall.</summary>
    public static byte[] X64() => Build(62, [0x31, 0xFF, 0xB8, 60, 0, 0, 0, 0x0F, 0x05]);

    /// <summary>mov x0, 0; mov x8, 93 (exit); svc 0.</summary>
    public static byte[] Arm64() => Build(183, [0x00, 0x00, 0x80, 0xD2, 0xA8, 0x0B, 0x80, 0xD2, 0x01, 0x00, 0x00, 0xD4]);

    private static byte[] Build(ushort machine, byte[] code)
    {
        var made = new byte[HeaderSize + SegmentSize + code.Length];
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(made);
        Short(16, 2); // ET_EXEC
        Short(18, machine);
        Short(20, 1);
        Long(24, Base + HeaderSize + SegmentSize); // e_entry
        Long(32, HeaderSize); // e_phoff
        Short(52, HeaderSize);
        Short(54, SegmentSize);
        Short(56, 1); // e_phnum
        Short(58, 64);
        Short(HeaderSize, 1); // PT_LOAD
        Short(HeaderSize + 4, 5); // readable, executable
        Long(HeaderSize + 16, Base);
        Long(HeaderSize + 24, Base);
        Long(HeaderSize + 32, (ulong)made.Length);
        Long(HeaderSize + 40, (ulong)made.Length);
        Long(HeaderSize + 48, 0x1000);
        code.CopyTo(made, HeaderSize + SegmentSize);
        return made;

        void Short(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(made.AsSpan(at), (ushort)value);
        void Long(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(made.AsSpan(at), value);
    }
}
