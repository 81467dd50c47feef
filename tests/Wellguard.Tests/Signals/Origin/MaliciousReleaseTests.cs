using System.Text;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Advisories;
using Wellguard.Verdicts;
using Xunit;
using static Wellguard.Tests.Advisories.ExampleAdvisories;

namespace Wellguard.Tests.Signals.Origin;

public sealed class MaliciousReleaseTests : IDisposable
{
    private const string Rule = "origin/malicious-release";

    private static readonly string Bad = Record("MAL-2026-1", "npm", "bad", "\"versions\":[\"1.0.1\"]");
    private static readonly string Weak = Record("GHSA-1", "npm", "weak", Range("""{"introduced":"0"},{"fixed":"2.0.0"}"""), "\"database_specific\":{\"severity\":\"CRITICAL\"}");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<Report> ScanAsync(Image image, AdvisorySet advisories, string? cache = null, Policy? policy = null) =>
        await Pipeline.ScanAsync(image, new(policy ?? Policy.Default, new DateOnly(2026, 11, 28)) { Advisories = advisories, CacheDirectory = cache }, TestContext.Current.CancellationToken);

    private static Image Workspace(string lockFile) => ExampleOf("package-lock.json", lockFile, "workspace");

    private static Image ExampleOf(string path, string text, string kind)
    {
        var image = ExampleImage.Read($"base: debian\nlayers:\n  - files: [{{ path: {path}, text: '{text}' }}]\n", "demo.yml", 1).Build();
        return kind == "workspace" ? image with { Artifact = image.Artifact with { Kind = ArtifactKind.Workspace } } : image;
    }

    private static string Lock(params (string Name, string Version)[] packages) =>
        "{\"lockfileVersion\":3,\"packages\":{" + string.Join(',', packages.Select(one => $"\"node_modules/{one.Name}\":{{\"version\":\"{one.Version}\"}}")) + "}}";

    [Fact]
    public async Task A_lock_file_that_names_a_malicious_release_blocks_a_workspace()
    {
        using var advisories = Open(folder, Bad, Weak);
        var report = await ScanAsync(Workspace(Lock(("bad", "1.0.1"), ("good", "1.0.0"))), advisories);
        var signal = Assert.Single(report.Signals, one => one.Rule == Rule);
        Assert.Equal((SignalClass.KnownBad, Severity.Critical, "package-lock.json"), (signal.Class, signal.Severity, signal.Where.Path));
        Assert.Equal("pkg:npm/bad@1.0.1: MAL-2026-1 About MAL-2026-1 (published 2026-08-20, modified 2026-08-21)", signal.Evidence[0].Text);
        Assert.Equal(Decision.Block, report.Verdict.Decision);
        Assert.Empty(report.Vulnerabilities);
        var database = Assert.Single(report.Databases);
        Assert.Equal(("osv/npm", advisories.Databases[0].Database.Digest, advisories.Databases[0].Database.Modified), (database.Name, database.Digest, database.Modified));
    }

    /// <summary>Nothing installs what a lock file in an image names.</summary>
    [Fact]
    public async Task In_an_image_a_lock_file_counts_less_than_what_is_installed()
    {
        using var advisories = Open(folder, Bad);
        var declared = await ScanAsync(ExampleOf("srv/app/package-lock.json", Lock(("bad", "1.0.1")), "image"), advisories);
        Assert.Equal(Severity.High, Assert.Single(declared.Signals, one => one.Rule == Rule).Severity);
        var installed = await ScanAsync(ExampleOf("srv/app/node_modules/bad/package.json", """{"name":"bad","version":"1.0.1"}""", "image"), advisories);
        var signal = Assert.Single(installed.Signals, one => one.Rule == Rule);
        Assert.Equal((Severity.Critical, "pkg:npm/bad@1.0.1"), (signal.Severity, signal.Where.Package));
        Assert.Equal(Level.Malicious, installed.Verdict.Level);
    }

    [Fact]
    public async Task What_a_later_layer_deletes_is_found_too()
    {
        using var advisories = Open(folder, Bad, Weak);
        var image = ExampleImage.Read("""
            base: debian
            layers:
              - files:
                  - { path: srv/app/node_modules/bad/package.json, text: '{"name":"bad","version":"1.0.1"}' }
                  - { path: srv/app/node_modules/weak/package.json, text: '{"name":"weak","version":"1.0.1"}' }
              - files: [{ path: srv/app/.wh.node_modules, text: '' }]
            """, "demo.yml", 1).Build();
        var report = await ScanAsync(image, advisories);
        var signal = Assert.Single(report.Signals, one => one.Rule == Rule);
        Assert.False(signal.Where.Layer!.InFinalFilesystem);
        Assert.Empty(report.Vulnerabilities);
    }

    [Fact]
    public async Task Vulnerabilities_are_listed_and_change_nothing()
    {
        using var advisories = Open(folder, Bad, Weak, Record("GHSA-2", "npm", "weak", "\"versions\":[\"1.0.0\"]"));
        var image = Workspace(Lock(("weak", "1.0.0"), ("bad", "1.0.0")));
        var report = await ScanAsync(image, advisories);
        var without = await ScanAsync(image, AdvisorySet.None);
        Assert.Equal(without.Verdict, report.Verdict with { Reasons = without.Verdict.Reasons, Waived = without.Verdict.Waived });
        Assert.Equal((0, Level.Clean), (report.Verdict.Score, report.Verdict.Level));
        Assert.Equal(without.Signals.Count, report.Signals.Count);
        Assert.Equal([("GHSA-1", "pkg:npm/weak@1.0.0", "critical", "2.0.0"), ("GHSA-2", "pkg:npm/weak@1.0.0", "unknown", null)], report.Vulnerabilities.Select(one => (one.Id, one.Purl, one.Severity, one.Fixed)));
        Assert.Empty(without.Databases);
    }

    [Fact]
    public async Task A_damaged_database_makes_the_scan_incomplete()
    {
        Import(Bad).Write(folder.Path, "osv", Now);
        var file = AdvisoryFolder.PathOf(folder.Path, "osv", "npm");
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(DatabaseLayout.HeaderSize).Fill(0xFF);
        File.WriteAllBytes(file, bytes);
        using var advisories = AdvisorySet.Open(folder.Path);
        var report = await ScanAsync(Workspace(Lock(("bad", "1.0.1"))), advisories);
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Stage == "advisories");
        Assert.Equal(Level.Unknown, report.Verdict.Level);
    }

    private async Task<Image> PackageAsync(string manifest)
    {
        var path = folder.At($"{Guid.NewGuid()}.tgz");
        await using (var file = File.Create(path))
        await using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest))
        await using (var tar = new System.Formats.Tar.TarWriter(gzip))
        {
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "package/package.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(manifest)) });
        }

        return (await ImageSources.OpenAsync(Target.Parse(path), new OpenOptions(folder.Path), TestContext.Current.CancellationToken))[0];
    }

    [Fact]
    public async Task A_package_is_looked_up_itself()
    {
        using var advisories = Open(folder, Bad);
        var report = await ScanAsync(await PackageAsync("""{"name":"bad","version":"1.0.1"}"""), advisories);
        var signal = Assert.Single(report.Signals, one => one.Rule == Rule);
        Assert.Equal((Severity.Critical, "pkg:npm/bad@1.0.1", Decision.Block), (signal.Severity, signal.Where.Package, report.Verdict.Decision));
    }

    [Theory]
    [InlineData("1.0.1", true)]
    [InlineData("=1.0.1", true)]
    [InlineData("npm:bad@1.0.1", true)]
    [InlineData("^1.0.1", false)]
    [InlineData("1.x", false)]
    [InlineData("file:bad", false)]
    public async Task A_dependency_counts_when_its_version_is_exact(string version, bool isFound)
    {
        using var advisories = Open(folder, Bad);
        var name = version.StartsWith("npm:", StringComparison.Ordinal) ? "alias" : "bad";
        var report = await ScanAsync(await PackageAsync($$$"""{"name":"mine","version":"1.0.0","dependencies":{"{{{name}}}":"{{{version}}}"}}"""), advisories);
        var signals = report.Signals.Where(one => one.Rule == Rule).ToList();
        Assert.Equal(isFound ? 1 : 0, signals.Count);
        Assert.All(signals, signal => Assert.Equal(["pkg:npm/mine@1.0.0", "pkg:npm/bad@1.0.1"], Assert.Single(signal.DependencyPaths!)));
    }

    [Fact]
    public async Task A_comparison_says_that_the_newer_version_is_known_to_be_bad()
    {
        using var advisories = Open(folder, Bad);
        var options = new ScanOptions(Policy.Default, new DateOnly(2026, 11, 28)) { Advisories = advisories };
        var report = await Pipeline.DiffAsync(await PackageAsync("""{"name":"bad","version":"1.0.0"}"""), await PackageAsync("""{"name":"bad","version":"1.0.1"}"""), options, TestContext.Current.CancellationToken);
        Assert.Equal(Decision.Block, report.Verdict.Decision);
        Assert.Single(report.Signals, one => one.Rule == Rule);
    }

    [Fact]
    public async Task The_same_input_and_database_give_the_same_bytes()
    {
        using var advisories = Open(folder, Bad, Weak);
        var image = Workspace(Lock(("weak", "1.0.0"), ("bad", "1.0.1")));
        var (first, second) = (await ScanAsync(image, advisories), await ScanAsync(image, advisories));
        Assert.All(Catalogue.ReportFormats, format => Assert.Equal(Bytes(format, first), Bytes(format, second)));

        static byte[] Bytes(ReportFormat format, Report report)
        {
            using var output = new MemoryStream();
            format.Write([report with { Timings = null }], output, new ReportContext("1") { Rule = RuleBook.Find, Today = new DateOnly(2026, 11, 28) });
            return output.ToArray();
        }
    }
}
