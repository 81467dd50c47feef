using System.Runtime.InteropServices;

namespace Wellguard.Linux;

/// <summary>statx(2).</summary>
internal static partial class Statx
{
    private const int CurrentDirectory = -100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Follows links; null when the file is not there.</summary>
    public static Status? Of(string path) => Call(CurrentDirectory, path, 0, BasicStats, out var status) == 0 ? status : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Call(int directory, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct Timestamp
    {
        [FieldOffset(0)]
        public long Seconds;

        [FieldOffset(8)]
        public uint Fraction;

        public readonly long Nanoseconds => (Seconds * 1_000_000_000) + Fraction;
    }

    /// <summary><c>struct statx</c> of linux/stat.h: the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Status
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Timestamp Changed;

        [FieldOffset(112)]
        public Timestamp Modified;

        [FieldOffset(136)]
        public ulong Device;
    }
}
