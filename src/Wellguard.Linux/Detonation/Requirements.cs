namespace Wellguard.Linux.Detonation;

/// <summary>One thing that detonation needs.</summary>
/// <param name="Problem">Null when it is there; else what is wrong and what to do.</param>
public sealed record Requirement(string Name, string? Problem);

/// <summary>What works on this machine, and why not.</summary>
public static class Requirements
{
    /// <summary>Where set-up puts gVisor's runtime, beside the executable; then PATH, but never the current folder: it runs as root.</summary>
    public static string? Runsc(string program) =>
        ((string[])[.. Path.GetDirectoryName(program) is { } folder ? (string[])[Path.Combine(folder, "tools", "runsc"), Path.Combine(folder, "runsc")] : [], .. Environment.GetEnvironmentVariable("PATH")?.Split(':').Where(Path.IsPathRooted).Select(static folder => Path.Combine(folder, "runsc")) ?? []])
        .FirstOrDefault(File.Exists);

    /// <param name="program">The path of this executable.</param>
    public static async Task<IReadOnlyList<Requirement>> CheckAsync(string program) =>
    [
        new("root", Environment.UserName == "root" || Environment.IsPrivilegedProcess ? null : "mounting file systems and making namespaces needs root: run it with sudo, in a virtual machine if you can"),
        await Answers("ip", ["-V"], "install the package iproute2").ConfigureAwait(false),
        await Answers("nft", ["--version"], "install the package nftables").ConfigureAwait(false),
        await Answers("nsenter", ["--version"], "install the package util-linux").ConfigureAwait(false),
        await Answers("setpriv", ["--version"], "install the package util-linux").ConfigureAwait(false),
        new("overlay", File.Exists("/proc/filesystems") && File.ReadAllText("/proc/filesystems").Contains("overlay", StringComparison.Ordinal) ? null : "the kernel has no overlay file system: modprobe overlay"),
        Runsc(program) is { } runsc ? await Answers(runsc, ["--version"], "it does not run here").ConfigureAwait(false) with { Name = "runsc" }
            : new("runsc", "gVisor's runtime is not installed: ./wellguard detonate fetches it, or put runsc into PATH"),
    ];

    private static async Task<Requirement> Answers(string program, string[] arguments, string otherwise)
    {
        var (code, said) = await Tool.TryAsync(program, arguments).ConfigureAwait(false);
        return new(Path.GetFileName(program), code == 0 ? null : $"{said.Trim()}: {otherwise}");
    }
}
