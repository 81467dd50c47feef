namespace Wellguard;

/// <summary>
/// What a sample that got out would change on the machine, taken without any part of the product: files where programs start from, settings of the kernel, mounts,
/// modules, control groups' agents, network devices, and processes that nobody waits for, with their namespaces. What other cells of this machine have (their folder, their namespaces) is left out.
/// </summary>
internal static class HostState
{
    private static readonly string[] Folders = ["/etc", "/root/.ssh", "/var/spool/cron", "/boot", "/usr/bin", "/usr/sbin", "/usr/local", "/usr/lib/systemd", "/lib/modules", "/opt", "/mnt"];
    private static readonly string[] Settings = ["core_pattern", "modprobe", "hotplug", "randomize_va_space", "yama/ptrace_scope"];

    /// <returns>One line a thing.</returns>
    public static IReadOnlyList<string> Take() =>
    [
        .. Folders.Where(Directory.Exists).SelectMany(Files),
        .. Settings.Select(static name => "/proc/sys/kernel/" + name).Where(File.Exists).Select(static file => $"{file} = {File.ReadAllText(file).Trim()}"),
        .. File.ReadLines("/proc/mounts").Where(static line => !line.Contains("/run/wellguard/", StringComparison.Ordinal) && !line.Contains("/run/netns", StringComparison.Ordinal)).Select(static line => "mount " + line).Order(StringComparer.Ordinal),
        .. Lines("/proc/modules").Select(static line => "module " + line.Split(' ')[0]).Order(StringComparer.Ordinal),
        .. Directory.GetDirectories("/sys/fs/cgroup").Select(static group => Path.Combine(group, "release_agent")).Where(File.Exists).Select(static file => $"{file} = {File.ReadAllText(file).Trim()}").Order(StringComparer.Ordinal),
        "network " + string.Join(' ', Directory.GetDirectories("/sys/class/net").Select(static device => Path.GetFileName(device)).Where(static name => !name.StartsWith("wg", StringComparison.Ordinal)).Order(StringComparer.Ordinal)),
        "initial process " + File.ReadAllText("/proc/1/cmdline"),
        .. Directory.GetDirectories("/proc").Where(IsLeftAlone).SelectMany(Links).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>A living child of the initial process that belongs to no cell.</summary>
    private static bool IsLeftAlone(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out var number) && number > 1
                && File.ReadAllLines(process + "/status") is var status && status.Contains("PPid:\t1") && !status.Any(static line => line.StartsWith("State:\tZ", StringComparison.Ordinal)) && !File.ReadAllText(process + "/cmdline").Contains("/run/wellguard/", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it is gone
        }
    }

    private static IReadOnlyList<string> Links(string process)
    {
        try
        {
            return [.. ((string[])["exe", "ns/pid", "ns/net", "ns/mnt", "ns/user"]).Select(link => new FileInfo($"{process}/{link}").LinkTarget).OfType<string>().Select(static target => "process " + target)]; // one that has ended has none
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>A kernel may have been built without.</summary>
    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];

    private static IEnumerable<string> Files(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
            .Select(static file => $"{file.FullName} {file.LastWriteTimeUtc:O} {file.Length} {(file.LinkTarget is { } target ? target : file.UnixFileMode)}").Order(StringComparer.Ordinal);
}
