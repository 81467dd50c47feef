using System.Text.Json.Nodes;

namespace Wellguard.Linux.Detonation;

/// <summary>What a runtime reads about a container: <c>config.json</c> of the OCI runtime specification.</summary>
internal static class Bundle
{
    /// <summary>Docker's default capabilities: what malware in a container usually has.</summary>
    private static readonly string[] Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE",
        "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    /// <summary>In the folder of a run: what programs keep in shared memory is among the changes. It can be executed, unlike Docker's: what a sample does next is wanted.</summary>
    public const string SharedMemory = "disk/upper/dev/shm";

    /// <summary>What is the same for each engine.</summary>
    public static JsonObject Of(Cell cell, params IEnumerable<JsonNode> mounts) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = new JsonObject
        {
            ["terminal"] = false,
            ["user"] = new JsonObject { ["uid"] = cell.Program.User, ["gid"] = cell.Program.Group },
            ["args"] = Texts(cell.Program.Arguments),
            ["env"] = Texts(cell.Program.Environment),
            ["cwd"] = cell.Program.Folder,
            ["capabilities"] = new JsonObject { ["bounding"] = Texts(Capabilities), ["effective"] = Texts(Capabilities), ["permitted"] = Texts(Capabilities) },
        },
        ["root"] = new JsonObject { ["path"] = cell.Folder["root"], ["readonly"] = false },
        ["hostname"] = cell.Program.HostName,
        ["mounts"] = new JsonArray([.. mounts, Mount("/dev/shm", "bind", cell.Folder[SharedMemory], "rbind", "nosuid", "nodev"), .. cell.Program.Folders.Select(static folder => Mount(folder.Cell, "bind", folder.Machine, "rbind", "ro", "nosuid", "nodev"))]),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = ControlGroup.PathOf(cell.Folder.Id),
            ["resources"] = new JsonObject
            {
                ["memory"] = new JsonObject { ["limit"] = cell.Limits.Memory },
                ["pids"] = new JsonObject { ["limit"] = cell.Limits.Processes },
                ["cpu"] = new JsonObject { ["quota"] = (long)(cell.Limits.Processors * 100_000), ["period"] = 100_000 },
            },
            ["namespaces"] = new JsonArray(
                new JsonObject { ["type"] = "pid" }, new JsonObject { ["type"] = "ipc" }, new JsonObject { ["type"] = "uts" }, new JsonObject { ["type"] = "mount" },
                new JsonObject { ["type"] = "network", ["path"] = cell.Network.Cell }),
        },
    };

    /// <summary>Puts it where the runtime looks, with the folder for <c>--bundle</c>.</summary>
    public static string Write(Cell cell, JsonObject config)
    {
        Directory.CreateDirectory(cell.Folder["bundle"]);
        File.WriteAllText(cell.Folder["bundle/config.json"], config.ToJsonString());
        return cell.Folder["bundle"];
    }

    public static JsonNode Mount(string target, string type, string source, params IEnumerable<string> options) =>
        new JsonObject { ["destination"] = target, ["type"] = type, ["source"] = source, ["options"] = Texts(options) };

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)JsonValue.Create(text))]);
}
