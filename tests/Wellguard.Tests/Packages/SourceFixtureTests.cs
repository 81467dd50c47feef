using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Packages against their source: those that somebody changed on the way, and those that tools changed.</summary>
public sealed class SourceFixtureTests
{
    /// <summary>Of the poisoned updates, with the version before as their source, so many at least have something that the source does not have and that weighs.</summary>
    private const int Told = 36;

    public static TheoryData<string> Poisoned => [.. SourceFixture.In("sources")];

    public static TheoryData<string> Honest => [.. SourceFixture.In("honest-sources")];

    [Theory]
    [MemberData(nameof(Poisoned))]
    public async Task What_only_the_archive_has_weighs_and_names_its_line(string name)
    {
        using var fixture = await SourceFixture.OfAsync("sources", name, TestContext.Current.CancellationToken);
        var report = await fixture.ScanAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Decision != Decision.Allow, Lines(report));
        var worst = report.Signals.First(static signal => signal.Rule.StartsWith("source/", StringComparison.Ordinal));
        Assert.True(worst is { Severity: Severity.High, Where: { Path: not null, Line: > 0 }, Evidence.Count: 2 }, Lines(report));
        Assert.NotEqual("same", report.Source!.Lines[0].Kind);
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task What_tools_write_is_no_reason(string name)
    {
        using var fixture = await SourceFixture.OfAsync("honest-sources", name, TestContext.Current.CancellationToken);
        var report = await fixture.ScanAsync(TestContext.Current.CancellationToken);
        Assert.True(report.Verdict.Level == Level.Clean && report.Signals.All(static signal => signal.Severity <= Severity.Low), Lines(report));
        Assert.True(report.Source is { Same: > 0, Below: not null }, Lines(report));
    }

    [Fact]
    public async Task Poisoned_updates_differ_from_the_version_before_as_from_a_source()
    {
        var silent = new List<string>();
        foreach (var pair in PackagePair.In("pairs"))
        {
            using var fixture = await SourceFixture.OfAsync(pair, TestContext.Current.CancellationToken);
            var report = await fixture.ScanAsync(TestContext.Current.CancellationToken);
            if (!report.Signals.Any(static signal => signal.Rule.StartsWith("source/", StringComparison.Ordinal) && signal.Severity >= Severity.High))
            {
                silent.Add($"{pair.Name}: {Lines(report)}");
            }
        }

        Assert.True(PackagePair.In("pairs").Count() - silent.Count >= Told, $"{silent.Count}:\n{string.Join('\n', silent)}");
    }

    [Theory]
    [MemberData(nameof(PoisonedPairs))]
    public async Task A_package_is_as_its_own_source(string name)
    {
        var pair = PackagePair.Of("pairs", name);
        using var same = await SourceFixture.OfSameAsync(pair, TestContext.Current.CancellationToken);
        var report = await same.ScanAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(report.Signals, static signal => signal.Rule.StartsWith("source/", StringComparison.Ordinal));
    }

    public static TheoryData<string> PoisonedPairs => [.. PackagePair.In("pairs").Select(static pair => pair.Name)];

    private static string Lines(Report report) =>
        $"{report.Verdict.Level} {report.Verdict.Score}: {string.Join(" ", report.Signals.Select(static signal => signal.Rule + ":" + signal.Severity))} | {string.Join(" | ", report.Source?.Lines.Select(static line => line.Kind + " " + line.What) ?? [])} | {string.Join("; ", report.Completeness.Reasons)}";
}
