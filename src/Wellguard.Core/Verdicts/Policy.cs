using System.Reflection;
using Wellguard.Artifacts;
using Wellguard.Signals;

namespace Wellguard.Verdicts;

/// <summary>What an organisation accepts. Written as YAML (<see cref="PolicyFile"/>, docs/policy.schema.json).</summary>
public sealed record Policy(string Name)
{
    public Decision Malicious { get; init; } = Decision.Block;
    public Decision Suspicious { get; init; } = Decision.Review;
    public Decision Unknown { get; init; } = Decision.Review;
    public Decision Clean { get; init; } = Decision.Allow;
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The text that it was read from; null for one that was made otherwise, or changed since: reports under it are not kept.</summary>
    public string? Yaml { get; init; }

    /// <summary>The policy in force when none is given: rules/policy/default.yml.</summary>
    public static Policy Default => Embedded.Value;

    private static readonly Lazy<Policy> Embedded = new(ReadDefault);

    public Decision For(Level level) => level switch
    {
        Level.Malicious => Malicious,
        Level.Suspicious => Suspicious,
        Level.Clean => Clean,
        _ => Unknown,
    };

    private static Policy ReadDefault()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("rules/policy/default.yml")
            ?? throw new InvalidOperationException("rules/policy/default.yml is not embedded");
        using var text = new StreamReader(stream);
        return PolicyFile.Read("rules/policy/default.yml", text.ReadToEnd());
    }
}

/// <summary>
/// Decides on top of the level. A rule with signal conditions looks at signals that count (not waived, not refuted); one without looks at the artifact.
/// <c>block</c> wins over <c>allow</c>, <c>allow</c> over <c>review</c>; <c>allow</c> with signal conditions needs that every signal that counts matches.
/// </summary>
/// <param name="Line">In the policy file, from 1.</param>
public sealed record PolicyRule(Decision Decision, int Line)
{
    public SignalClass? Class { get; init; }

    /// <summary>A glob on the rule's id.</summary>
    public string? Rule { get; init; }

    /// <summary>This severity or above.</summary>
    public Severity? Severity { get; init; }

    public ArtifactKind? Kind { get; init; }

    /// <summary>A glob on the artifact's name, with or without tag and digest.</summary>
    public string? Name { get; init; }

    /// <summary>A glob on the host part of an image's name.</summary>
    public string? Registry { get; init; }

    public string? Reason { get; init; }

    public bool LooksAtSignals => Class is not null || Rule is not null || Severity is not null;

    public bool Covers(Artifact artifact) =>
        (Kind is null || Kind == artifact.Kind)
        && (Name is null || IsNamed(Name, artifact))
        && (Registry is null || Glob.Matches(Registry, HostOf(artifact)));

    public bool Covers(Signal signal) =>
        (Class is null || Class == signal.Class)
        && (Rule is null || Glob.Matches(Rule, signal.Rule))
        && (Severity is null || signal.Severity >= Severity);

    /// <summary>A glob on the name as it is, or without its tag and digest: <c>*/backup</c> is every version of it.</summary>
    internal static bool IsNamed(string glob, Artifact artifact)
    {
        var name = artifact.Name.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return Glob.Matches(glob, artifact.Name) || (colon > name.LastIndexOf('/') && Glob.Matches(glob, name[..colon]));
    }

    /// <summary>Distribution references: the part before the first slash is a host when it has a dot or a port, or is <c>localhost</c>.</summary>
    private static string HostOf(Artifact artifact)
    {
        var slash = artifact.Name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : artifact.Name[..slash];
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost" ? first : "";
    }
}

/// <summary>Takes signals out of the verdict, visibly, for a reason and a time.</summary>
/// <param name="Expires">The last day on which it applies.</param>
/// <param name="Line">In the policy file, from 1.</param>
public sealed record Waiver(string Reason, string Owner, DateOnly Expires, int Line)
{
    public string? Rule { get; init; }
    public SignalClass? Class { get; init; }

    /// <summary>A glob on the artifact's name, with or without tag and digest.</summary>
    public string? Artifact { get; init; }

    /// <summary>A glob on the signal's path.</summary>
    public string? Path { get; init; }

    /// <summary>The artifact's digest.</summary>
    public string? Digest { get; init; }

    /// <summary>A glob on the purl of the package that the signal belongs to, or of the artifact.</summary>
    public string? Purl { get; init; }

    public bool Covers(Artifact artifact, Signal signal) =>
        (Rule is null || Glob.Matches(Rule, signal.Rule))
        && (Class is null || Class == signal.Class)
        && (Artifact is null || PolicyRule.IsNamed(Artifact, artifact))
        && (Path is null || (signal.Where.Path is { } path && Glob.Matches(Path.TrimStart('/'), path.TrimStart('/'))))
        && (Digest is null || Digest == artifact.Digest)
        && (Purl is null || (signal.Where.Package is { } package && Glob.Matches(Purl, package)) || (artifact.Purl is { } purl && Glob.Matches(Purl, purl)));
}
