using System.Formats.Tar;
using System.Text;
using Xunit;

namespace Wellguard.Artifacts;

public sealed class DockerArchiveTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(path);

    private async Task<IReadOnlyList<Image>> OpenAsync(params (string Name, string? Content, string? Link)[] entries)
    {
        await using (var tar = new TarWriter(File.Create(path), TarEntryFormat.Pax))
        {
            foreach (var (name, content, link) in entries)
            {
                var entry = new PaxTarEntry(link is null ? TarEntryType.RegularFile : TarEntryType.SymbolicLink, name);
                if (link is not null)
                {
                    entry.LinkName = link;
                }
                else
                {
                    entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content!));
                }

                await tar.WriteEntryAsync(entry, Cancellation);
            }
        }

        return await ImageSources.OpenAsync(Target.Parse("docker-archive:" + path), new(Path.GetTempPath()), Cancellation);
    }

    private static async Task<string> TextOf(Layer layer) => await new StreamReader(await layer.Open(Cancellation)).ReadToEndAsync(Cancellation);

    [Fact]
    public async Task Linked_layers_are_found_where_the_link_leads()
    {
        var images = await OpenAsync(
            ("aa/layer.tar", "one", null), ("bb/layer.tar", null, "../aa/layer.tar"), ("c.json", """{"rootfs": {"diff_ids": ["x", "y"]}, "history": [{"created_by": "A"}, {"empty_layer": true}, {"created_by": "B"}]}""", null),
            ("manifest.json", """[{"Config": "c.json", "RepoTags": ["r/x:1"], "Layers": ["aa/layer.tar", "bb/layer.tar"]}]""", null));
        var image = Assert.Single(images);
        Assert.Equal("r/x:1", image.Artifact.Name);
        Assert.Equal(["A", "B"], image.Layers.Select(l => l.CreatedBy));
        Assert.Equal("one", await TextOf(image.Layers[1]));
    }

    [Fact]
    public async Task Several_images_are_all_opened_and_a_config_that_lies_is_a_mismatch()
    {
        var name = new string('a', 64);
        var images = await OpenAsync((name + ".json", "{}", null), ("manifest.json", $$"""[{"Config": "{{name}}.json", "Layers": []}, {"Config": "{{name}}.json", "Layers": ["l"]}]""", null));
        Assert.Equal(2, images.Count);
        Assert.Equal("sha256:" + name, Assert.Single(images[0].Mismatches).Expected);
    }

    [Fact]
    public async Task Entries_of_the_same_content_are_one_image_with_all_names()
    {
        var entries = Enumerable.Range(0, 10).Select(i => $$"""{"Config": "c.json", "RepoTags": ["a:{{i}}"], "Layers": ["l"]}""");
        var images = await OpenAsync(("c.json", "{}", null), ("l", "x", null), ("manifest.json", $"[{string.Join(',', entries)}, {"{\"Config\": \"c.json\", \"RepoTags\": [\"b:1\"], \"Layers\": [\"l\", \"l\"]}"}]", null));
        Assert.Equal(["a:0, a:1, a:2, a:3, a:4, a:5, a:6, a:7 and 2 more", "b:1"], images.Select(image => image.Artifact.Name));
    }

    [Fact]
    public async Task A_config_that_is_judged_with_many_images_is_bounded_and_said()
    {
        var config = $$"""{"x": "{{new string('x', 3_000_000)}}"}""";
        var entries = Enumerable.Range(1, 9).Select(i => $"{{\"Config\": \"c.json\", \"Layers\": [{string.Join(',', Enumerable.Repeat("\"l\"", i))}]}}");
        var images = await OpenAsync(("c.json", config, null), ("l", "x", null), ("manifest.json", $"[{string.Join(',', entries)}]", null));
        Assert.Contains(images[^1].Shortfalls, shortfall => shortfall.Why.Contains("together", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_layer_a_loop_and_a_path_that_leaves_are_unreadable_when_opened()
    {
        var images = await OpenAsync(("l", null, "l"), ("c.json", """{"rootfs": {"diff_ids": ["x", "y", "z"]}}""", null), ("manifest.json", """[{"Config": "c.json", "Layers": ["none", "l", "../../etc/passwd"]}]""", null));
        foreach (var layer in images[0].Layers)
        {
            await Assert.ThrowsAsync<UnreadableException>(() => TextOf(layer));
        }
    }

    [Fact]
    public async Task More_images_than_are_read_are_refused()
    {
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync(("c.json", "{}", null), ("manifest.json", $"[{string.Join(',', Enumerable.Repeat("""{"Config": "c.json", "Layers": []}""", 1_001))}]", null)));
        Assert.Contains("1001 images", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_layers_than_are_read_and_layers_that_are_no_text_are_shortfalls()
    {
        var many = string.Join(',', Enumerable.Repeat("\"l\"", 1_001));
        var images = await OpenAsync(("c.json", "{}", null), ("l", "x", null), ("manifest.json", $$"""[{"Config": "c.json", "Layers": [{{many}}]}, {"Config": "c.json", "Layers": [1]}]""", null));
        Assert.All(images, image => Assert.Contains(image.Shortfalls, shortfall => shortfall.What == "manifest.json" && shortfall.Why.Contains("layers of an image", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_config_that_several_images_name_is_held_once()
    {
        var config = $$"""{"rootfs": {"diff_ids": []}, "x": "{{new string('x', 7_000_000)}}", "config": {"Cmd": [5]} }""";
        var images = await OpenAsync(("c.json", config, null), ("manifest.json", $"[{string.Join(',', Enumerable.Repeat("""{"Config": "c.json", "Layers": []}""", 150))}]", null));
        Assert.All(images, image => Assert.Same(images[0].Config, image.Config));
        Assert.All(images, image => Assert.Contains("no text", Assert.Single(image.Shortfalls).Why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configs_that_are_too_large_together_are_left_out_and_said()
    {
        var config = $$"""{"x": "{{new string('x', 6_000_000)}}" }""";
        var entries = Enumerable.Range(0, 4).Select(i => $$"""{"Config": "{{i}}.json", "Layers": []}""");
        var images = await OpenAsync([.. Enumerable.Range(0, 4).Select(i => ($"{i}.json", (string?)config, (string?)null)), ("manifest.json", $"[{string.Join(',', entries)}]", null)]);
        Assert.Empty(images[1].Shortfalls);
        Assert.Contains("together", Assert.Single(images[3].Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_flipped_byte_of_a_header_ends_as_data_or_unreadable()
    {
        await OpenAsync((new string('n', 150), "x", null), ("c.json", "{}", null), ("manifest.json", """[{"Config": "c.json", "Layers": []}]""", null));
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        for (var i = 0; i < bytes.Length; i++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= 0xFF;
            Assert.True(TryRead(flipped));
            Assert.True(TryRead(bytes[..i]));
        }

        static bool TryRead(byte[] bytes)
        {
            try
            {
                TarIndex.Read(new MemoryStream(bytes), "test")?.Find("manifest.json");
            }
            catch (UnreadableException e)
            {
                return e.Why.Length > 0;
            }

            return true;
        }
    }
}
