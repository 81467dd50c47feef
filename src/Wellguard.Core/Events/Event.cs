using System.Text.Json.Serialization;
using Wellguard.Artifacts;

namespace Wellguard.Events;

/// <summary>What kind of thing happened. Sensors map what they see to one of these; what fits none is left out.</summary>
public enum EventKind : byte
{
    /// <summary>The first process of a container or cell. Object: the program; arguments: its argv.</summary>
    Start,

    /// <summary>Object: nothing; <see cref="Event.Child"/>: the new process.</summary>
    Fork,

    /// <summary>Object: the program's path; arguments: argv; digest: of the program when known.</summary>
    Exec,
    Exit,

    /// <summary>Files. Object: the absolute path; for a rename and a link, <see cref="Event.Other"/> is the new path.</summary>
    Read, Write, Delete, Rename, Link,

    /// <summary>Object: the path; other: the new mode in octal.</summary>
    Mode,

    /// <summary>Object: <c>address:port</c>, <c>[address]:port</c> or <c>unix:/path</c>; other: <c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>raw</c>; arguments: the socket (<c>socket:[22]</c>) where the source knows it.</summary>
    Connect, Bind, Accept,

    /// <summary>Object: the name that was asked for; other: the address that was answered.</summary>
    Resolve,

    /// <summary>Object: a URL, or <c>scheme://host:port</c>; arguments: method and telling headers; size: bytes that were sent.</summary>
    Request,

    /// <summary>Object: a URL; digest and size: of what was served; other: what it is (<c>script</c>, <c>elf</c>, <c>archive</c>, <c>json</c>, <c>text</c>, <c>stage</c>); arguments: what it shows at a glance (<c>packed</c>).</summary>
    Download,

    /// <summary>Bytes left. Object: as of the request; size: how many; other: the protocol (<c>http</c>, <c>stratum</c>, <c>irc</c>, <c>smtp</c>, <c>redis</c>, <c>tcp</c>, <c>udp</c>, <c>dns</c>).</summary>
    Send,

    /// <summary>A canary was in the bytes that left. Object: where they went; other: which canary (its name, never its value); arguments: the encodings under which it was found.</summary>
    Theft,

    /// <summary>The kernel was asked for what attacks use: object names it (<c>mount</c>, <c>unshare</c>, <c>setns</c>, <c>ptrace</c>, <c>init_module</c>, <c>memfd_create</c>, <c>bpf</c>, <c>io_uring_setup</c>, <c>chroot</c>, <c>setuid</c>, <c>kill</c>, …); arguments: its numbers.</summary>
    Kernel,

    /// <summary>Afterwards: a file is there that the artifact did not bring, or is another. Object: the path; digest, size; other: its mode in octal, or <c>deleted</c>; <c>/</c> says that all changes are told; arguments: a link's target, or what the file shows at a glance: <c>replaces</c> another of the artifact, <c>packed</c>, <c>tiny</c>, <c>runs-process</c>.</summary>
    Change,

    /// <summary>Size: how many events the source lost at this point.</summary>
    Lost,
}

/// <summary>One thing that happened, whoever saw it: a sandbox, an agent on a node, the fake internet, the difference of a file system.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
public sealed record Event(long Time, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EventKind Kind)
{
    /// <summary>Process (thread group) in the container; 0: not known.</summary>
    public int Process { get; init; }

    /// <summary>When that process started, nanoseconds since 1970; 0: not known. A number alone is used again.</summary>
    public long Started { get; init; }

    /// <summary>The new process of a fork.</summary>
    public int Child { get; init; }

    /// <summary>The name that the process gives itself (comm).</summary>
    public string? Name { get; init; }

    public string? Object { get; init; }
    public string? Other { get; init; }
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Working folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Effective user; null: not known.</summary>
    public int? User { get; init; }

    /// <summary>Lower-case hex of SHA-256.</summary>
    public string? Digest { get; init; }

    public long Size { get; init; }

    /// <summary>0 or more: it worked; below 0: the negative error number. Null: not known (yet).</summary>
    public long? Result { get; init; }

    /// <summary>Null: of the artifact's own container.</summary>
    public string? Container { get; init; }

    /// <summary>Null: of the artifact's own cell.</summary>
    public string? Host { get; init; }

    /// <summary>Who saw it: <c>gvisor</c>, <c>internet</c>, <c>overlay</c>, <c>falco</c>, …</summary>
    public required string Source { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(SpelledEnum<EventKind>)])]
[JsonSerializable(typeof(Event))]
public sealed partial class EventJson : JsonSerializerContext;
