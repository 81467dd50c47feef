using System.Text.Json.Nodes;
using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Linux.Sensors;

namespace Wellguard.Linux.Detonation;

/// <summary>gVisor's runtime, runsc: a user-space kernel between the program and the host, which tells what the program asks of it.</summary>
internal sealed class GvisorSandbox : Sandbox
{
    public const string Runtime = "runsc";

    private const string Platform = "ptrace";

    /// <summary>runsc reads a sysctl that some kernels show in every namespace and then cannot set: an empty folder takes its place.</summary>
    private const string Script = "mount --make-rprivate / && mount -t tmpfs none /proc/sys/net/core && exec \"$@\"";

    private readonly GvisorTrace _trace;

    private GvisorSandbox(GvisorTrace trace, IEnumerable<string> command)
        : base("nsenter", command) => _trace = trace;

    public static GvisorSandbox Start(string runsc, Cell cell, Action<Event> happened)
    {
        var folder = cell.Folder;
        var bundle = Bundle.Write(cell, Bundle.Of(
            cell,
            Bundle.Mount("/proc", "proc", "proc"), Bundle.Mount("/dev", "tmpfs", "tmpfs"), Bundle.Mount("/sys", "sysfs", "sysfs", "ro")));
        File.WriteAllText(folder["trace.json"], Session(folder["trace"]).ToJsonString());
        var trace = new GvisorTrace(folder["trace"], happened);
        return Owning(trace, () => new GvisorSandbox(trace,
        [
            "--net=" + cell.Network.Cell, "unshare", "-m", "sh", "-c", Script, "sh",
            runsc, "--root", folder["state"], "--platform", Platform, "--network", "sandbox", "--overlay2", "none", "--file-access", "exclusive", "--pod-init-config", folder["trace.json"],
            "run", "--bundle", bundle, "c" + folder.Id,
        ]));
    }

    public override IReadOnlyList<Shortfall> Finish() =>
        _trace.Finish(TimeSpan.FromSeconds(5)) ? [] : [new("detonate", "trace", "what the program did last was not read in time")];

    protected override void Dispose(bool disposing)
    {
        _trace.Dispose();
        base.Dispose(disposing);
    }

    private static JsonObject Session(string endpoint) => new()
    {
        ["trace_session"] = new JsonObject
        {
            ["name"] = "Default",
            ["points"] = new JsonArray([.. GvisorMessages.Points.Select(static name => (JsonNode)new JsonObject
            {
                ["name"] = name,
                ["optional_fields"] = Bundle.Texts(name.StartsWith("syscall/openat/", StringComparison.Ordinal) || name.StartsWith("syscall/dup", StringComparison.Ordinal) || name == "syscall/connect/exit" ? ["fd_path"] : name == "sentry/execve" ? ["binary_info"] : []),
                ["context_fields"] = Bundle.Texts(["time", "group_id", "thread_group_start_time", "process_name", .. name switch { "sentry/execve" => (string[])["cwd", "credentials"], "sentry/task_exit" => ["thread_id"], _ => ["cwd"] }]),
            })]),
            ["sinks"] = new JsonArray(new JsonObject { ["name"] = "remote", ["config"] = new JsonObject { ["endpoint"] = endpoint, ["retries"] = 3 } }),
        },
    };
}
