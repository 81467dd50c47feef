using System.Diagnostics;
using System.Text.Json.Nodes;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation;

/// <summary>How much of the machine a cell may take.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Disk">Bytes of files that are written, held in memory.</param>
/// <param name="Processors">Whole or part of one.</param>
public sealed record CellLimits(long Memory = 2L << 30, long Disk = 1L << 30, int Processes = 512, double Processors = 1.5);

/// <summary>What runs in the cell.</summary>
/// <param name="Folders">Of the machine, that the cell sees and cannot change.</param>
internal sealed record CellProgram(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Folder, int User, int Group, string HostName, IReadOnlyList<(string Machine, string Cell)> Folders);

/// <summary>gVisor's runtime, runsc: a user-space kernel between the program and the host.</summary>
internal sealed class Sandbox : IDisposable
{
    /// <summary>Docker's default capabilities: what malware in a container usually has.</summary>
    private static readonly string[] Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE",
        "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    private readonly Process _process;
    private readonly Task _output;

    private Sandbox(Process process, OutputHead output)
    {
        _process = process;
        Output = output;
        _output = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), output.ReadAsync(process.StandardError.BaseStream));
    }

    /// <summary>The beginning of what the program wrote to stdout and stderr.</summary>
    public OutputHead Output { get; }

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public Task EndAsync(CancellationToken cancel) => _process.WaitForExitAsync(cancel);

    /// <param name="folder">With <c>root</c>, the file system, mounted; the trace socket <c>trace</c> is being listened to.</param>
    public static Sandbox Start(string runsc, CellFolder folder, CellNetwork network, CellProgram program, CellLimits limits, string platform)
    {
        Directory.CreateDirectory(folder["bundle"]);
        File.WriteAllText(folder["bundle/config.json"], Bundle(folder, network, program, limits).ToJsonString());
        File.WriteAllText(folder["trace.json"], Trace(folder["trace"]).ToJsonString());

        // runsc reads a sysctl that some kernels show in every namespace and then cannot set: an empty folder takes its place.
        const string Script = "mount --make-rprivate / && mount -t tmpfs none /proc/sys/net/core && exec \"$@\"";
        string[] command =
        [
            "--net=" + network.Cell, "unshare", "-m", "sh", "-c", Script, "sh",
            runsc, "--root", folder["state"], "--platform", platform, "--network", "sandbox", "--overlay2", "none", "--file-access", "exclusive", "--pod-init-config", folder["trace.json"],
            "run", "--bundle", folder["bundle"], "c" + folder.Id,
        ];
        var process = Process.Start(new ProcessStartInfo("nsenter", command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardInput.Close();
        return new Sandbox(process, new OutputHead());
    }

    /// <summary>Ends whatever of a run is left: the sandbox and its helpers carry the folder in their command lines.</summary>
    public static async Task RemoveAsync(string path)
    {
        for (var round = 0; round < 50; round++)
        {
            var left = Process.GetProcesses().Where(process => BelongsTo(process, path)).ToList();
            if (left.Count == 0)
            {
                return;
            }

            left.ForEach(Kill);
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    public async Task StopAsync()
    {
        Kill(_process);
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
    }

    private static bool BelongsTo(Process process, string path)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0') is { } words && Array.Exists(words, word => word.StartsWith(path + "/", StringComparison.Ordinal) || word.Contains("=" + path + "/", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    private static JsonObject Bundle(CellFolder folder, CellNetwork network, CellProgram program, CellLimits limits) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = new JsonObject
        {
            ["terminal"] = false,
            ["user"] = new JsonObject { ["uid"] = program.User, ["gid"] = program.Group },
            ["args"] = Texts(program.Arguments),
            ["env"] = Texts(program.Environment),
            ["cwd"] = program.Folder,
            ["capabilities"] = new JsonObject { ["bounding"] = Texts(Capabilities), ["effective"] = Texts(Capabilities), ["permitted"] = Texts(Capabilities) },
        },
        ["root"] = new JsonObject { ["path"] = folder["root"], ["readonly"] = false },
        ["hostname"] = program.HostName,
        ["mounts"] = new JsonArray(
        [
            new JsonObject { ["destination"] = "/proc", ["type"] = "proc", ["source"] = "proc" },
            new JsonObject { ["destination"] = "/dev", ["type"] = "tmpfs", ["source"] = "tmpfs" },
            new JsonObject { ["destination"] = "/dev/shm", ["type"] = "tmpfs", ["source"] = "shm" },
            new JsonObject { ["destination"] = "/sys", ["type"] = "sysfs", ["source"] = "sysfs", ["options"] = new JsonArray("ro") },
            .. program.Folders.Select(static JsonNode (folder) => new JsonObject { ["destination"] = folder.Cell, ["type"] = "bind", ["source"] = folder.Machine, ["options"] = new JsonArray("rbind", "ro", "nosuid", "nodev") }),
        ]),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = ControlGroup.PathOf(folder.Id),
            ["resources"] = new JsonObject
            {
                ["memory"] = new JsonObject { ["limit"] = limits.Memory },
                ["pids"] = new JsonObject { ["limit"] = limits.Processes },
                ["cpu"] = new JsonObject { ["quota"] = (long)(limits.Processors * 100_000), ["period"] = 100_000 },
            },
            ["namespaces"] = new JsonArray(
                new JsonObject { ["type"] = "pid" }, new JsonObject { ["type"] = "ipc" }, new JsonObject { ["type"] = "uts" }, new JsonObject { ["type"] = "mount" },
                new JsonObject { ["type"] = "network", ["path"] = network.Cell }),
        },
    };

    private static JsonObject Trace(string endpoint) => new()
    {
        ["trace_session"] = new JsonObject
        {
            ["name"] = "Default",
            ["points"] = new JsonArray([.. GvisorMessages.Points.Select(static name => (JsonNode)new JsonObject
            {
                ["name"] = name,
                ["optional_fields"] = Texts(name.StartsWith("syscall/openat/", StringComparison.Ordinal) || name.StartsWith("syscall/dup", StringComparison.Ordinal) || name == "syscall/connect/exit" ? ["fd_path"] : name == "sentry/execve" ? ["binary_info"] : []),
                ["context_fields"] = Texts(["time", "group_id", "thread_group_start_time", "process_name", .. name switch { "sentry/execve" => (string[])["cwd", "credentials"], "sentry/task_exit" => ["thread_id"], _ => ["cwd"] }]),
            })]),
            ["sinks"] = new JsonArray(new JsonObject { ["name"] = "remote", ["config"] = new JsonObject { ["endpoint"] = endpoint, ["retries"] = 3 } }),
        },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)JsonValue.Create(text))]);

    public void Dispose() => _process.Dispose();
}
