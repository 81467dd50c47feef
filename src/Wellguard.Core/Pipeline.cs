using System.Collections.Concurrent;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Inventories;
using Wellguard.Layers;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Signals.Differences;
using Wellguard.Signals.Sources;
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

    /// <summary>The checkout that a package is said to be built of, or null: it is compared with nothing.</summary>
    public SourceTree? Source { get; init; }

    public Action<ScanProgress>? Progress { get; init; }
}

/// <summary>The flow.</summary>
public static class Pipeline
{
    /// <summary>Layers side by side: each has two threads of its own, and memory is bounded by this.</summary>
    private const int LayersAtOnce = 2;

    public static async Task<Report> ScanAsync(Image image, ScanOptions options, CancellationToken cancel)
    {
        if (options.Source is { } tree)
        {
            return await AgainstSourceAsync(image, tree, options, cancel).ConfigureAwait(false);
        }

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
        var manifest = options.Source is null ? null : ComparableOf(now);
        var clock = new StageClock();
        var before = await VersionAsync(old, options, clock, cancel).ConfigureAwait(false);
        var version = await VersionAsync(now, options, clock, cancel).ConfigureAwait(false);
        var lines = Difference.Of(before, version);
        version.Contents.Notes.AddRange(lines.Where(static line => line.Unjudged > 0).Select(static line => new Shortfall("analyse", $"the version before, {line.Kind}", $"{line.Unjudged:N0} lines that would be judged are cut off: the gravest {Difference.MaxOfKind} are judged")));
        var found = Update.Signals(before, version, lines);
        var source = options.Source is { } tree ? await CompareAsync(version, manifest!, tree, options, clock, cancel).ConfigureAwait(false) : ((IReadOnlyList<Signal> Signals, SourceAgreement Told)?)null;
        found = source is { } compared ? Detection.Ordered(found.Concat(compared.Signals)) : found;
        clock.Done("compare");
        Shortfall[] unseen = [.. before.Contents.Shortfalls.Distinct().Select(shortfall => shortfall with { What = "the version before: " + shortfall.What })];
        return Decide(version.Contents, found, options, clock, new Compared
        {
            Source = source?.Told,
            Changes = [.. unseen.Take(1).Select(static shortfall => new Change("unknown", $"the version before was not seen whole, so what is new may not be: {shortfall.What} {shortfall.Why}")), .. lines.Select(static line => new Change(line.Kind, line.What))],
        });
    }

    /// <summary>A package and the repository that it is said to be built of: what only the archive has is judged with all else that is found in it.</summary>
    private static async Task<Report> AgainstSourceAsync(Image image, SourceTree tree, ScanOptions options, CancellationToken cancel)
    {
        var manifest = ComparableOf(image);
        var clock = new StageClock();
        var package = await VersionAsync(image, options, clock, cancel).ConfigureAwait(false);
        var source = await CompareAsync(package, manifest, tree, options, clock, cancel).ConfigureAwait(false);
        clock.Done("compare");
        return Decide(package.Contents, Detection.Ordered(package.Signals.Concat(source.Signals)), options, clock, new Compared { Source = source.Told });
    }

    private static async Task<PackageVersion> VersionAsync(Image image, ScanOptions options, StageClock clock, CancellationToken cancel)
    {
        var traits = new ConcurrentDictionary<string, FileTraits>(StringComparer.Ordinal);
        var (contents, layers, signals) = await ExamineAsync(image, options, ReadersOf(options, new TraitReader(traits)), null, clock, cancel).ConfigureAwait(false);
        TraitReader.AddEvaluated(traits, layers.SelectMany(static facts => facts.Programs));
        contents.Notes.AddRange(traits.Where(static file => file.Value.HasMoreHosts).OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => new Shortfall("analyse", file.Key, $"names more than {TraitReader.MaxHosts} hosts: those after them are not compared")));
        return new PackageVersion(contents, traits, signals);
    }

    private static PackageArchive ComparableOf(Image image) =>
        image.Package is { Format: not PackageFormat.Debian } package ? package
        : throw new UsageException($"{image.Artifact.Name}: only packages of npm, PyPI, NuGet, RubyGems, crates, Go, editors and actions, and release archives, are compared with their source");

    /// <summary>What of the source could not be seen is a shortfall of the scan: nothing is clean because a source agrees that was not read.</summary>
    private static async Task<(IReadOnlyList<Signal> Signals, SourceAgreement Told)> CompareAsync(PackageVersion package, PackageArchive manifest, SourceTree tree, ScanOptions options, StageClock clock, CancellationToken cancel)
    {
        var shortfalls = package.Contents.Shortfalls;
        if (tree.Files.Count == 0 || PackageFolder.Of(manifest, tree) is not { } folder)
        {
            shortfalls.AddRange(tree.Shortfalls);
            shortfalls.Add(new("open", tree.Folder, tree.Files.Count == 0 ? "holds no file: the package was compared with no source" : $"has no {PackageFolder.ManifestOf(manifest.Format)} that names {manifest.Name}: the package was compared with no source"));
            return ([], new SourceAgreement(tree.Folder));
        }

        var source = await VersionAsync(tree.AsPackage(manifest, folder), options with { Progress = null }, clock, cancel).ConfigureAwait(false);
        var files = await new SourcePairs(package, tree, folder).ReadAsync(cancel).ConfigureAwait(false);
        var lines = new SourceComparison(package, source, files).Lines();
        shortfalls.AddRange(tree.Shortfalls);
        package.Contents.Notes.AddRange(lines.Where(static line => line.Unjudged > 0).Select(static line => new Shortfall("analyse", $"its source, {line.Kind}", $"{line.Unjudged:N0} lines that would be judged are cut off: the gravest {SourceComparison.MaxOfKind} are judged")));
        return ([.. SourceComparison.Signals(package.Contents, lines)], new SourceAgreement(tree.Folder)
        {
            Below = folder,
            Same = files.Count(static file => file.State == Sourced.Same),
            Other = files.Count(static file => file.State != Sourced.Same),
            Lines = [.. lines.Select(static line => new Change(line.Kind, line.What))],
        });
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
        await LinkedModules.ReadAsync(image, layers, files, readers.Fence, cancel).ConfigureAwait(false);
        var contents = new Contents(image, layers, options.Indicators, files) { Names = options.Names };
        for (var round = 0; round < UnreadSources.MaxRounds && contents.Unread.Count > 0 && await UnreadSources.ReadAsync(image, layers, contents.Unread, readers.Fence, cancel).ConfigureAwait(false); round++)
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

    /// <summary>What a comparison tells beside its signals.</summary>
    internal sealed record Compared
    {
        public IReadOnlyList<Change> Changes { get; init; } = [];
        public SourceAgreement? Source { get; init; }
    }

    internal static Report Decide(Contents contents, IReadOnlyList<Signal> found, ScanOptions options, StageClock clock, Compared? compared = null)
    {
        var image = contents.Image;

        // 4. Tell the story: the predicted attack tree.
        var (tree, signals) = TreeBuilder.Build(contents, found);

        // 5. Decide.
        var completeness = Completeness.Of([.. contents.Shortfalls.Distinct()]) with { Notes = contents.Notes.Count > 0 ? contents.Notes : null };
        var verdict = Judge.Decide(options.Policy, image.Artifact, completeness, signals, StageOf, options.Today);
        clock.Done("decide");

        var platform = image.Config is { Os: { } os, Architecture: { } architecture } ? $"{os}/{architecture}" : null;
        return RedactedReport.Of(new Report(image.Artifact with { Platform = image.Artifact.Platform ?? platform }, completeness, verdict)
        {
            Without = options.Without.Count > 0 ? [.. options.Without.Order(StringComparer.Ordinal)] : null,
            Signals = signals,
            Tree = tree,
            Inventory = new Inventory(contents.Components),
            Changes = compared?.Changes ?? [],
            Source = compared?.Source,
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
        var digests = new DigestPlan(everySha256: options.Indicators.Digests.Count > 0 || options.Source is not null);
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
