using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wellguard.Linux.Detonation;

/// <summary>Where the runtime puts the limits of a cell, on kernels with one hierarchy and with several.</summary>
internal static partial class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";
    private const int DirectoryOnly = 0x10000;
    private const int CloseOnExec = 0x80000;

    /// <summary>Where the hierarchy of the second version is; null: nowhere.</summary>
    public static string? Unified { get; } = File.Exists("/proc/mounts") ? File.ReadLines("/proc/mounts").Select(static line => line.Split(' ')).FirstOrDefault(static words => words.Length > 2 && words[2] == "cgroup2")?[1] : null;

    public static string PathOf(string id) => "/wellguard-" + id;

    /// <summary>Processor time that a cell has used: cpuacct.usage in nanoseconds, or usage_usec of cpu.stat (kernel, cgroup-v1/cpuacct and cgroup-v2). Null: not known.</summary>
    public static TimeSpan? Worked(string id)
    {
        try
        {
            foreach (var old in (string[])["cpuacct", "cpu,cpuacct"])
            {
                var usage = $"{Root}/{old}{PathOf(id)}/cpuacct.usage";
                if (File.Exists(usage))
                {
                    return TimeSpan.FromTicks(long.Parse(File.ReadAllText(usage), System.Globalization.CultureInfo.InvariantCulture) / 100);
                }
            }

            var stat = Root + PathOf(id) + "/cpu.stat";
            const string Name = "usage_usec ";
            return File.Exists(stat) && File.ReadLines(stat).FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
                ? TimeSpan.FromMicroseconds(long.Parse(line[Name.Length..], System.Globalization.CultureInfo.InvariantCulture)) : null;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return null; // it is just being made or taken down
        }
    }

    /// <summary>Makes the group of the second version before the runtime does, so that what happens in it can be told apart from the beginning.</summary>
    public static SafeFileHandle Create(string id)
    {
        var folder = Unified + PathOf(id);
        Directory.CreateDirectory(folder);
        var group = Open(folder, DirectoryOnly | CloseOnExec);
        return !group.IsInvalid ? group : throw new IOException($"cannot open {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Ends all processes in it.</summary>
    public static async Task KillAsync(string id)
    {
        for (var round = 0; round < 100 && Groups(id).Any(static group => Kill(group)); round++)
        {
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    /// <summary>Which limit was reached, in words; null: none.</summary>
    public static string? Exceeded(string id) =>
        Groups(id).Any(static group => Counted(group, "memory.events", "oom_kill") || Counted(group, "memory.oom_control", "oom_kill")) ? "memory"
        : Groups(id).Any(static group => Counted(group, "pids.events", "max")) ? "processes" : null;

    /// <summary>Empty groups only: the kernel refuses others.</summary>
    public static void Remove(string id)
    {
        foreach (var group in Groups(id))
        {
            try
            {
                Directory.Delete(group);
            }
            catch (IOException)
            {
                // Its last process is still ending; an empty group costs nothing.
            }
        }
    }

    private static IEnumerable<string> Groups(string id) =>
        (Directory.Exists(Root) ? Directory.GetDirectories(Root).Prepend(Root) : []).Append(Unified ?? Root).Distinct().Select(hierarchy => hierarchy + PathOf(id)).Where(Directory.Exists);

    /// <returns>Whether there were any.</returns>
    private static bool Kill(string group)
    {
        try
        {
            if (File.ReadAllLines(group + "/cgroup.procs") is not { Length: > 0 } processes)
            {
                return false;
            }

            if (File.Exists(group + "/cgroup.kill"))
            {
                File.WriteAllText(group + "/cgroup.kill", "1");
            }
            else
            {
                foreach (var process in processes)
                {
                    _ = Kill(int.Parse(process, CultureInfo.InvariantCulture), 9);
                }
            }

            return true;
        }
        catch (IOException)
        {
            return false; // the group is gone
        }
    }

    private static bool Counted(string group, string file, string what)
    {
        try
        {
            return File.Exists(group + "/" + file) && File.ReadLines(group + "/" + file).Select(static line => line.Split(' ')).Any(words => words.Length == 2 && words[0] == what && words[1] != "0");
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
