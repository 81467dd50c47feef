using System.Runtime.InteropServices;

namespace Wellguard.Linux.Detonation;

/// <summary>mount(2) and umount2(2).</summary>
internal static partial class Mounts
{
    private const ulong ReadOnly = 1;
    private const ulong NoSuid = 2;
    private const ulong NoDevices = 4;
    private const ulong Binding = 4096;
    private const int Detach = 2;

    /// <summary>A file system in memory of at most so many bytes.</summary>
    public static void Memory(string target, long bytes) => Check(Mount("tmpfs", target, "tmpfs", NoSuid | NoDevices, $"size={bytes},mode=0700"), target);

    /// <param name="lower">Folders, the first on top.</param>
    /// <param name="hasSetuid">Programs in it may run as their owner.</param>
    public static void Overlay(string target, IReadOnlyList<string> lower, string upper, string work, bool hasSetuid) =>
        Check(Mount("overlay", target, "overlay", (hasSetuid ? 0 : NoSuid) | NoDevices, $"lowerdir={Joined(lower)},upperdir={upper},workdir={work}"), target);

    /// <summary>Nothing can be written.</summary>
    /// <param name="lower">Two folders at least, the first on top.</param>
    public static void Overlay(string target, IReadOnlyList<string> lower) =>
        Check(Mount("overlay", target, "overlay", ReadOnly | NoSuid | NoDevices, $"lowerdir={Joined(lower)}"), target);

    /// <summary>The same file or folder at a second place.</summary>
    public static void Bind(string source, string target) => Check(Mount(source, target, "none", Binding, ""), target);

    /// <summary>Also of what still uses it; what is no mount is left alone.</summary>
    public static void Remove(string target) => _ = Unmount(target, Detach);

    /// <summary>Documentation/filesystems/overlayfs: a colon parts folders, a comma options, unless a backslash stands before.</summary>
    private static string Joined(IReadOnlyList<string> lower) =>
        string.Join(':', lower.Select(static folder => folder.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)));

    private static void Check(int result, string target)
    {
        if (result != 0)
        {
            throw new IOException($"cannot mount {target}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string kind, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
