using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary><c>wellguard db</c> and what a scan makes of it, against a mirror on loopback.</summary>
public sealed class DatabaseTests : IDisposable
{
    private const string Lock = """{"lockfileVersion":3,"packages":{"node_modules/bad":{"version":"1.0.1"},"node_modules/weak":{"version":"1.0.0"}}}""";

    private static readonly string[] Records =
    [
        """{"schema_version":"1.6.0","id":"MAL-2026-1","modified":"2026-08-21T00:00:00Z","summary":"Malware in bad","affected":[{"package":{"ecosystem":"npm","name":"bad"},"versions":["1.0.1"]}]}""",
        """{"schema_version":"1.6.0","id":"GHSA-1","modified":"2026-08-20T00:00:00Z","summary":"Weak","affected":[{"package":{"ecosystem":"npm","name":"weak"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.1.0"}]}]}],"database_specific":{"severity":"HIGH"}}""",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;

    private string Data => Path.Combine(folder, "db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Zip(params string[] records)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var at = 0; at < records.Length; at++)
            {
                using var entry = zip.CreateEntry($"{at}.json").Open();
                entry.Write(Encoding.UTF8.GetBytes(records[at]));
            }
        }

        return memory.ToArray();
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Application()
    {
        Write("app/package-lock.json", Encoding.UTF8.GetBytes(Lock));
        return "dir:" + Path.Combine(folder, "app");
    }

    /// <summary>No registry is configured here: the packages that the lock file pins are not seen.</summary>
    private const int Unfetched = 3;

    [Fact]
    public async Task What_was_imported_blocks_and_is_named_in_the_report()
    {
        Write("mirror/npm/all.zip", Zip(Records));
        var target = Application();
        Assert.Equal(Unfetched, (await Executable.RunAsync("scan", target, "--db-dir", folder, "--no-cache")).Code);
        var import = await Executable.RunAsync("db", "import", Path.Combine(folder, "mirror"), "--db-dir", Data);
        Assert.Equal((0, ""), (import.Code, import.Errors));
        Assert.StartsWith("osv/npm: 2 advisories, 1 of malicious releases, 2 packages", import.Output, StringComparison.Ordinal);

        var scan = await Executable.RunAsync("scan", target, "--db-dir", Data, "--no-cache", "--format", "json");
        Assert.Equal(1, scan.Code);
        using var report = JsonDocument.Parse(scan.Output);
        Assert.Contains(report.RootElement.GetProperty("signals").EnumerateArray(), signal => signal.GetProperty("rule").GetString() == "origin/malicious-release");
        var weak = Assert.Single(report.RootElement.GetProperty("vulnerabilities").EnumerateArray());
        Assert.Equal(("GHSA-1", "pkg:npm/weak@1.0.0", "high", "1.1.0"), (weak.GetProperty("id").GetString(), weak.GetProperty("purl").GetString(), weak.GetProperty("severity").GetString(), weak.GetProperty("fixed").GetString()));

        using var status = JsonDocument.Parse((await Executable.RunAsync("db", "status", "--db-dir", Data, "--format", "json")).Output);
        var known = Assert.Single(status.RootElement.GetProperty("databases").EnumerateArray());
        var used = Assert.Single(report.RootElement.GetProperty("databases").EnumerateArray());
        Assert.Equal((known.GetProperty("name").GetString(), known.GetProperty("digest").GetString(), known.GetProperty("modified").GetString()), (used.GetProperty("name").GetString(), used.GetProperty("digest").GetString(), used.GetProperty("modified").GetString()));
        Assert.True(known.GetProperty("intact").GetBoolean());

        var plain = await Executable.RunAsync("scan", target, "--db-dir", Data, "--no-cache");
        Assert.Contains("1 high in 1 component", plain.Output, StringComparison.Ordinal);
        Assert.Matches(@"osv/npm \d+ days old", plain.Output);
        var without = await Executable.RunAsync("scan", target, "--db-dir", Data, "--no-cache", "--without", "known-bad,family,lookalike");
        Assert.Equal(Unfetched, without.Code);
        Assert.DoesNotContain("osv/npm", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_fetches_what_changed_and_keeps_the_last_good()
    {
        using var mirror = new Mirror { Content = Zip(Records) };
        string[] update = ["db", "update", "--mirror", mirror.Address, "--db-dir", Data];
        Assert.Contains("osv/npm: 2 advisories", (await Executable.RunAsync(update)).Output, StringComparison.Ordinal);
        Assert.Contains("osv/npm: has not changed", (await Executable.RunAsync(update)).Output, StringComparison.Ordinal);
        Assert.Equal(1, mirror.Sent);

        mirror.Content = Encoding.ASCII.GetBytes("<html>sorry</html>");
        var broken = await Executable.RunAsync(update);
        Assert.Equal(3, broken.Code);
        Assert.Contains("no zip archive", broken.Errors, StringComparison.Ordinal);
        mirror.Content = Zip(Records[1]);
        Assert.Contains("older than what is there", (await Executable.RunAsync(update)).Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await Executable.RunAsync("scan", Application(), "--db-dir", Data, "--no-cache")).Code);

        mirror.Content = Zip([.. Records, Records[0].Replace("MAL-2026-1", "MAL-2026-2", StringComparison.Ordinal)]);
        Assert.Contains("osv/npm: 3 advisories", (await Executable.RunAsync(("WELLGUARD_DB_MIRROR", mirror.Address), "db", "update", "--db-dir", Data)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no mirror is configured", "db", "update")]
    [InlineData("--offline was given", "db", "update", "--mirror", "https://mirror.example.org", "--offline")]
    [InlineData("without TLS", "db", "update", "--mirror", "http://mirror.example.org")]
    [InlineData("is no mirror", "db", "update", "--mirror", "nonsense")]
    [InlineData("no such file", "db", "import", "/nowhere/all.zip")]
    [InlineData("--name ../x", "db", "import", "x.json", "--name", "../x")]
    [InlineData("say which of import, update, status", "db")]
    [InlineData("no such directory", "scan", "x", "--db-dir", "/nowhere")]
    public async Task A_mistake_of_usage_is_one_line_and_exit_2(string why, params string[] arguments)
    {
        var run = await Executable.RunAsync(("HOME", folder), arguments);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_database_is_told_by_status_and_by_a_scan()
    {
        await Executable.RunAsync("db", "import", Write("all.zip", Zip(Records)), "--db-dir", Data);
        var file = Directory.GetFiles(Data, "*.advisories", SearchOption.AllDirectories)[0];
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..200], TestContext.Current.CancellationToken);
        var status = await Executable.RunAsync("db", "status", "--db-dir", Data);
        Assert.Equal(3, status.Code);
        Assert.Contains("too short", status.Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await Executable.RunAsync("scan", Application(), "--db-dir", Data, "--no-cache")).Code);
    }

    private sealed class Mirror : IDisposable
    {
        private readonly HttpListener listener = new();

        public Mirror()
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            free.Stop();
            listener.Prefixes.Add(Address);
            listener.Start();
            _ = ServeAsync();
        }

        public string Address { get; }
        public byte[] Content { get; set; } = [];
        public int Sent { get; private set; }

        public void Dispose() => listener.Close();

        private async Task ServeAsync()
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                var content = Content;
                var tag = $"\"{content.Length}\"";
                context.Response.Headers["ETag"] = tag;
                if (context.Request.Url!.AbsolutePath != "/npm/all.zip")
                {
                    context.Response.StatusCode = 404;
                }
                else if (context.Request.Headers["If-None-Match"] == tag)
                {
                    context.Response.StatusCode = 304;
                }
                else
                {
                    Sent++;
                    context.Response.ContentLength64 = content.Length;
                    await context.Response.OutputStream.WriteAsync(content);
                }

                context.Response.Close();
            }
        }
    }
}
