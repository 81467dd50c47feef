namespace Wellguard.Linux;

public enum FileNature
{
    Missing, Regular, Directory, Pipe, Socket, Terminal, NullDevice,

    /// <summary>A device that is neither a terminal nor <c>/dev/null</c>. Attack: <c>/dev/zero</c> has no end.</summary>
    Device,
}

/// <summary>Asks the kernel what a path or descriptor is, without opening it.</summary>
public static class FileNatures
{
    /// <summary>Follows links. What cannot be looked at is missing.</summary>
    public static FileNature Of(string path) => Of(Statx.Of(path));

    public static FileNature Of(int descriptor) => Of(Statx.Of(descriptor));

    /// <summary>S_IFMT of <c>sys/stat.h</c>; the numbers of devices of the kernel's <c>devices.txt</c>.</summary>
    private static FileNature Of(Statx.Status? known) => known is not { } status ? FileNature.Missing : (status.Mode & 0xF000, status.Major, status.Minor) switch
    {
        (0x8000, _, _) => FileNature.Regular,
        (0x4000, _, _) => FileNature.Directory,
        (0x1000, _, _) => FileNature.Pipe,
        (0xC000, _, _) => FileNature.Socket,
        (0x2000, 1, 3) => FileNature.NullDevice,
        (0x2000, 4 or 5 or (>= 136 and <= 143), _) => FileNature.Terminal,
        _ => FileNature.Device,
    };
}
