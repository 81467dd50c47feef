using Xunit;

namespace Wellguard.Artifacts;

public sealed class ImageSourcesTests(SampleImages samples) : IClassFixture<SampleImages>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Need() => Assert.SkipWhen(samples.Missing is not null, samples.Missing ?? "");

    private async Task<Image> OpenAsync(string target, OpenOptions? options = null) =>
        Assert.Single(await ImageSources.OpenAsync(Target.Parse(target), options ?? samples.Options with { Stamp = Wellguard.Linux.FileStamps.Of }, Cancellation));

    [Theory]
    [InlineData("oci:{0}/oci:demo")]
    [InlineData("oci:{0}/oci")]
    [InlineData("{0}/oci")]
    [InlineData("oci:{0}/oci.tar")]
    [InlineData("{0}/oci.tar")]
    [InlineData("{0}/oci.tar.gz")]
    [InlineData("oci:{0}/zstd:demo")]
    [InlineData("docker-archive:{0}/docker.tar")]
    [InlineData("docker-archive:{0}/docker.tar:example.test/demo:1")]
    [InlineData("{0}/docker.tar")]
    public async Task Every_form_of_an_image_yields_the_same_config_and_layers(string form)
    {
        Need();
        var image = await OpenAsync(string.Format(form, samples.Root));
        Assert.Equal(["/usr/bin/hello"], image.Config.Entrypoint);
        Assert.Equal(["world"], image.Config.Command);
        Assert.Equal("10:20", image.Config.User);
        Assert.Contains(KeyValuePair.Create("A", "b"), image.Config.Environment);
        Assert.Contains(KeyValuePair.Create("x", "y"), image.Config.Labels);
        Assert.Equal(["COPY one /", "COPY two /"], image.Layers.Select(l => l.CreatedBy));
        Assert.Equal(image.Config.DiffIds, image.Layers.Select(l => l.DiffId));
        Assert.Empty(image.Shortfalls);
        Assert.Empty(image.Mismatches);
        foreach (var layer in image.Layers)
        {
            await using var stream = await layer.Open(Cancellation);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Cancellation);
            Assert.Equal(layer.Size, bytes.Length);
            Assert.Equal(layer.Digest ?? layer.DiffId, Digests.Of(bytes.ToArray()));
        }
    }

    [Fact]
    public async Task Standard_input_leaves_no_file_behind()
    {
        Need();
        var image = await OpenAsync("docker-archive:-", samples.Options with { StandardInput = () => File.OpenRead(samples.At("docker.tar")) });
        Assert.Equal("example.test/demo:1", image.Artifact.Name);
        await using var stream = await image.Layers[0].Open(Cancellation);
        Assert.NotEqual(0, stream.ReadByte());
        Assert.Empty(Directory.GetFiles(samples.At("cache")));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("oci:{0}")]
    [InlineData("docker-archive:{0}")]
    public async Task An_archive_with_two_descriptions_yields_what_either_names(string form)
    {
        using var layout = new HandMadeLayout();
        var clean = layout.Add("""{"os": "linux", "architecture": "amd64", "config": {"Cmd": ["true"]}, "rootfs": {"diff_ids": []}}""");
        var evil = layout.Add("""{"os": "linux", "architecture": "amd64", "config": {"Cmd": ["evil"]}, "rootfs": {"diff_ids": []}}""");
        var manifest = layout.Add($$"""{"schemaVersion": 2, "config": {"digest": "{{clean}}", "size": 90}, "layers": []}""");
        await File.WriteAllTextAsync(Path.Combine(layout.Root, "index.json"), HandMadeLayout.Index(HandMadeLayout.Entry(manifest)), Cancellation);
        var docker = Path.Combine(layout.Root, "manifest.json");
        foreach (var (config, commands) in ((string, string[])[])[(clean, ["true"]), (evil, ["true", "evil"])])
        {
            await File.WriteAllTextAsync(docker, $$"""[{"Config": "blobs/sha256/{{config["sha256:".Length..]}}", "RepoTags": ["x:1"], "Layers": []}]""", Cancellation);
            Wellguard.Tests.Tool.Run("tar", "-C", layout.Root, "-cf", layout.Root + ".tar", ".");
            var images = await ImageSources.OpenAsync(Target.Parse(string.Format(form, layout.Root + ".tar")), new OpenOptions(layout.Root), Cancellation);
            Assert.Equal(commands.Order(), images.Select(image => image.Config.Command[0]).Order());
        }

        File.Delete(layout.Root + ".tar");
    }

    [Fact]
    public async Task The_artifacts_digest_is_the_manifests()
    {
        Need();
        var image = await OpenAsync($"oci:{samples.Root}/oci:demo");
        Assert.Equal(samples.Run("skopeo", "inspect", "--format", "{{.Digest}}", "oci:oci:demo").Trim(), image.Artifact.Digest);
        Assert.Equal("oci:demo", image.Artifact.Name);
    }

    [Fact]
    public async Task A_layer_that_is_missing_says_so_when_it_is_opened()
    {
        Need();
        samples.Run("cp", "-r", "oci", "holed");
        var image = await OpenAsync($"oci:{samples.Root}/holed");
        File.Delete(samples.At("holed/blobs/" + image.Layers[1].Digest!.Replace(':', '/')));
        var error = await Assert.ThrowsAsync<UnreadableException>(async () => await image.Layers[1].Open(Cancellation));
        Assert.Contains("missing", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_archive_is_unreadable()
    {
        Need();
        var bytes = await File.ReadAllBytesAsync(samples.At("oci.tar"), Cancellation);
        await File.WriteAllBytesAsync(samples.At("cut.tar"), bytes[..(bytes.Length / 2)], Cancellation);
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync(samples.At("cut.tar")));
        Assert.Contains("cut short", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tag_lists_the_tags_that_are_there()
    {
        Need();
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync($"oci:{samples.Root}/oci:other"));
        Assert.Contains("present: demo", error.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", "oci:{0}")]
    [InlineData("manifest.json", "{0}")]
    [InlineData("index.json", "docker-archive:{0}")]
    public async Task A_second_description_that_cannot_be_read_is_a_shortfall(string broken, string form)
    {
        using var layout = new HandMadeLayout();
        var config = layout.Add("""{"os": "linux", "architecture": "amd64", "config": {"Cmd": ["true"]}, "rootfs": {"diff_ids": []}}""");
        var manifest = layout.Add($$"""{"schemaVersion": 2, "config": {"digest": "{{config}}", "size": 90}, "layers": []}""");
        var (index, docker) = (HandMadeLayout.Index(HandMadeLayout.Entry(manifest)), $$"""[{"Config": "blobs/sha256/{{config["sha256:".Length..]}}", "RepoTags": ["x:1"], "Layers": []}]""");
        await File.WriteAllTextAsync(Path.Combine(layout.Root, "index.json"), broken == "index.json" ? index + "]" : index, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(layout.Root, "manifest.json"), broken == "manifest.json" ? docker + "]" : docker, Cancellation);
        Wellguard.Tests.Tool.Run("tar", "-C", layout.Root, "-cf", layout.Root + ".tar", ".");
        var images = await ImageSources.OpenAsync(Target.Parse(string.Format(form, layout.Root + ".tar")), new OpenOptions(layout.Root), Cancellation);
        Assert.Contains(Assert.Single(images).Shortfalls, shortfall => shortfall.What == broken && shortfall.Why.Contains("not JSON", StringComparison.Ordinal));
        File.Delete(layout.Root + ".tar");
    }

    /// <summary>The checksum and length at the end of gzip have eight bytes, the last block's end up to three.</summary>
    [Fact]
    public async Task A_compressed_archive_that_is_cut_in_its_last_bytes_is_unreadable()
    {
        Need();
        var bytes = await File.ReadAllBytesAsync(samples.At("oci.tar.gz"), Cancellation);
        for (var cut = 1; cut <= 11; cut++)
        {
            await File.WriteAllBytesAsync(samples.At("cut.tar.gz"), bytes[..^cut], Cancellation);
            await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync(samples.At("cut.tar.gz")));
        }
    }
}
