using System.Diagnostics;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Reports;

namespace Wellguard;

/// <summary>Where pinned packages come from. Throws <see cref="UnreadableException"/> for one that cannot be had.</summary>
/// <param name="OpenAsync">The archives of a package.</param>
/// <param name="Jobs">Packages that are scanned side by side.</param>
public sealed record PackageSource(Func<LockedPackage, CancellationToken, Task<IReadOnlyList<Image>>> OpenAsync, int Jobs)
{
    /// <summary>What else is done with a package that was scanned, as running it; by default nothing.</summary>
    public Func<Image, Report, CancellationToken, Task<Report>> JoinAsync { get; init; } = static (_, report, _) => Task.FromResult(report);
}

/// <summary>The flow of a folder of code with what its lock files pin: 1. the folder itself. 2. Each package once. 3. One report.</summary>
public static class Workspaces
{
    /// <summary>Packages that are opened at the same time: fetching waits, scanning works.</summary>
    private const int OpenedAtOnce = 8;

    public static async Task<Report> ScanAsync(Image image, ScanOptions options, PackageSource source, CancellationToken cancel)
    {
        var clock = new StageClock();
        var (contents, _, found) = await Pipeline.ExamineAsync(image, options, Pipeline.ReadersWithout(options.Without), null, clock, cancel).ConfigureAwait(false);
        var own = Pipeline.Decide(contents, found, options, clock);
        if (image.Layers[0].Directory is null && own.Inventory.Components.Count == 0 && own.Completeness.State == CompletenessState.Complete)
        {
            image = image with { Shortfalls = [new("open", image.Artifact.Name, "names no package: it is neither a lock file nor a bill of materials (CycloneDX or SPDX, as JSON)")] };
            return await Pipeline.ScanAsync(image, options, cancel).ConfigureAwait(false);
        }

        var graph = new DependencyGraph(contents.Layers.SelectMany(static layer => layer.Packages));
        var packages = graph.Packages;
        if (packages.Count == 0)
        {
            return own;
        }

        var dependencies = new Dependency[packages.Count];
        var watch = Stopwatch.StartNew();
        var done = 0;
        using var opened = new SemaphoreSlim(OpenedAtOnce);
        using var scanned = new SemaphoreSlim(source.Jobs);
        await Task.WhenAll(packages.Select(OneAsync)).ConfigureAwait(false);
        clock.Done("packages");
        return WorkspaceReport.Of(own, [.. dependencies.Select(dependency => dependency with { Paths = dependency.IsTold ? graph.PathsTo(dependency.Purl) : [] })], options.Policy) with { Timings = clock.Total() };

        async Task OneAsync(LockedPackage package, int index)
        {
            dependencies[index] = await DependencyAsync(package).ConfigureAwait(false);
            options.Progress?.Invoke(new ScanProgress(image.Layers.Count, image.Layers.Count, 0) { PackagesDone = Interlocked.Increment(ref done), Packages = packages.Count, Elapsed = watch.Elapsed });
        }

        async Task<Dependency> DependencyAsync(LockedPackage package)
        {
            if (package.Elsewhere is { } place)
            {
                return new(package.Purl, [], [new("open", package.Purl, $"is taken from {place}, not from a registry: it was not fetched")]);
            }

            try
            {
                IReadOnlyList<Image> images;
                await opened.WaitAsync(cancel).ConfigureAwait(false);
                try
                {
                    images = await source.OpenAsync(package, cancel).ConfigureAwait(false);
                }
                finally
                {
                    opened.Release();
                }

                var reports = new List<Report>();
                foreach (var archive in images)
                {
                    await scanned.WaitAsync(cancel).ConfigureAwait(false);
                    try
                    {
                        var report = await Task.Run(() => Pipeline.ScanAsync(archive, options with { Progress = null }, cancel), CancellationToken.None).ConfigureAwait(false);
                        reports.Add(await source.JoinAsync(archive, report, cancel).ConfigureAwait(false));
                    }
                    finally
                    {
                        scanned.Release();
                    }
                }

                return new(package.Purl, reports, []);
            }
            catch (UnreadableException unreadable)
            {
                return new(package.Purl, [], [new("open", unreadable.What, unreadable.Why)]);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return new(package.Purl, [], [new("open", "packages", "interrupted: not all of them were scanned")]);
            }
            catch (OutOfMemoryException)
            {
                return new(package.Purl, [], [new("analyse", package.Purl, Completeness.MemoryIsOver)]);
            }
            catch (Exception bug) when (bug is not UsageException)
            {
                // One package must not cost the findings of a thousand others.
                return new(package.Purl, [], [new("analyse", package.Purl, $"internal error {bug.GetType().Name}: {bug.Message}")]);
            }
        }
    }
}
