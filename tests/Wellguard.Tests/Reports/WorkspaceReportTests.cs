using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Reports;

public sealed class WorkspaceReportTests
{
    [Theory]
    [InlineData(2_000, 0)]
    [InlineData(2_003, 3)]
    public void Signals_beyond_the_bound_are_the_least_and_their_number_is_said(int count, int left)
    {
        var own = ReportOf([.. Enumerable.Range(0, count).Select(static i => SignalOf($"weak/r{i:D5}", Severity.Medium))], Decision.Review);
        var grave = new Dependency("pkg:npm/a@1.0.0", [ReportOf([SignalOf("grave/r", Severity.Critical)], Decision.Block)], []);
        var report = WorkspaceReport.Of(own, count > 2_000 ? [grave] : [], Policy.Default);
        Assert.Equal(2_000, report.Signals.Count);
        Assert.Equal(left > 0 ? "grave/r" : "weak/r00000", report.Signals[0].Rule);
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
        Assert.Equal(left > 0 ? [$"{left + 1} signals are left out of the report: the gravest 2,000 are in it"] : [], (report.Completeness.Notes ?? []).Select(static note => note.Why));
    }

    private static Signal SignalOf(string rule, Severity severity) => new(rule, SignalClass.Trigger, "Title", severity, Confidence.High, new Place("index.js")) { Id = rule };

    private static Report ReportOf(IReadOnlyList<Signal> signals, Decision decision) =>
        new(new Artifact(ArtifactKind.Workspace, "w"), Completeness.Of([]), new Verdict(Level.Suspicious, decision, 50, "default", [], [])) { Signals = signals };
}
