using System.Runtime.InteropServices;
using System.Text;

namespace Wellguard.Linux;

/// <summary>realpath(3): the kernel's own reading of a path. The runtime drops <c>folder/..</c> from the text, which is another place when the folder is a link.</summary>
public static partial class RealPath
{
    /// <summary>PATH_MAX of linux/limits.h.</summary>
    private const int Longest = 4096;

    /// <summary>The path without links, <c>.</c> and <c>..</c>. Throws what opening it would throw: <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</summary>
    public static string Of(string path)
    {
        var resolved = new byte[Longest];
        if (Resolve(path, resolved) != 0)
        {
            return Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0));
        }

        throw Marshal.GetLastPInvokeError() switch
        {
            2 => new DirectoryNotFoundException(path),
            13 => new UnauthorizedAccessException(path),
            36 => new PathTooLongException(path),
            var number => new IOException(path, number),
        };
    }

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, [Out] byte[] resolved);
}
