using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Poisoned and honest updates, written before the rules by somebody who did not see them.</summary>
public sealed class PackagePairTests
{
    /// <summary>What a comparison does not see yet: a payload in a test file that only m4 names, one line that adds a recipient, code put together of several files or of data, a dependency that is the payload, a page that another page loads.</summary>
    private static readonly HashSet<string> Missed = ["xz", "npm-mail-bcc", "npm-payload-in-json", "axios-2026", "ledger-connect-kit"];

    /// <summary>Of the new versions alone, without the one before, at least so many are blocked.</summary>
    private const int BlockedAlone = 29;

    public static TheoryData<string> Poisoned => [.. PackagePair.In("pairs").Select(static pair => pair.Name)];

    public static TheoryData<string> Honest => [.. PackagePair.In("benign-pairs").Select(static pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task A_poisoned_update_is_blocked_for_what_it_changes(string name)
    {
        var pair = PackagePair.Of("pairs", name);
        var report = await pair.DiffAsync(TestContext.Current.CancellationToken);
        Assert.True((report.Verdict.Decision == Decision.Block) != Missed.Contains(name), Told(report));
        Assert.True(Missed.Contains(name) || pair.Changes.Overlaps(report.Changes.Select(static change => change.Kind == "hidden" ? "obfuscation" : change.Kind)) || report.Signals.Any(static signal => signal.Class != SignalClass.Diff && signal.Severity >= Severity.High), Told(report));
    }

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task What_blocks_has_its_place_and_evidence(string name)
    {
        var report = await PackagePair.Of("pairs", name).DiffAsync(TestContext.Current.CancellationToken);
        foreach (var signal in report.Verdict.Decision == Decision.Block ? report.Signals.Where(static signal => signal.Severity >= Severity.High) : [])
        {
            Assert.True(signal.Evidence.Count > 0 && signal.Evidence.All(static evidence => evidence.Text.Length > 0), signal.Rule);
            Assert.True(signal.Class == SignalClass.Diff || signal.Where is { Path: not null } || signal.Rule == "origin/implausible-version", signal.Rule);
            Assert.True(signal.Rule != "content/runs-decoded-code" || signal.Where is { Line: > 0, Column: > 0 }, signal.Rule);
        }
    }

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task The_version_before_is_not_blocked(string name)
    {
        var report = await PackagePair.Of("pairs", name).ScanOldAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision != Decision.Block, Told(report));
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task An_honest_update_is_not_blocked(string name)
    {
        var report = await PackagePair.Of("benign-pairs", name).DiffAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision != Decision.Block, Told(report));
    }

    [Fact]
    public async Task Many_are_blocked_without_the_version_before()
    {
        var open = new List<string>();
        foreach (var pair in PackagePair.In("pairs"))
        {
            var report = await pair.ScanNewAsync(TestContext.Current.CancellationToken);
            if (report.Verdict.Decision != Decision.Block)
            {
                open.Add($"{pair.Name} {report.Verdict.Score}");
            }
        }

        Assert.True(Poisoned.Count - open.Count >= BlockedAlone, $"{Poisoned.Count - open.Count} of {Poisoned.Count}; not: {string.Join(", ", open)}");
    }

    [Fact]
    public async Task The_same_versions_give_the_same_report()
    {
        var pair = PackagePair.Of("pairs", "chalk");
        Assert.Equal(Told(await pair.DiffAsync(TestContext.Current.CancellationToken)), Told(await pair.DiffAsync(TestContext.Current.CancellationToken)));
    }

    private static string Told(Report report) =>
        $"{report.Verdict.Level} {report.Verdict.Score}: {string.Join(" ", report.Signals.Select(static signal => signal.Rule + ":" + signal.Severity))} | {string.Join(" | ", report.Changes.Select(static change => change.Kind + " " + change.What))} | {string.Join("; ", report.Completeness.Reasons)}";
}
