using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Poisoned and honest updates, written before the rules by somebody who did not see them.</summary>
public sealed class PackagePairTests
{
    public static TheoryData<string> Poisoned => [.. PackagePair.In("pairs").Select(static pair => pair.Name)];

    public static TheoryData<string> Honest => [.. PackagePair.In("benign-pairs").Select(static pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task A_poisoned_update_is_blocked(string name)
    {
        var report = await PackagePair.In("pairs").Single(pair => pair.Name == name).DiffAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision == Decision.Block, Told(report));
    }

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task The_version_before_is_not_blocked(string name)
    {
        var report = await PackagePair.In("pairs").Single(pair => pair.Name == name).ScanOldAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision != Decision.Block, Told(report));
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task An_honest_update_is_not_blocked(string name)
    {
        var report = await PackagePair.In("benign-pairs").Single(pair => pair.Name == name).DiffAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision != Decision.Block, Told(report));
    }

    private static string Told(Reports.Report report) =>
        $"{report.Verdict.Level} {report.Verdict.Score}: {string.Join(" ", report.Signals.Select(static signal => signal.Rule + ":" + signal.Severity))} | {string.Join(" | ", report.Changes.Select(static change => change.Kind + " " + change.What))} | {string.Join("; ", report.Completeness.Reasons)}";
}
