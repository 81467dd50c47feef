using System.Text.Json.Serialization;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Inventories;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

public sealed record Inventory(IReadOnlyList<Component> Components);

public sealed record Indicator(string Kind, string Value);

public sealed record ProtectiveAction(string Verb, string What, string Why);

public sealed record DroppedFile(string Sha256, string Path, long Size);

/// <summary>A weakness that is published for a release: never a reason of the verdict.</summary>
/// <param name="Id">Of the advisory.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>, <c>unknown</c>.</param>
public sealed record Vulnerability(string Id, string Purl, string Severity)
{
    /// <summary>CVSS base score.</summary>
    public double? Score { get; init; }

    /// <summary>The first release without it.</summary>
    public string? Fixed { get; init; }
    public string? Summary { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
}

public sealed record Change(string Kind, string What);

/// <summary>How far a package is what a checkout of its source holds.</summary>
/// <param name="Folder">The checkout, as the user named it.</param>
public sealed record SourceAgreement(string Folder)
{
    /// <summary>The package's own folder in it, empty at its root; null when none was found, so that nothing was compared.</summary>
    public string? Below { get; init; }

    /// <summary>Files of the package that are in the source.</summary>
    public int Same { get; init; }

    /// <summary>Files that differ or that it does not have.</summary>
    public int Other { get; init; }

    /// <summary>What differs, what matters first.</summary>
    public IReadOnlyList<Change> Lines { get; init; } = [];
}

/// <summary>What went over the network: <c>resolve</c>, <c>request</c>, <c>download</c>, <c>send</c>, <c>theft</c>, <c>connect</c>.</summary>
public sealed record NetworkExchange(string Kind, string Peer)
{
    public long? AtMs { get; init; }

    /// <summary>The address of a name, the protocol, the kind of content, the canary.</summary>
    public string? What { get; init; }
    public long? Bytes { get; init; }
    public string? Sha256 { get; init; }
}

/// <summary>A database that the scan used.</summary>
public sealed record Database(string Name, string Digest, DateTimeOffset? Modified);

public sealed record Timings(long TotalMs, IReadOnlyDictionary<string, long> Stages);

/// <summary>The public contract, <c>wellguard.report/1</c>: docs/report.schema.json. Additive changes only.</summary>
public sealed record Report(Artifact Artifact, Completeness Completeness, Verdict Verdict)
{
    public const string SchemaName = "wellguard.report/1";

    [JsonPropertyOrder(-2)]
    public string Schema { get; init; } = SchemaName;

    /// <summary>The ATT&amp;CK release that technique ids follow.</summary>
    [JsonPropertyOrder(-1)]
    public string AttackVersion { get; init; } = "18";

    /// <summary>Classes and rules that the user left out; null when none was.</summary>
    public IReadOnlyList<string>? Without { get; init; }

    public IReadOnlyList<Signal> Signals { get; init; } = [];
    public AttackTree Tree { get; init; } = AttackTree.Empty;
    public Inventory Inventory { get; init; } = new([]);
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Null when the artifact was compared with no source.</summary>
    public SourceAgreement? Source { get; init; }

    public IReadOnlyList<Vulnerability> Vulnerabilities { get; init; } = [];
    public IReadOnlyList<Indicator> Indicators { get; init; } = [];
    public IReadOnlyList<DroppedFile> Dropped { get; init; } = [];
    public IReadOnlyList<NetworkExchange> Network { get; init; } = [];
    public IReadOnlyList<ProtectiveAction> Actions { get; init; } = [];
    public IReadOnlyList<Database> Databases { get; init; } = [];
    public Timings? Timings { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(SpelledEnum<ArtifactKind>), typeof(SpelledEnum<CompletenessState>), typeof(SpelledEnum<Level>), typeof(SpelledEnum<Decision>),
        typeof(SpelledEnum<SignalClass>), typeof(SpelledEnum<Severity>), typeof(SpelledEnum<Confidence>), typeof(SpelledEnum<SignalState>),
        typeof(SpelledEnum<EvidenceKind>), typeof(SpelledEnum<NodeKind>), typeof(SpelledEnum<Stage>), typeof(SpelledEnum<Verb>),
        typeof(SpelledEnum<ComponentState>)])]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(KeptReport))]
[JsonSerializable(typeof(ReportKey))]
internal sealed partial class ReportJson : JsonSerializerContext;
