using System.Runtime.InteropServices;

namespace Wellguard.Linux;

public enum FileNature
{
    Missing, Regular, Directory, Pipe, Socket, Terminal, NullDevice,

    /// <summary>A device that is neither a terminal nor <c>/dev/null</c>. Attack: <c>/dev/zero</c> has no end.</summary>
    Device,
}

/// <summary>Asks the kernel what a path or descriptor is, without opening it.</summary>
public static partial class FileNatures
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint TypeOnly = 1;

    /// <summary>Follows links. What cannot be looked at is missing.</summary>
    public static FileNature Of(string path) => Statx(CurrentDirectory, path, 0, TypeOnly, out var status) == 0 ? Of(status) : FileNature.Missing;

    public static FileNature Of(int descriptor) => Statx(descriptor, "", EmptyPath, TypeOnly, out var status) == 0 ? Of(status) : FileNature.Missing;

    /// <summary>S_IFMT of <c>sys/stat.h</c>; the numbers of devices of the kernel's <c>devices.txt</c>.</summary>
    private static FileNature Of(in Status status) => (status.Mode & 0xF000, status.DeviceMajor, status.DeviceMinor) switch
    {
        (0x8000, _, _) => FileNature.Regular,
        (0x4000, _, _) => FileNature.Directory,
        (0x1000, _, _) => FileNature.Pipe,
        (0xC000, _, _) => FileNature.Socket,
        (0x2000, 1, 3) => FileNature.NullDevice,
        (0x2000, 4 or 5 or (>= 136 and <= 143), _) => FileNature.Terminal,
        _ => FileNature.Device,
    };

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out Status status);

    /// <summary><c>struct statx</c> of linux/stat.h: the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(128)]
        public uint DeviceMajor;

        [FieldOffset(132)]
        public uint DeviceMinor;
    }
}
