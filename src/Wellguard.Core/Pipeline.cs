using System.Collections.Concurrent;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Inventories;
using Wellguard.Layers;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Signals.Differences;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>How far a scan is.</summary>
/// <param name="Layers">Number of layers; <paramref name="LayersDone"/> of them are read.</param>
/// <param name="Bytes">Stored bytes read so far.</param>
public sealed record ScanProgress(int LayersDone, int Layers, long Bytes)
{
    /// <summary>Of a workspace: packages that are scanned, of <see cref="Packages"/>.</summary>
    public int PackagesDone { get; init; }

    public int Packages { get; init; }

    /// <summary>Since the first package was begun.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>What a scan is told from outside.</summary>
/// <param name="Today">Waivers expire by it.</param>
public sealed record ScanOptions(Policy Policy, DateOnly Today)
{
    /// <summary>Families of signals that are left out.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>Where facts about layers and reports are kept, or null: nothing is kept.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>What the user knows to be bad.</summary>
    public Indicators Indicators { get; init; } = Indicators.None;

    /// <summary>Names of packages that everybody knows.</summary>
    public PopularNames Names { get; init; } = PopularNames.None;

    /// <summary>Known-bad code to compare with, or null.</summary>
    public FamilyIndex? Families { get; init; }

    /// <summary>What is published about releases of packages.</summary>
    public AdvisorySet Advisories { get; init; } = AdvisorySet.None;

    public Action<ScanProgress>? Progress { get; init; }
}

/// <summary>The flow.</summary>
public static class Pipeline
{
    /// <summary>Layers side by side: each has two threads of its own, and memory is bounded by this.</summary>
    private const int LayersAtOnce = 2;

    public static async Task<Report> ScanAsync(Image image, ScanOptions options, CancellationToken cancel)
    {
        var clock = new StageClock();
        var readers = ReadersOf(options);
        var folder = options.CacheDirectory is { } path ? new CacheFolder(path) : null;
        var cache = folder is null ? null : new LayerCache(folder, $"{options.Indicators.Digests.Count > 0}|{readers.Name}|{options.Families?.Digest}");

        // The same layers, rules and options as before: the same report.
        var reports = folder is null ? null : new ReportCache(folder, cache!, image, options);
        if (reports?.Find() is { } known)
        {
            options.Progress?.Invoke(new ScanProgress(image.Layers.Count, image.Layers.Count, 0));
            clock.Done("read");
            return known with { Timings = clock.Total() };
        }

        var (contents, layers, found) = await ExamineAsync(image, options, readers, cache, clock, cancel).ConfigureAwait(false);
        image = contents.Image;

        var report = Decide(contents, found, options, clock);
        reports?.Keep(report, layers);
        return report;
    }

    /// <summary>
    /// What an update brings in, and whether that is an attack. 1. Both versions are examined. 2. What both have is old: it is no reason. 3. What is new is judged with the lines of the comparison.
    /// </summary>
    public static async Task<Report> DiffAsync(Image old, Image now, ScanOptions options, CancellationToken cancel)
    {
        var clock = new StageClock();
        var before = await VersionAsync(old).ConfigureAwait(false);
        var version = await VersionAsync(now).ConfigureAwait(false);
        var lines = Difference.Of(before, version);
        var found = Update.Signals(before, version, lines);
        clock.Done("compare");
        var report = Decide(version.Contents, found, options, clock);
        Shortfall[] unseen = [.. before.Contents.Shortfalls.Distinct().Select(shortfall => shortfall with { What = "the version before: " + shortfall.What })];
        return report with { Changes = [.. unseen.Take(1).Select(static shortfall => new Change("unknown", $"the version before was not seen whole, so what is new may not be: {shortfall.What} {shortfall.Why}")), .. lines.Select(static line => new Change(line.Kind, line.What))] };

        async Task<PackageVersion> VersionAsync(Image image)
        {
            var traits = new ConcurrentDictionary<string, FileTraits>(StringComparer.Ordinal);
            var (contents, _, signals) = await ExamineAsync(image, options, ReadersOf(options, new TraitReader(traits)), null, clock, cancel).ConfigureAwait(false);
            return new PackageVersion(contents, traits, signals);
        }
    }

    internal static async Task<(Contents Contents, IReadOnlyList<LayerFacts> Layers, List<Signal> Found)> ExamineAsync(Image image, ScanOptions options, ReaderSet readers, LayerCache? cache, StageClock clock, CancellationToken cancel)
    {
        _ = Task.Run(RuleBook.Preload, CancellationToken.None); // the second core reads the rules while the first opens the layers

        // 1. Read every layer once: package facts, programs, findings.
        var layers = await ReadLayersAsync(image, options, readers, cache, cancel).ConfigureAwait(false);
        if (image.Layers is [{ Format: LayerFormat.Zip }] || image.Package is not null)
        {
            image = image with { Artifact = image.Artifact with { Digest = image.Artifact.Digest ?? layers[0].Digest, Purl = image.Package is { } package ? PackagePurl.Of(package)?.ToString() : null } }; // a zip or a package is its one layer
        }

        clock.Done("read");

        // 2. Merge: final file system, owners, inventory, what runs.
        var files = Filesystem.Of(image, layers);
        await LinkedFiles.ReadAsync(image, layers, files, cancel).ConfigureAwait(false);
        await LinkedModules.ReadAsync(image, layers, files, cancel).ConfigureAwait(false);
        var contents = new Contents(image, layers, options.Indicators, files) { Names = options.Names };
        for (var round = 0; round < UnreadSources.MaxRounds && contents.Unread.Count > 0 && await UnreadSources.ReadAsync(image, layers, contents.Unread, cancel).ConfigureAwait(false); round++)
        {
            contents = new Contents(image, layers, options.Indicators, files) { Names = options.Names };
        }

        contents.LookUp(options.Advisories);
        clock.Done("merge");

        // 3. Judge the facts: signals.
        var found = Detection.Detect(contents, options.Without);
        clock.Done("detect");
        return (contents, layers, found);
    }

    internal static Report Decide(Contents contents, IReadOnlyList<Signal> found, ScanOptions options, StageClock clock)
    {
        var image = contents.Image;

        // 4. Tell the story: the predicted attack tree.
        var (tree, signals) = TreeBuilder.Build(contents, found);

        // 5. Decide.
        var completeness = Completeness.Of([.. contents.Shortfalls.Distinct()]);
        var verdict = Judge.Decide(options.Policy, image.Artifact, completeness, signals, StageOf, options.Today);
        clock.Done("decide");

        var platform = image.Config is { Os: { } os, Architecture: { } architecture } ? $"{os}/{architecture}" : null;
        return RedactedReport.Of(new Report(image.Artifact with { Platform = image.Artifact.Platform ?? platform }, completeness, verdict)
        {
            Without = options.Without.Count > 0 ? [.. options.Without.Order(StringComparer.Ordinal)] : null,
            Signals = signals,
            Tree = tree,
            Inventory = new Inventory(contents.Components),
            Vulnerabilities = KnownVulnerabilities.Of(contents.Advised),
            Databases = KnownVulnerabilities.DatabasesOf(options),
            Indicators = Response.IndicatorsOf(signals),
            Actions = Response.ActionsFor(image.Artifact, verdict, signals),
            Timings = clock.Total(),
        });
    }

    private static ReaderSet ReadersOf(ScanOptions options, params ReadOnlySpan<FileReader> more) =>
        ReadersWithout(options.Without, [.. more, .. options.Families is { } index && !options.Without.Contains("family") ? [FamilyReader.Comparing(index)] : (FileReader[])[]]);

    /// <summary>Every reader but those of the families that the user left out.</summary>
    internal static ReaderSet ReadersWithout(IReadOnlySet<string> families, params ReadOnlySpan<FileReader> more) =>
        new([.. more, .. Catalogue.PackageReaders, .. Catalogue.CodeReaders, .. Catalogue.FileInspectors, .. Catalogue.FileDetectors.Where(detector => !families.Contains(detector.Family) && !families.Contains(detector.Family + "s"))]);

    private static Stage StageOf(string rule) => RuleBook.Find(rule)?.Stage ?? Stage.Execution;

    private static async Task<IReadOnlyList<LayerFacts>> ReadLayersAsync(Image image, ScanOptions options, ReaderSet readers, LayerCache? cache, CancellationToken cancel)
    {
        var digests = new DigestPlan(everySha256: options.Indicators.Digests.Count > 0);
        var facts = new LayerFacts[image.Layers.Count];
        long bytes = 0;
        var done = 0;
        var buffers = new ConcurrentBag<FileBuffer>();
        using var large = new LargeFile();
        using var slots = new SemaphoreSlim(LayersAtOnce);
        var order = image.Layers.OrderByDescending(layer => layer.Size ?? 0).ToList();
        var budget = new EntryBudget([.. order.Select(layer => layer.Index)]);
        await Task.WhenAll(order.Select(ReadAsync)).ConfigureAwait(false);

        // A layer that was read with another distro in mind is read again: what cannot be compared would pass for unchanged.
        var needed = DigestPlan.NeededBy(facts);
        digests = new DigestPlan(digests.EverySha256, DigestAlgorithms.All);
        foreach (var layer in image.Layers.Where(layer => budget.MayRead(layer.Index) && (facts[layer.Index].Compared & needed) != needed && !cancel.IsCancellationRequested))
        {
            facts[layer.Index] = await ReadFreshAsync(layer).ConfigureAwait(false);
        }

        budget.Apply(facts);
        return facts;

        async Task ReadAsync(Layer layer)
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                facts[layer.Index] = !budget.MayRead(layer.Index) ? new LayerFacts()
                    : cache?.Find(layer) ?? await Task.Run(() => ReadFreshAsync(layer), CancellationToken.None).ConfigureAwait(false);
                budget.Done(layer.Index, EntryBudget.CountOf(facts[layer.Index]));
                Tell(Interlocked.Increment(ref done), 0);
            }
            finally
            {
                slots.Release();
            }
        }

        async Task<LayerFacts> ReadFreshAsync(Layer layer)
        {
            var buffer = buffers.TryTake(out var used) ? used : new FileBuffer(large);
            var read = await LayerReader.ReadAsync(layer, digests, readers, buffer, count => Tell(Volatile.Read(ref done), count), cancel).ConfigureAwait(false);
            buffers.Add(buffer);
            cache?.Keep(layer, read);
            return read;
        }

        void Tell(int layersDone, long count) => options.Progress?.Invoke(new ScanProgress(layersDone, image.Layers.Count, Interlocked.Add(ref bytes, count)));
    }
}
