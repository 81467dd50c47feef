using System.Runtime.InteropServices;
using System.Text;

namespace Wellguard.Linux.Detonation;

/// <summary>A program, or what interprets it, that is built for another machine than this one.</summary>
internal static class ForeignProgram
{
    /// <summary>Attack: scripts that name each other as their interpreter. The kernel follows as many (<c>binfmt_script</c>, exec(2)).</summary>
    private const int MostInterpreters = 4;

    /// <summary>Bytes: as long a first line the kernel reads (<c>BINPRM_BUF_SIZE</c>).</summary>
    private const int Head = 256;

    /// <summary>What it is built for; null when it fits or nothing is known.</summary>
    /// <param name="root">The file system that it runs in.</param>
    /// <param name="program">A path, or a name that is looked for in <paramref name="path"/>.</param>
    public static string? Of(RootedFolder root, string program, string path)
    {
        for (var depth = 0; depth < MostInterpreters; depth++)
        {
            var file = program.Contains('/', StringComparison.Ordinal) ? program : path.Split(':').Select(folder => folder + "/" + program).FirstOrDefault(root.HasFile);
            if (file is null || root.ReadHead(file.TrimStart('/'), Head) is not { Length: >= 20 } head)
            {
                return null;
            }

            if (head.AsSpan().StartsWith("#!"u8))
            {
                program = Encoding.UTF8.GetString(head)[2..].Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var interpreter, ..] ? interpreter : "";
                continue;
            }

            var machine = head[5] == 2 ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
            return head.AsSpan().StartsWith("\u007fELF"u8) && machine != OfThisMachine ? Name(machine) : null;
        }

        return null;
    }

    /// <summary><c>e_machine</c> of the gABI.</summary>
    private static int OfThisMachine => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? 183 : 62;

    private static string Name(int machine) => machine switch { 3 => "i386", 8 => "MIPS", 21 => "PowerPC", 22 => "S/390", 40 => "ARM", 62 => "x86-64", 183 => "AArch64", 243 => "RISC-V", 258 => "LoongArch", _ => $"another machine ({machine})" };
}
