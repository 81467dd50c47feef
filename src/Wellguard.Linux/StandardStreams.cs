using System.Runtime.InteropServices;

namespace Wellguard.Linux;

/// <summary>
/// Descriptors 0 to 2. Attack: a process that is started with one of them closed opens its own files under that number: the scanner would take the
/// runtime's random numbers for an image, and write a report into a file that is not stdout.
/// </summary>
public static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int GetAccess = 3;
    private const int AccessMask = 3;

    /// <summary>Stdin was not closed when the process was started.</summary>
    public static bool CanRead => Control(0, GetAccess) is >= 0 and var access && (access & AccessMask) != WriteOnly;

    /// <summary>Starts the program again with all three open when one was closed; whoever uses that one gets an error (EBADF). First thing in the process.</summary>
    /// <returns>False when that failed: the descriptors are not to be used.</returns>
    public static unsafe bool Repair()
    {
        var missing = Enumerable.Range(0, 3).Where(IsMissing).ToList();
        if (missing.Count == 0)
        {
            return true;
        }

        if (!missing.TrueForAll(Fill))
        {
            return false;
        }

        // The numbers that the runtime uses are known only to itself: it has to begin anew.
        var arguments = File.ReadAllBytes("/proc/self/cmdline");
        fixed (byte* text = arguments)
        {
            var pointers = stackalloc byte*[arguments.AsSpan().Count((byte)0) + 1];
            var count = 0;
            for (var i = 0; i < arguments.Length; i++)
            {
                if (i == 0 || arguments[i - 1] == 0)
                {
                    pointers[count++] = text + i;
                }
            }

            pointers[count] = null;
            _ = Execute("/proc/self/exe", pointers);
        }

        return false;
    }

    /// <summary>What a process inherits never has the flag; all that the runtime opens has it.</summary>
    private static bool IsMissing(int descriptor) => Control(descriptor, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    private static bool Fill(int descriptor)
    {
        // The other way round: reading from this stdin and writing to this stdout fail.
        var opened = Open("/dev/null", descriptor == 0 ? WriteOnly : ReadOnly);
        if (opened >= 0 && opened != descriptor)
        {
            var isThere = Duplicate(opened, descriptor) == descriptor;
            _ = Close(opened);
            return isThere;
        }

        return opened == descriptor;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int number);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execute(string path, byte** arguments);
}
