using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class PartlyReadCodeTests
{
    [Theory]
    [InlineData("", CompletenessState.Complete)]
    [InlineData("entrypoint: [sh, /opt/long.sh]\n", CompletenessState.Partial)]
    public async Task A_script_that_wears_out_the_budget_is_said_and_makes_the_scan_partial_only_where_it_runs(string start, CompletenessState expected)
    {
        var script = string.Join("", Enumerable.Repeat("          run x\n", 25_000));
        var yaml = $"base: none\n{start}layers:\n  - createdBy: COPY . /\n    files:\n      - path: opt/long.sh\n        mode: \"755\"\n        text: |\n{script}";
        var report = await Pipeline.ScanAsync(ExampleImage.Read(yaml, "long.yml", 1).Build(), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 23)), TestContext.Current.CancellationToken);
        Assert.Equal(expected, report.Completeness.State);
        Assert.Equal(expected == CompletenessState.Complete, report.Signals.Any(signal => signal.Rule == "content/partly-read-code" && signal.Severity == Severity.Info));
    }
}
