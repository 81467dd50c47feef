using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Signals.Differences;
using Wellguard.Tests.Packages;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Differences;

public sealed class DifferenceTests
{
    private const string Manifest = """{"name":"a","version":"1.0.0"}""";
    private const string Plain = "exports.a = 1\n";

    [Fact]
    public async Task The_order_in_which_files_were_read_changes_nothing()
    {
        var files = Enumerable.Range(0, 60).SelectMany(static i => new[] { $"lib/m{i}.js", $"fetch('https://h{i % 7}.example{i}.net/x')\nrequire('child_process')\n" }).ToArray();
        var (old, now) = (await VersionAsync([], forwards: true), await VersionAsync(files, forwards: true));
        var (oldAgain, nowAgain) = (await VersionAsync([], forwards: false), await VersionAsync(files, forwards: false));
        Assert.Equal(Difference.Of(old, now), Difference.Of(oldAgain, nowAgain));

        static async Task<PackageVersion> VersionAsync(string[] files, bool forwards)
        {
            var traits = new System.Collections.Concurrent.ConcurrentDictionary<string, FileTraits>(StringComparer.Ordinal);
            var (contents, _, signals) = await Pipeline.ExamineAsync(await OpenAsync(Manifest, files), PackagePair.Options, Pipeline.ReadersWithout(PackagePair.Options.Without, new TraitReader(traits)), null, new StageClock(), TestContext.Current.CancellationToken);
            var ordered = forwards ? traits.OrderBy(static file => file.Key, StringComparer.Ordinal) : traits.OrderByDescending(static file => file.Key, StringComparer.Ordinal);
            return new PackageVersion(contents, ordered.ToDictionary(StringComparer.Ordinal), signals);
        }
    }

    [Fact]
    public async Task Lines_that_are_only_told_leave_room_for_those_that_are_judged()
    {
        var comment = string.Concat(Enumerable.Range(10, 25).Select(static i => $"// https://docs{i}.example{i}.net/\n"));
        var report = await DiffAsync(["index.js", Plain], ["b.js", comment + "exports.b = 1\n", "index.js", "fetch('https://evil.example/x')\n"]);
        Assert.Contains(report.Changes, static change => change.Kind == "host" && change.What.StartsWith("evil.example", StringComparison.Ordinal));
        Assert.Contains(report.Signals, static signal => signal.Rule == "diff/new-host");
        Assert.Contains(report.Changes, static change => change is { Kind: "host", What: "6 more" });
        Assert.Null(report.Completeness.Notes);
    }

    [Fact]
    public async Task Judged_lines_that_are_cut_off_are_noted_and_the_gravest_stay()
    {
        var calls = string.Concat(Enumerable.Range(10, 30).Select(static i => $"fetch('https://h.example{i}.net/x')\n"));
        var report = await DiffAsync(["index.js", Plain], ["index.js", calls + "fetch('http://198.51.100.7/x')\n"]);
        Assert.Equal(20, report.Signals.Count(static signal => signal.Rule == "diff/new-host"));
        Assert.StartsWith("198.51.100.7", report.Changes.First(static change => change.Kind == "host").What, StringComparison.Ordinal);
        Assert.Contains(report.Changes, static change => change is { Kind: "host", What: "11 more" });
        Assert.Contains(report.Completeness.Notes!, static note => note.Why.Contains("11", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://project.github.io/", "https://evil.github.io/x", true)]
    [InlineData("https://shop.co.uk/", "https://evil.co.uk/x", true)]
    [InlineData("https://a.workers.dev/", "https://b.workers.dev/x", true)]
    [InlineData("https://api.example.com/", "https://example.com/x", true)]
    [InlineData("https://example.com/", "https://api.example.com/x", false)]
    [InlineData("https://example.com/", "https://notexample.com/x", true)]
    [InlineData("https://api.example.com/", "https://API.example.com/x", false)]
    public async Task A_host_is_known_when_it_or_what_it_is_below_was(string known, string spoken, bool isNew)
    {
        var report = await DiffAsync(["index.js", $"fetch('{known}')\n"], ["index.js", $"fetch('{known}')\nfetch('{spoken}')\n"]);
        Assert.Equal(isNew, report.Signals.Any(static signal => signal.Rule == "diff/new-host"));
        Assert.Equal(isNew, report.Changes.Any(static change => change.Kind == "host"));
    }

    [Theory]
    [InlineData("^20.1.0", false)]
    [InlineData(">=18 <21", false)]
    [InlineData("https://h.example/node.tgz", true)]
    [InlineData("npm:other@1.0.0", true)]
    [InlineData("someone/node", true)]
    public async Task Types_are_excused_only_in_a_plain_version(string version, bool weighs)
    {
        var report = await Pipeline.DiffAsync(await OpenAsync(Manifest, "index.js", Plain), await OpenAsync($$$"""{"name":"a","version":"1.0.1","dependencies":{"@types/node":"{{{version}}}"}}""", "index.js", Plain), PackagePair.Options, TestContext.Current.CancellationToken);
        Assert.Equal(weighs, report.Signals.Any(static signal => signal.Rule == "diff/unused-dependency"));
    }

    [Fact]
    public async Task A_file_with_more_hosts_than_are_compared_is_noted()
    {
        var many = string.Concat(Enumerable.Range(0, 501).Select(static i => $"// https://h{i}.example.net/\n"));
        var report = await DiffAsync(["index.js", Plain], ["index.js", Plain, "b.js", many + "exports.b = 1\n"]);
        Assert.Contains(report.Completeness.Notes!, static note => note.What == "package/b.js" && note.Why.Contains("500 hosts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hook_that_begins_with_many_usual_commands_is_not_usual()
    {
        var line = string.Concat(Enumerable.Repeat("node-gyp rebuild; ", 8)) + "node setup.js";
        var report = await Pipeline.DiffAsync(await OpenAsync(Manifest, "index.js", Plain), await OpenAsync($$$"""{"name":"a","version":"1.0.1","scripts":{"postinstall":"{{{line}}}"}}""", "index.js", Plain, "setup.js", Plain), PackagePair.Options, TestContext.Current.CancellationToken);
        Assert.Contains(report.Signals, static signal => signal is { Rule: "diff/new-trigger", Severity: Severity.High });
    }

    private static async Task<Report> DiffAsync(string[] old, string[] now) =>
        await Pipeline.DiffAsync(await OpenAsync(Manifest, old), await OpenAsync(Manifest, now), PackagePair.Options, TestContext.Current.CancellationToken);

    private static Task<Image> OpenAsync(string manifest, params string[] files) => PackageScanTests.OpenAsync(MadePackage.Npm(manifest, files));
}
