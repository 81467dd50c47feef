using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>How far a scan is.</summary>
/// <param name="Layers">Number of layers; <paramref name="LayersDone"/> of them are read.</param>
/// <param name="Bytes">Uncompressed bytes seen so far.</param>
public sealed record ScanProgress(int LayersDone, int Layers, long Bytes);

/// <summary>What a scan is told from outside.</summary>
/// <param name="Today">Waivers expire by it.</param>
public sealed record ScanOptions(Policy Policy, DateOnly Today)
{
    /// <summary>Families of signals that are left out.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>Where facts about layers are kept, or null: nothing is kept.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The text of the file of <c>--indicators</c>.</summary>
    public string? Indicators { get; init; }

    public Action<ScanProgress>? Progress { get; init; }
}

/// <summary>The flow: layers, inventory, signals, tree, verdict, report.</summary>
public static class Pipeline
{
    public static Task<Report> ScanAsync(Image image, ScanOptions options, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var completeness = Completeness.Of([.. image.Shortfalls, new("analyse", image.Artifact.Name, "the pipeline is not built yet")]);
        return Task.FromResult(new Report(image.Artifact, completeness, Judge.Decide(options.Policy, image.Artifact, completeness, [], _ => Stage.Entry, options.Today)));
    }
}
