using System.Text.Json.Serialization;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>Where in an attack a step stands; the order is the order of the story.</summary>
public enum Stage { Entry, Execution, Download, Persistence, Escape, Stealth, Credential, Lateral, Impact }

public enum Severity { Info, Low, Medium, High, Critical }

public enum Confidence { Low, Medium, High }

public enum SignalClass
{
    Config, Environment, File, Persistence, Layer, Identity, Escape, Secret,
    KnownBad, Trigger, Flow, Lookalike, Family, Diff, Behavior, Integrity, Pipeline,
}

public enum SignalState { Predicted, Observed, Confirmed, Refuted }

public enum EvidenceKind { Source, Decoded, Event, Path, Flow }

public sealed record LayerReference(int Index, string? Digest, string? CreatedBy, bool InFinalFilesystem);

/// <param name="Path">In the file system, or <c>config:Entrypoint</c>, <c>config:Env</c>, <c>config:History[3]</c> (then without a layer).</param>
/// <param name="Line">From 1, or null.</param>
public sealed record Place(string? Path, int? Line = null, int? Column = null)
{
    public LayerReference? Layer { get; init; }

    /// <summary>Purl of the package that the file belongs to.</summary>
    public string? Package { get; init; }
}

public sealed record Evidence(EvidenceKind Kind, string Text, Place? Where = null);

/// <summary>One thing that speaks about the artifact, with its place and evidence.</summary>
/// <param name="Id">Stable for the same input: <c>s</c> and a number in report order.</param>
/// <param name="Rule"><c>content/…</c>, <c>origin/…</c>: what <c>wellguard explain</c> takes.</param>
public sealed record Signal(string Rule, SignalClass Class, string Title, Severity Severity, Confidence Confidence, Place Where)
{
    public string Id { get; init; } = "";
    public IReadOnlyList<string> Attack { get; init; } = [];
    public SignalState State { get; init; }
    public string? Trigger { get; init; }
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<string>>? DependencyPaths { get; init; }

    /// <summary>Id of the tree node that the signal speaks about.</summary>
    public string? Node { get; init; }

    /// <summary>0 to 75: severity times confidence, what the verdict counts.</summary>
    [JsonIgnore]
    public double Weight => Severity switch { Severity.Critical => 75, Severity.High => 46, Severity.Medium => 20, Severity.Low => 3, _ => 0 }
        * (Confidence switch { Confidence.High => 1, Confidence.Medium => 0.85, _ => 0.6 });

    /// <summary>The step of a program that the signal is about, when it is about one.</summary>
    [JsonIgnore]
    public Effect? Effect { get; init; }

    /// <summary>The address, wallet or path that the signal is about.</summary>
    [JsonIgnore]
    public string? Object { get; init; }
}
