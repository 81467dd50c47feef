using System.Runtime.InteropServices;

namespace Wellguard.Linux;

/// <summary>statx(2).</summary>
internal static partial class Statx
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Follows links; null when the file is not there.</summary>
    public static Status? Of(string path) => Call(CurrentDirectory, path, 0, BasicStats, out var status) == 0 ? status : null;

    /// <summary>Of a link itself; null when nothing is there.</summary>
    public static Status? OfLink(string path) => Call(CurrentDirectory, path, NoFollow, BasicStats, out var status) == 0 ? status : null;

    /// <summary>Null when the descriptor is closed.</summary>
    public static Status? Of(int descriptor) => Call(descriptor, "", EmptyPath, BasicStats, out var status) == 0 ? status : null;

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

        /// <summary>Of a device file: which device it is.</summary>
        [FieldOffset(128)]
        public uint Major;

        [FieldOffset(132)]
        public uint Minor;

        /// <summary>The device that holds the file.</summary>
        [FieldOffset(136)]
        public ulong Device;
    }
}
