using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals;

/// <summary>What a scan of an example says.</summary>
internal static class Scanned
{
    private const ulong Seed = 7;

    public static async Task<Report> ReportOf(ExampleImage example, params string[] without) =>
        await Pipeline.ScanAsync(example.Build(), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { Indicators = Wellguard.Layers.Indicators.Parse(example.Indicators), Without = without.ToHashSet() }, TestContext.Current.CancellationToken);

    public static async Task<IReadOnlyList<Signal>> Case(string file) => (await ReportOf(Corpus.Read(file, Seed))).Signals;

    public static async Task<IReadOnlyList<Signal>> Text(string yaml) => (await ReportOf(ExampleImage.Read(yaml, "test.yml", Seed))).Signals;

    public static async Task<IReadOnlyList<Signal>> Of(string yaml, string rule) => [.. (await Text(yaml)).Where(signal => signal.Rule == rule)];
}
