using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wellguard.Events;
using Xunit;

namespace Wellguard;

/// <summary>The HTML report in Debian's Chromium, of a run whose command lines try to be markup.</summary>
public sealed partial class BrowserTests : IDisposable
{
    private const string Browser = "/usr/bin/chromium";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-browser-");
    private readonly TcpListener bait = new(IPAddress.Loopback, 0);

    public BrowserTests() => bait.Start();

    public void Dispose()
    {
        bait.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_tree_is_drawn_without_an_error_and_without_a_request()
    {
        Assert.SkipUnless(File.Exists(Browser), "chromium is not installed");
        var recording = Path.Combine(folder.FullName, "run.events");
        await using (var file = File.Create(recording))
        {
            Recording.Write(file, new(Artifacts.ArtifactKind.Image, Markup("artifact")), Attack(), [], failed: false);
        }

        var page = Path.Combine(folder.FullName, "run.html");
        Assert.Equal("", (await Executable.RunAsync("tree", recording, "--format", "html", "--output", page)).Output);
        var report = JsonDocument.Parse((await Executable.RunAsync("tree", recording, "--format", "json")).Output).RootElement;
        var steps = report.GetProperty("tree").GetProperty("nodes").GetArrayLength();
        Assert.InRange(steps, 4, 50);

        var (dom, errors) = await OpenAsync(page);
        Assert.DoesNotContain("CONSOLE", errors, StringComparison.Ordinal);
        Assert.Equal(steps, Step().Count(dom));
        Assert.Equal(steps - 1, Line().Count(dom));
        Assert.Contains("aria-label=\"Evidence of the selected step\"><div class=\"about\">", dom, StringComparison.Ordinal);
        Assert.False(bait.Pending(), "the page asked for something");
    }

    private string Markup(string name) => $"\"><img src=http://{bait.LocalEndpoint}/{name}><script>fetch('http://{bait.LocalEndpoint}/{name}')</script><svg onload=alert(1)>";

    private List<Event> Attack()
    {
        var url = $"http://cdn.example/{Markup("x")}";
        EventKind[] kinds = [EventKind.Start, EventKind.Fork, EventKind.Exec, EventKind.Resolve, EventKind.Connect, EventKind.Request, EventKind.Download, EventKind.Write, EventKind.Exit, EventKind.Fork, EventKind.Exec, EventKind.Read];
        return [.. kinds.Select((kind, at) => new Event(1_000_000_000_000_000_000 + (at * 100_000_000L), kind)
        {
            Source = kind is EventKind.Resolve or EventKind.Request or EventKind.Download ? "internet" : "example",
            Process = kind is EventKind.Resolve or EventKind.Request or EventKind.Download ? 0 : at < 2 || at == 9 ? 1 : at < 9 ? 2 : 3,
            Child = at == 1 ? 2 : at == 9 ? 3 : 0,
            Result = 0,
            Object = at switch { 0 => "/bin/sh", 2 => "/usr/bin/curl", 3 => "cdn.example", 4 => "198.18.0.5:80", 5 or 6 => url, 7 or 11 => "/tmp/x.sh", 10 => "/usr/bin/sh", _ => null },
            Other = at switch { 3 => "198.18.0.5", 6 => "script", _ => null },
            Digest = at == 6 ? new string('a', 64) : null,
            Size = at == 6 ? 900 : 0,
            Arguments = at switch { 0 => ["/bin/sh", "/start"], 2 => ["curl", "-s", url], 5 => ["GET"], 10 => ["sh", "/tmp/x.sh", Markup("argument")], _ => null },
        })];
    }

    private async Task<(string Dom, string Errors)> OpenAsync(string page)
    {
        var start = new ProcessStartInfo("timeout", ["120", Browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            $"--user-data-dir={folder.FullName}/profile", "--enable-logging=stderr", "--virtual-time-budget=5000", "--window-size=1400,4000", "--dump-dom", "file://" + page])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var dom = await browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, browser.ExitCode);
        return (dom, await errors);
    }

    [GeneratedRegex("<g class=\"step ", RegexOptions.None, 10_000)]
    private static partial Regex Step();

    [GeneratedRegex("<path class=\"line ", RegexOptions.None, 10_000)]
    private static partial Regex Line();
}
