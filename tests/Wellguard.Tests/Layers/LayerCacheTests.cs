using System.Formats.Tar;
using Wellguard.Artifacts;
using Wellguard.Linux;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;
using static Wellguard.Artifacts.HandMadeLayout;

namespace Wellguard.Layers;

public sealed class LayerCacheTests : IDisposable
{
    private readonly HandMadeLayout layout = new();
    private readonly Wellguard.Tests.TempFolder cache = new();
    private readonly string layer;

    public LayerCacheTests()
    {
        layer = AddTar("srv/one");
        var config = layout.Add($$$"""{"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": ["{{{layer}}}"]}}""");
        var manifest = layout.Add($$"""{"schemaVersion": 2, "config": {"digest": "{{config}}", "size": {{layout.SizeOf(config)}}}, "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "{{layer}}", "size": {{layout.SizeOf(layer)}}}]}""");
        File.WriteAllText(Path.Combine(layout.Root, "index.json"), Index(Entry(manifest)));
    }

    public void Dispose()
    {
        layout.Dispose();
        cache.Dispose();
    }

    private string AddTar(string name)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) });
        }

        var digest = Digests.Of(memory.ToArray());
        File.WriteAllBytes(layout.PathOf(digest), memory.ToArray());
        return digest;
    }

    [Fact]
    public async Task A_link_in_place_of_a_folder_of_the_cache_is_not_followed()
    {
        var elsewhere = Directory.CreateDirectory(cache.At("elsewhere")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(cache.Path, "layers"), elsewhere);
        await ScanAsync();
        Assert.Empty(Directory.GetFiles(elsewhere));
        Directory.Delete(Path.Combine(cache.Path, "layers"));
        await ScanAsync();
        var facts = Assert.Single(Directory.GetFiles(Path.Combine(cache.Path, "layers"), "*.facts"));
        Assert.NotNull(CacheFolder.Read(facts, 1 << 20));
        Directory.Move(Path.Combine(cache.Path, "layers"), cache.At("moved"));
        Directory.CreateSymbolicLink(Path.Combine(cache.Path, "layers"), cache.At("moved"));
        Assert.Null(CacheFolder.Read(facts, 1 << 20));
    }

    private async Task<Report> ScanAsync(string? target = null, Stream? input = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var options = new OpenOptions(cache.At("tmp")) { Stamp = FileStamps.Of, StandardInput = () => input! };
        var image = Assert.Single(await ImageSources.OpenAsync(Target.Parse(target ?? layout.Root), options, cancel));
        return await Pipeline.ScanAsync(image, new(Policy.Default, new DateOnly(2026, 1, 1)) { CacheDirectory = cache.Path }, cancel);
    }

    [Theory]
    [InlineData(".stamp", "huge")]
    [InlineData(".facts", "huge")]
    [InlineData(".stamp", "pipe")]
    [InlineData(".facts", "pipe")]
    [InlineData(".stamp", "empty")]
    public async Task A_huge_file_or_a_pipe_in_the_cache_is_no_entry(string extension, string what)
    {
        await ScanAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(cache.Path, "layers"), "*" + extension))
        {
            File.Delete(file);
            if (what == "pipe")
            {
                Wellguard.Tests.Tool.Run("mkfifo", file);
            }
            else
            {
                using var stream = File.Create(file);
                stream.SetLength(what == "huge" ? 20L << 30 : 0);
            }
        }

        Assert.Equal(Level.Clean, (await ScanAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Verdict.Level);
    }

    public static TheoryData<string> Damages => ["deleted", "truncated", "changed", "a link out"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_a_warm_cache_knows_does_not_stand_for_a_blob_that_is_gone_or_changed(string damage)
    {
        Assert.Equal(Level.Clean, (await ScanAsync()).Verdict.Level);
        Assert.Equal(Level.Clean, (await ScanAsync()).Verdict.Level);
        var path = layout.PathOf(layer);
        switch (damage)
        {
            case "deleted":
                File.Delete(path);
                break;
            case "truncated":
                await using (var file = File.OpenWrite(path))
                {
                    file.SetLength(700);
                }

                break;
            case "changed":
                await using (var file = File.OpenWrite(path))
                {
                    file.Position = 512;
                    file.WriteByte(9);
                }

                break;
            default:
                File.Move(path, cache.At("elsewhere"));
                File.CreateSymbolicLink(path, cache.At("elsewhere"));
                break;
        }

        var report = await ScanAsync();
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public async Task A_link_out_of_the_layout_gets_no_facts_from_the_scan_of_its_target()
    {
        await ScanAsync();
        using var other = new HandMadeLayout();
        Wellguard.Tests.Tool.Run("cp", "-r", layout.Root + "/.", other.Root);
        File.Delete(other.PathOf(layer));
        File.CreateSymbolicLink(other.PathOf(layer), layout.PathOf(layer));
        Assert.Equal(CompletenessState.Partial, (await ScanAsync(other.Root)).Completeness.State);
    }

    [Fact]
    public async Task An_image_from_a_pipe_is_read_even_when_it_claims_a_layer_that_is_known()
    {
        var tar = cache.At("image.tar");
        Wellguard.Tests.Tool.Run("tar", "-C", layout.Root, "-cf", tar, ".");
        await ScanAsync();
        Assert.Equal(Level.Clean, (await ScanAsync("oci:-", File.OpenRead(tar))).Verdict.Level);
        var bytes = await File.ReadAllBytesAsync(layout.PathOf(layer), TestContext.Current.CancellationToken);
        bytes[513] = 9;
        await File.WriteAllBytesAsync(layout.PathOf(layer), bytes, TestContext.Current.CancellationToken);
        Wellguard.Tests.Tool.Run("tar", "-C", layout.Root, "-cf", tar, ".");
        Assert.Contains((await ScanAsync("oci:-", File.OpenRead(tar))).Signals, signal => signal.Rule == "content/lying-digest");
    }
}
