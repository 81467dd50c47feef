using Wellguard.Artifacts;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Samples;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Cli.Commands;

/// <summary><c>scan --detonate</c>: runs what was scanned, one after the other, and joins both reports.</summary>
internal sealed class ScanDetonation(ScanRequest request, Policy policy, DateOnly today) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Attack: a lock file of a thousand packages that look suspicious, each of which takes half a minute to run.</summary>
    private const int MostOfWorkspace = 10;

    private int ofWorkspace;

    /// <returns>The report as it is where nothing is to be run. Of a workspace nothing is run but its packages.</returns>
    public async Task<Report> JoinAsync(Image image, Report predicted, CancellationToken cancel) =>
        request.Detonation == Detonation.Never || image.Artifact.Kind == ArtifactKind.Workspace || (request.Detonation == Detonation.Auto && !IsUndecided(predicted)) ? predicted : await RunAsync(image, predicted, cancel);

    /// <summary>Of the packages of a workspace those that the scan does not decide, and not more than <see cref="MostOfWorkspace"/>.</summary>
    public async Task<Report> JoinOfWorkspaceAsync(Image image, Report predicted, CancellationToken cancel) =>
        request.Detonation == Detonation.Never || !IsUndecided(predicted) ? predicted
        : Interlocked.Increment(ref ofWorkspace) <= MostOfWorkspace ? await RunAsync(image, predicted, cancel)
        : NotRun(predicted, $"was not run: of one workspace {MostOfWorkspace} packages are; scan it by itself");

    /// <summary>Suspicious, not seen whole, or a package of which something noteworthy runs by itself: what an installation fetches only a run tells.</summary>
    private static bool IsUndecided(Report predicted) =>
        predicted.Verdict.Level is Level.Suspicious or Level.Unknown
        || (predicted.Verdict.Level == Level.Clean && predicted.Artifact.Kind == ArtifactKind.Package && predicted.Signals.Any(static signal => signal is { Severity: >= Severity.Medium, Trigger: not null }));

    private async Task<Report> RunAsync(Image image, Report predicted, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        var folder = image.Package is null ? null : Directory.CreateTempSubdirectory("wellguard-package-");
        try
        {
            var sample = folder is null ? Sample.Of(image) : image.Published is { } published ? await Sample.OfFileAsync(await WriteAsync(image, published, folder.FullName, cancel), new OpenOptions(folder.FullName), cancel) : null;
            if (sample is null)
            {
                return request.Detonation == Detonation.Auto ? predicted : NotRun(predicted, "was not run: packages of its kind are not");
            }

            var detonated = await CellRun.RunAsync(sample, new DetonationOptions { Program = Environment.ProcessPath!, CacheDirectory = Path.GetFullPath(request.CacheDirectory ?? DetonateRun.NoCache), IsOffline = request.Offline, Say = Failures.Say }, cancel);
            return Joined.Judge(predicted, DetonateRun.ReportOf(sample, detonated, policy, today), policy, today);
        }
        catch (Exception problem) when (problem is UnreadableException or IOException or UnauthorizedAccessException)
        {
            return NotRun(predicted, $"could not be run: {(problem is UnreadableException unreadable ? unreadable.Why : Failures.Reason(problem))}");
        }
        finally
        {
            folder?.Delete(recursive: true);
            one.Release();
        }
    }

    /// <summary>What the scan found stays, and it is not complete.</summary>
    private Report NotRun(Report predicted, string why) =>
        Joined.Judge(predicted, Observed.Judge(predicted.Artifact, [], [new Shortfall("detonate", predicted.Artifact.Name, why)], failed: true, policy, today), policy, today);

    /// <summary>What runs in a cell is a file of its own, named as it was published.</summary>
    private static async Task<string> WriteAsync(Image image, ByteSource published, string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, Path.GetFileName(image.Package!.Path));
        await using var content = published.Open();
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await content.CopyToAsync(file, cancel);
        return path;
    }

    public void Dispose() => one.Dispose();
}
