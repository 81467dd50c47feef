namespace Wellguard.Events;

/// <summary>
/// One system call that the sensor in the kernel records: what it is to us, and which of its arguments (by number) hold what.
/// Sensors/Ebpf/wellguard.bpf.c reads them as <c>struct call</c>.
/// </summary>
public sealed record EbpfCall(string Name, EventKind Kind)
{
    /// <summary>No argument.</summary>
    public const byte None = 255;

    /// <summary>Bytes of <c>struct call</c>.</summary>
    public const int Length = 16;

    /// <summary>Calls with higher numbers are not known to the sensor.</summary>
    public const int MaxNumber = 511;

    /// <summary>A text with a path, and the descriptor of the folder that it starts from.</summary>
    public byte Path { get; init; } = None;
    public byte Folder { get; init; } = None;

    /// <summary>The second path of a rename or link.</summary>
    public byte NewPath { get; init; } = None;
    public byte NewFolder { get; init; } = None;

    /// <summary>A descriptor whose file is told.</summary>
    public byte File { get; init; } = None;

    /// <summary><c>struct sockaddr</c>; its length, or where that is, is the argument behind it.</summary>
    public byte Address { get; init; } = None;

    /// <summary>An argument list.</summary>
    public byte Words { get; init; } = None;

    /// <summary>Mode, flags of an open or the descriptor that a copy becomes.</summary>
    public byte Number { get; init; } = None;

    /// <summary>How many arguments are numbers with a sign: user and group ids.</summary>
    public int Identities { get; init; }

    public bool OnlyFailures { get; init; }

    /// <summary>Argument 2 is <c>struct open_how</c>; its flags take its place.</summary>
    public bool HasHow { get; init; }

    /// <summary>By number (x86-64).</summary>
    public static IReadOnlyDictionary<int, EbpfCall> All { get; } = new Dictionary<int, EbpfCall>(KernelCalls.Names.Select(static call => KeyValuePair.Create((int)call.Key, new EbpfCall(call.Value, EventKind.Kernel))))
    {
        [2] = new("open", EventKind.Read) { Path = 0, Number = 1 },
        [32] = new("dup", EventKind.Read) { File = 0 },
        [33] = new("dup2", EventKind.Read) { File = 0, Number = 1 },
        [42] = new("connect", EventKind.Connect) { Address = 1, File = 0 },
        [43] = new("accept", EventKind.Accept) { Address = 1 },
        [44] = new("sendto", EventKind.Connect) { Address = 4 },
        [49] = new("bind", EventKind.Bind) { Address = 1 },
        [59] = new("execve", EventKind.Exec) { Path = 0, Words = 1, OnlyFailures = true },
        [76] = new("truncate", EventKind.Write) { Path = 0 },
        [82] = new("rename", EventKind.Rename) { Path = 0, NewPath = 1 },
        [84] = new("rmdir", EventKind.Delete) { Path = 0 },
        [85] = new("creat", EventKind.Write) { Path = 0 },
        [86] = new("link", EventKind.Link) { Path = 0, NewPath = 1 },
        [87] = new("unlink", EventKind.Delete) { Path = 0 },
        [88] = new("symlink", EventKind.Link) { Path = 0, NewPath = 1 },
        [90] = new("chmod", EventKind.Mode) { Path = 0, Number = 1 },
        [91] = new("fchmod", EventKind.Mode) { File = 0, Number = 1 },
        [105] = new("setuid", EventKind.Kernel) { Identities = 1 },
        [106] = new("setgid", EventKind.Kernel) { Identities = 1 },
        [113] = new("setreuid", EventKind.Kernel) { Identities = 2 },
        [114] = new("setregid", EventKind.Kernel) { Identities = 2 },
        [117] = new("setresuid", EventKind.Kernel) { Identities = 3 },
        [119] = new("setresgid", EventKind.Kernel) { Identities = 3 },
        [161] = new("chroot", EventKind.Kernel) { Path = 0 },
        [257] = new("openat", EventKind.Read) { Folder = 0, Path = 1, Number = 2 },
        [263] = new("unlinkat", EventKind.Delete) { Folder = 0, Path = 1 },
        [264] = new("renameat", EventKind.Rename) { Folder = 0, Path = 1, NewFolder = 2, NewPath = 3 },
        [265] = new("linkat", EventKind.Link) { Folder = 0, Path = 1, NewFolder = 2, NewPath = 3 },
        [266] = new("symlinkat", EventKind.Link) { Folder = 1, Path = 0, NewFolder = 1, NewPath = 2 },
        [268] = new("fchmodat", EventKind.Mode) { Folder = 0, Path = 1, Number = 2 },
        [288] = new("accept4", EventKind.Accept) { Address = 1 },
        [292] = new("dup3", EventKind.Read) { File = 0, Number = 1 },
        [316] = new("renameat2", EventKind.Rename) { Folder = 0, Path = 1, NewFolder = 2, NewPath = 3 },
        [322] = new("execveat", EventKind.Exec) { Folder = 0, Path = 1, Words = 2, OnlyFailures = true },
        [437] = new("openat2", EventKind.Read) { Folder = 0, Path = 1, Number = 2, HasHow = true },
        [452] = new("fchmodat2", EventKind.Mode) { Folder = 0, Path = 1, Number = 2 },
    };

    /// <summary>As the sensor has it.</summary>
    public byte[] ToBytes() => [1, (byte)((OnlyFailures ? 1 : 0) | (HasHow ? 2 : 0)), Path, Folder, NewPath, NewFolder, File, Address, Words, .. new byte[7]];
}
