using System.Text.Json.Nodes;
using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Linux.Sensors;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// runc: namespaces of the host's own kernel, as of an ordinary container, watched by a sensor in that kernel. A hole in the kernel is a way out: only for a
/// virtual machine that is thrown away.
/// </summary>
internal sealed class RuncSandbox : Sandbox
{
    public const string Runtime = "runc";

    /// <summary>The compiled Sensors/Ebpf/wellguard.bpf.c, beside the runtimes.</summary>
    public const string Programs = "wellguard.bpf.o";

    /// <summary>What Docker hides and what it lets nobody change.</summary>
    private static readonly string[] Masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
        "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    private static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    private static IEnumerable<JsonNode> Mounts =>
    [
        Bundle.Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
        Bundle.Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
        Bundle.Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
        Bundle.Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        Bundle.Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
    ];

    private readonly EbpfSensor _sensor;
    private readonly string _id;

    private RuncSandbox(EbpfSensor sensor, string id, string runc, IEnumerable<string> command)
        : base(runc, command) => (_sensor, _id) = (sensor, id);

    public static RuncSandbox Start(string runc, string programs, Cell cell, Action<Event> happened)
    {
        var folder = cell.Folder;
        var bundle = Bundle.Write(cell, Harden(Bundle.Of(cell, Mounts), folder["users"]));
        using var group = ControlGroup.Create(folder.Id);
        var sensor = new EbpfSensor(programs, group, happened);
        return Owning(sensor, () => new RuncSandbox(sensor, folder.Id, runc, ["--root", folder["state"], "run", "--keep", "--bundle", bundle, "c" + folder.Id]));
    }

    public override async Task StopAsync()
    {
        await ControlGroup.KillAsync(_id).ConfigureAwait(false);
        await base.StopAsync().ConfigureAwait(false);
    }

    public override IReadOnlyList<Shortfall> Finish()
    {
        _sensor.Finish();
        return ControlGroup.Exceeded(_id) is { } what ? [.. _sensor.Unseen, new("detonate", "limits", $"it took all {what} that a cell has; what it would have done with more is not known")] : _sensor.Unseen;
    }

    protected override void Dispose(bool disposing)
    {
        _sensor.Dispose();
        base.Dispose(disposing);
    }

    /// <param name="users">File that is the user namespace to join.</param>
    private static JsonObject Harden(JsonObject config, string users)
    {
        var linux = config["linux"]!;
        linux["maskedPaths"] = Bundle.Texts(Masked);
        linux["readonlyPaths"] = Bundle.Texts(ReadOnly);
        linux["seccomp"] = Seccomp();
        linux["uidMappings"] = SameNumbers();
        linux["gidMappings"] = SameNumbers();
        linux["namespaces"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "user", ["path"] = users });
        linux["namespaces"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "cgroup" });
        linux["resources"]!["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" });
        config["process"]!["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_CORE", ["hard"] = 0, ["soft"] = 0 });
        return config;
    }

    private static JsonArray SameNumbers() => new((JsonNode)new JsonObject { ["containerID"] = 0, ["hostID"] = 0, ["size"] = uint.MaxValue });

    private static JsonNode Seccomp()
    {
        using var data = typeof(RuncSandbox).Assembly.GetManifestResourceStream("seccomp.json")!;
        return JsonNode.Parse(data)!;
    }
}
