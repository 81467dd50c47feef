using Wellguard.Artifacts;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Samples;
using Wellguard.Reports;
using Wellguard.Verdicts;

namespace Wellguard.Cli.Commands;

/// <summary><c>scan --detonate</c>: runs what was scanned, one after the other, and joins both reports.</summary>
internal sealed class ScanDetonation(ScanRequest request, Policy policy, DateOnly today) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    /// <returns>The report as it is where nothing is to be run.</returns>
    public async Task<Report> JoinAsync(Image image, Report predicted, CancellationToken cancel)
    {
        if (request.Detonation == Detonation.Never || (request.Detonation == Detonation.Auto && predicted.Verdict.Level is not (Level.Suspicious or Level.Unknown)))
        {
            return predicted;
        }

        await one.WaitAsync(cancel);
        try
        {
            var sample = Sample.Of(image);
            var detonated = await CellRun.RunAsync(sample, new DetonationOptions { Program = Environment.ProcessPath!, CacheDirectory = Path.GetFullPath(request.CacheDirectory ?? DetonateRun.NoCache), IsOffline = request.Offline, Say = Failures.Say }, cancel);
            return Joined.Judge(predicted, DetonateRun.ReportOf(sample, detonated, policy, today), policy, today);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
