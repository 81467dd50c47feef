using System.Runtime.InteropServices;
using Wellguard.Artifacts;

namespace Wellguard.Linux;

/// <summary>Asks the kernel when a file changed last. The change time cannot be set by a program, so an edit that restores the modification time is still seen.</summary>
public static partial class FileStamps
{
    private const int CurrentDirectory = -100;
    private const uint BasicStats = 0x7FF;

    /// <summary>Follows links; null when the file is not there. Times in nanoseconds since 1970.</summary>
    public static FileStamp? Of(string path) =>
        Statx(CurrentDirectory, path, 0, BasicStats, out var status) == 0
            ? new((long)status.Size, status.Modified.Nanoseconds, status.Changed.Nanoseconds, status.Inode)
            : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private struct Timestamp
    {
        [FieldOffset(0)]
        public long Seconds;

        [FieldOffset(8)]
        public uint Fraction;

        public readonly long Nanoseconds => (Seconds * 1_000_000_000) + Fraction;
    }

    /// <summary><c>struct statx</c> of linux/stat.h: the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Timestamp Changed;

        [FieldOffset(112)]
        public Timestamp Modified;
    }
}
