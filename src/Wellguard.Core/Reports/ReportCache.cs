using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>
/// Keeps the report of an image under everything that it follows from: config and layers by the digests that a pass computed, options, policy, which waivers
/// have ended, databases of advisories by their digests. What fell short for want of time or of a file is not kept, and what is kept is redacted.
/// </summary>
internal sealed class ReportCache(CacheFolder folder, LayerCache layers, Image image, ScanOptions options)
{
    /// <summary>Attack: somebody who can write the cache makes it huge. Reports of the largest images are a tenth of this.</summary>
    private const long MaxLength = 64 << 20;

    /// <summary>Null when it must be scanned.</summary>
    public Report? Find()
    {
        try
        {
            return NameOf([.. image.Layers.Select(layers.DigestOf)]) is { } name && CacheFolder.Read(name, MaxLength) is { } content
                && JsonSerializer.Deserialize(content, ReportJson.Default.KeptReport) is { Report: { Artifact: not null, Verdict: not null, Signals: { } signals, Completeness: { State: not CompletenessState.Failed, Reasons: not null } } report, Objects: { } objects }
                && objects.Count == signals.Count && report.Artifact.Name == image.Artifact.Name && (image.Artifact.Digest ?? report.Artifact.Digest) == report.Artifact.Digest
                ? report with { Signals = [.. signals.Zip(objects, static (signal, about) => signal with { Object = about })] }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Keep(Report report, IReadOnlyList<LayerFacts> facts)
    {
        // Facts of a layer without a stamp, or of one that lies, are not what a later scan would find.
        var known = image.Layers.Select((layer, index) => layers.DigestOf(layer) is { } digest && digest == facts[index].Digest ? digest : null);
        if (report.Completeness.State != CompletenessState.Failed && report.Completeness.Reasons.All(LayerCache.IsLasting) && NameOf([.. known]) is { } name)
        {
            var kept = new KeptReport(report with { Timings = null }, [.. report.Signals.Select(signal => signal.Object)]);
            var content = JsonSerializer.SerializeToUtf8Bytes(kept, ReportJson.Default.KeptReport);
            if (content.Length <= MaxLength)
            {
                CacheFolder.Write(name, content);
            }
        }
    }

    private string? NameOf(IReadOnlyList<string?> digests)
    {
        // A package has no config: what it is follows from its one archive, and from what its registry says.
        if ((image.Config.Digest ?? (image.Package is null ? null : "package")) is not { } config || options.Policy.Yaml is not { } policy || image.Shortfalls.Count + image.Mismatches.Count + options.Advisories.Shortfalls.Count > 0 || digests.Contains(null))
        {
            return null;
        }

        var key = new ReportKey(
            image.Artifact, image.Registration, config, [.. image.Layers.Select((layer, index) => new LayerKey(digests[index]!, layer.Digest, layer.DiffId, layer.CreatedBy, layer.MediaType, layer.Format.ToString()))],
            [.. options.Without.Order(StringComparer.Ordinal)], options.Policy.Name, policy, [.. options.Policy.Waivers.Select(waiver => waiver.Expires >= options.Today)], Sorted(options.Indicators.Digests), Sorted(options.Indicators.Purls), KnownVulnerabilities.DatabasesOf(options));
        return folder.Name("reports", JsonSerializer.Serialize(key, ReportJson.Default.ReportKey), "report");

        static IReadOnlyList<string> Sorted(Dictionary<string, string> known) => [.. known.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value })];
    }
}

/// <param name="Report">Null in an entry that is damaged, as is <paramref name="Objects"/>.</param>
/// <param name="Objects">Of each signal; the contract does not name them.</param>
internal sealed record KeptReport(Report? Report, IReadOnlyList<string?>? Objects);

/// <param name="InForce">Of each waiver; all that the day decides.</param>
internal sealed record ReportKey(
    Artifact Artifact, Registration? Registration, string Config, IReadOnlyList<LayerKey> Layers, IReadOnlyList<string> Without, string PolicyName, string Policy, IReadOnlyList<bool> InForce, IReadOnlyList<string> Digests, IReadOnlyList<string> Purls, IReadOnlyList<Database> Databases);

internal sealed record LayerKey(string Verified, string? Digest, string? DiffId, string? CreatedBy, string? MediaType, string Format);
