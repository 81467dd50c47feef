using System.Runtime.InteropServices;
using Wellguard.Linux.Sensors;

namespace Wellguard.Linux.Detonation;

/// <summary>One thing that detonation needs.</summary>
/// <param name="Problem">Null when it is there; else what is wrong and what to do.</param>
public sealed record Requirement(string Name, string? Problem);

/// <summary>What works on this machine, and why not.</summary>
public static class Requirements
{
    /// <summary>openat2(2), which fills a root file system, came with 5.6; the ring buffers of BPF, which the sensor of runc writes to, with 5.8.</summary>
    private static readonly Version Oldest = new(5, 6), OldestForRunc = new(5, 8);

    /// <param name="program">The path of this executable.</param>
    public static async Task<IReadOnlyList<Requirement>> CheckAsync(string program, Engine engine) =>
    [
        new("kernel", KernelProblem(Oldest)),
        new("root", Environment.UserName == "root" || Environment.IsPrivilegedProcess ? null : "mounting file systems and making namespaces needs root: run it with sudo, in a virtual machine if you can"),
        await Answers("ip", ["-V"], "install the package iproute2").ConfigureAwait(false),
        await Answers("nft", ["--version"], "install the package nftables").ConfigureAwait(false),
        await Answers("nsenter", ["--version"], "install the package util-linux").ConfigureAwait(false),
        await Answers("setpriv", ["--version"], "install the package util-linux").ConfigureAwait(false),
        await Answers("unshare", ["--user", "--mount", "true"], "namespaces of users and mounts cannot be made here: not inside a chroot, and where containers or the kernel's settings forbid it").ConfigureAwait(false) with { Name = "namespaces" },
        new("overlay", File.Exists("/proc/filesystems") && File.ReadAllText("/proc/filesystems").Contains("overlay", StringComparison.Ordinal) ? null : "the kernel has no overlay file system: modprobe overlay"),
        .. engine == Engine.Runc ? await RuncAsync(program).ConfigureAwait(false) : [await RuntimeAsync(program, GvisorSandbox.Runtime, "gVisor's runtime is not installed: ./wellguard detonate fetches it, or put runsc into PATH").ConfigureAwait(false)],
    ];

    /// <summary>What only the engine runc needs.</summary>
    public static async Task<IReadOnlyList<Requirement>> RuncAsync(string program) =>
    [
        new("kernel", KernelProblem(OldestForRunc)),
        await RuntimeAsync(program, RuncSandbox.Runtime, "install the package runc").ConfigureAwait(false),
        new("cgroup2", ControlGroup.Unified is null ? "no control groups of the second version are mounted: a cell's processes cannot be told apart" : null),
        new("sensor", SensorProblem(program)),
    ];

    /// <param name="release">As in <c>/proc/sys/kernel/osrelease</c>: 6.1.0-18-amd64; by default the one of this machine.</param>
    /// <returns>Null: new enough, or nothing is known.</returns>
    public static string? KernelProblem(Version oldest, string? release = null)
    {
        release ??= File.Exists("/proc/sys/kernel/osrelease") ? File.ReadAllText("/proc/sys/kernel/osrelease").Trim() : "";
        var numbers = release.Split('.', '-', '+') is [var first, var second, ..] ? $"{first}.{second}" : release;
        return Version.TryParse(numbers, out var found) && found < oldest ? $"this is Linux {release}, and what is used here came with {oldest}: run it on a newer kernel" : null;
    }

    private static string? SensorProblem(string program)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "it knows the system calls of x86-64 only";
        }

        if (!File.Exists("/sys/kernel/btf/vmlinux"))
        {
            return "the kernel does not describe its types (/sys/kernel/btf/vmlinux: CONFIG_DEBUG_INFO_BTF)";
        }

        if (Tool.Find(program, RuncSandbox.Programs) is not { } file)
        {
            return $"its programs are not compiled: ./wellguard compiles them when runc is used, or put {RuncSandbox.Programs} beside the executable";
        }

        try
        {
            using var loaded = EbpfPrograms.Load(file);
            return null;
        }
        catch (IOException problem)
        {
            return problem.Message;
        }
    }

    private static async Task<Requirement> RuntimeAsync(string program, string name, string otherwise) =>
        Tool.Find(program, name) is { } runtime ? await Answers(runtime, ["--version"], "it does not run here").ConfigureAwait(false) with { Name = name } : new(name, otherwise);

    private static async Task<Requirement> Answers(string program, string[] arguments, string otherwise)
    {
        var (code, said) = await Tool.TryAsync(program, arguments).ConfigureAwait(false);
        return new(Path.GetFileName(program), code == 0 ? null : $"{said.Trim()}: {otherwise}");
    }
}
