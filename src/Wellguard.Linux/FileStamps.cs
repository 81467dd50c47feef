using Wellguard.Artifacts;

namespace Wellguard.Linux;

/// <summary>Asks the kernel when a file changed last. The change time cannot be set by a program, so an edit that restores the modification time is still seen.</summary>
public static class FileStamps
{
    /// <summary>Follows links; null when the file is not there. Times in nanoseconds since 1970.</summary>
    public static FileStamp? Of(string path) =>
        Statx.Of(path) is { } status ? new((long)status.Size, status.Modified.Nanoseconds, status.Changed.Nanoseconds, status.Inode, status.Device) : null;
}
