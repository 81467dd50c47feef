using System.Diagnostics;
using Xunit;
using static Wellguard.Artifacts.HandMadeLayout;

namespace Wellguard.Artifacts;

public sealed class ImageAssemblyTests : IDisposable
{
    private readonly HandMadeLayout layout = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => layout.Dispose();

    private string MultiPlatform() => Index(Entry(layout.Add(Index(
        Entry(layout.AddImage("amd64"), "linux/amd64"), Entry(layout.AddImage("arm64"), "linux/arm64"), Entry(layout.AddImage("none"), "unknown/unknown")))));

    private async Task<string> ErrorAsync(string? index = null, Platform? platform = null) =>
        (await Assert.ThrowsAsync<UnreadableException>(() => layout.OpenAsync(Cancellation, index, platform))).Why;

    [Theory]
    [InlineData("linux/amd64", "amd64")]
    [InlineData("linux/aarch64", "arm64")]
    [InlineData("linux/arm64/v8", "arm64")]
    public async Task The_platform_that_was_asked_for_is_taken(string platform, string architecture) =>
        Assert.Equal(architecture, Assert.Single(await layout.OpenAsync(Cancellation, MultiPlatform(), Platform.Parse(platform))).Config.Architecture);

    [Theory]
    [InlineData("linux/x86_64")]
    [InlineData("Linux/AMD64")]
    public async Task A_platform_is_compared_as_containerd_spells_it(string platform)
    {
        var images = await layout.OpenAsync(Cancellation, Index(Entry(layout.Add(Index(Entry(layout.AddImage("odd"), platform), Entry(layout.AddImage("amd64"), "linux/amd64"))))), new("linux", "amd64"));
        Assert.Equal(["odd", "amd64"], images.Select(image => image.Config.Architecture));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_image_that_an_annotation_calls_an_attestation_is_one(bool all)
    {
        var attested = Entry(layout.AddImage("odd"), "linux/amd64", """, "annotations": {"vnd.docker.reference.type": "attestation-manifest"}""");
        var images = await layout.OpenAsync(Cancellation, Index(Entry(layout.Add(Index(attested, Entry(layout.AddImage("amd64"), "linux/amd64"))))), new("linux", "amd64"), all);
        Assert.Equal(["odd", "amd64"], images.Select(image => image.Config.Architecture));
    }

    [Fact]
    public async Task All_that_fit_are_taken_those_without_a_platform_last()
    {
        var (first, second, other) = (layout.AddImage("amd64"), layout.AddImage("x86_64"), layout.AddImage("arm64"));
        var images = await layout.OpenAsync(Cancellation, Index(Entry(first), Entry(other), Entry(second, "linux/amd64")), new("linux", "amd64"));
        Assert.Equal([second, first], images.Select(image => image.Artifact.Digest));
        Assert.Equal(["linux/arm64"], images[0].Artifact.OtherPlatforms);
    }

    [Fact]
    public async Task One_whose_platform_cannot_be_told_is_taken_too()
    {
        var images = await layout.OpenAsync(Cancellation, Index(Entry(layout.AddImage("amd64"), "linux/amd64"), Entry(layout.AddImage("x", new string('[', 70)))), new("linux", "amd64"));
        Assert.Equal(2, images.Count);
        Assert.NotEmpty(images[1].Shortfalls);
    }

    [Fact]
    public async Task Thousands_of_objects_of_one_name_are_merged_at_once()
    {
        var manifest = layout.AddImage("amd64", "{" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $$"""{{(i % 2 == 0 ? "\"config\"" : "\"Config\"")}}: {"a{{i}}": 1},""")) + """ "config": null, "config": {"Cmd": ["x"]}, "rootfs": {"diff_ids": ["x"]}}""");
        var clock = Stopwatch.StartNew();
        Assert.Equal(["x"], Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest)))).Config.Command);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Without_a_wish_this_machines_platform_is_taken() =>
        Assert.Equal(Platform.OfThisMachine.Architecture, Assert.Single(await layout.OpenAsync(Cancellation, MultiPlatform())).Config.Architecture);

    [Fact]
    public async Task All_platforms_are_all_images_without_attestations() =>
        Assert.Equal(["amd64", "arm64"], (await layout.OpenAsync(Cancellation, MultiPlatform(), all: true)).Select(i => i.Config.Architecture));

    [Fact]
    public async Task Platforms_that_were_passed_over_are_named()
    {
        var one = Assert.Single(await layout.OpenAsync(Cancellation, MultiPlatform(), new("linux", "arm64")));
        Assert.Equal(["linux/amd64"], one.Artifact.OtherPlatforms);
        Assert.All(await layout.OpenAsync(Cancellation, MultiPlatform(), all: true), image => Assert.Null(image.Artifact.OtherPlatforms));
    }

    [Fact]
    public async Task A_platform_whose_manifest_is_missing_leaves_the_others()
    {
        var gone = "sha256:" + new string('b', 64);
        var index = Index(Entry(layout.Add(Index(Entry(layout.AddImage("amd64"), "linux/amd64"), Entry(gone, "linux/arm64"), Entry(layout.AddImage("s390x"), "linux/s390x")))));
        var images = await layout.OpenAsync(Cancellation, index, all: true);
        Assert.Equal(["amd64", "arm64", "s390x"], images.Select(image => image.Config.Architecture));
        Assert.Contains("missing", Assert.Single(images[1].Shortfalls).Why, StringComparison.Ordinal);
        Assert.Equal(gone, images[1].Artifact.Digest);
    }

    [Fact]
    public async Task A_platform_of_the_layouts_own_index_whose_manifest_is_missing_leaves_the_others()
    {
        var index = Index(Entry(layout.AddImage("amd64"), "linux/amd64"), Entry("sha256:" + new string('b', 64), "linux/arm64"));
        Assert.Equal(2, (await layout.OpenAsync(Cancellation, index, all: true)).Count);
    }

    [Fact]
    public async Task A_missing_platform_lists_those_that_are_there() =>
        Assert.Contains("present: linux/amd64, linux/arm64", await ErrorAsync(MultiPlatform(), new("linux", "s390x")), StringComparison.Ordinal);

    [Fact]
    public async Task The_only_image_is_taken_unless_another_platform_was_asked_for()
    {
        var index = Index(Entry(layout.Add(Index(Entry(layout.AddImage("s390x"), "linux/s390x")))));
        Assert.Equal("s390x", Assert.Single(await layout.OpenAsync(Cancellation, index)).Config.Architecture);
        Assert.Contains("present: linux/s390x", await ErrorAsync(index, new("linux", "arm64")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_without_a_platform_in_the_index_is_asked_itself()
    {
        var index = Index(Entry(layout.AddImage("amd64")), Entry(layout.AddImage("arm64")));
        Assert.Equal("arm64", Assert.Single(await layout.OpenAsync(Cancellation, index, new("linux", "arm64"))).Config.Architecture);
    }

    [Fact]
    public async Task A_config_and_a_manifest_that_are_not_what_their_digests_say_are_mismatches()
    {
        var manifest = layout.AddImage("amd64");
        var config = layout.Add("""{"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": ["x"]}}""");
        await File.AppendAllTextAsync(layout.PathOf(config), " ", Cancellation);
        await File.AppendAllTextAsync(layout.PathOf(manifest), " ", Cancellation);
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Equal(["manifest", "config"], image.Mismatches.Select(m => m.What));
        Assert.Equal(manifest, image.Mismatches[0].Expected);
        Assert.Equal(image.Mismatches[0].Actual, image.Artifact.Digest);
    }

    [Fact]
    public async Task A_missing_config_leaves_the_layers()
    {
        var manifest = layout.AddImage("amd64");
        File.Delete(layout.PathOf(layout.Add("""{"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": ["x"]}}""")));
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Single(image.Layers);
        Assert.Contains("missing", Assert.Single(image.Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_a_config_match_in_any_case_as_engines_read_them()
    {
        var manifest = layout.AddImage("amd64", """{"OS": "linux", "Config": {"ENTRYPOINT": "sh", "cmd": ["-c", "x"], "Cmd": null, "eNv": ["A=b=c", "D"]}, "rootfs": {"diff_ids": ["x"]}}""");
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Equal(["sh"], image.Config.Entrypoint);
        Assert.Equal([new("A", "b=c"), new("D", "")], image.Config.Environment);
    }

    [Fact]
    public async Task Objects_that_are_there_twice_are_merged_as_engines_do_and_said()
    {
        var manifest = layout.AddImage("amd64", """{"config": {"Entrypoint": ["sh", "-c", "evil"], "Env": ["A=B"]}, "os": "linux", "rootfs": {"diff_ids": ["x"]}, "Config": {"Env": ["C=D"]}}""");
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Equal(["sh", "-c", "evil"], image.Config.Entrypoint);
        Assert.Equal([new("C", "D")], image.Config.Environment);
        Assert.Contains(image.Shortfalls, shortfall => shortfall.Why.Contains("'Config' is there twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_what_is_merged_or_checked_throws_nothing()
    {
        var manifest = layout.AddImage("amd64", """{"config": {"Labels": {"\uD800": 5}, "Env": ["\uDC00=x"], "\uD800": 1}, "os": "linux", "rootfs": {"diff_ids": ["x"]}, "Config": {"Entrypoint": ["\uD800"], "\uD800": 2}}""");
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Equal(["\\uD800"], image.Config.Entrypoint);
        Assert.Equal(["\\uDC00"], image.Config.Environment.Select(variable => variable.Key));
        Assert.NotEmpty(image.Shortfalls);
    }

    [Theory]
    [InlineData(""" "Entrypoint": "curl x | sh" """, "config.Entrypoint is a string")]
    [InlineData(""" "Cmd": [1] """, "config.Cmd has a member that is no text")]
    [InlineData(""" "Env": {"A": "B"} """, "config.Env is an object")]
    [InlineData(""" "Labels": {"A": 5} """, "config.Labels['A'] is no text")]
    [InlineData(""" "Labels": ["A"] """, "config.Labels is an array")]
    [InlineData(""" "Healthcheck": "x" """, "config.Healthcheck is a string")]
    [InlineData(""" "Healthcheck": {"Test": ["CMD-SHELL", 5]} """, "config.Healthcheck.Test has a member")]
    [InlineData(""" "User": 5 """, "config.User is a number")]
    public async Task A_config_of_other_types_is_a_shortfall(string config, string why)
    {
        var manifest = layout.AddImage("amd64", """{"os": "linux", "architecture": "amd64", "config": {X}, "rootfs": {"diff_ids": ["x"]}}""".Replace("X", config, StringComparison.Ordinal));
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Contains(why, Assert.Single(image.Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entrypoint_that_is_one_text_is_read_as_a_shell_would()
    {
        var manifest = layout.AddImage("amd64", """{"os": "linux", "config": {"Entrypoint": "curl x | sh"}, "rootfs": {"diff_ids": ["x"]}}""");
        Assert.Equal(["/bin/sh", "-c", "curl x | sh"], Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest)))).Config.Entrypoint);
    }

    [Theory]
    [InlineData("-1", "an impossible size")]
    [InlineData("1e300", "an impossible size")]
    [InlineData("\"9\"", "an impossible size")]
    [InlineData("9223372036854775807", "an impossible size")]
    [InlineData("7", "where 7 are claimed")]
    public async Task A_size_that_is_not_the_blobs_is_a_shortfall(string size, string why)
    {
        var manifest = layout.AddImage("amd64");
        var bytes = await File.ReadAllTextAsync(layout.PathOf(manifest), Cancellation);
        var changed = layout.Add(bytes.Replace("\"size\": 5}", $"\"size\": {size}}}", StringComparison.Ordinal));
        Assert.NotEqual(manifest, changed);
        var options = new OpenOptions(Path.GetTempPath()) { Stamp = path => File.Exists(path) ? new(new FileInfo(path).Length, 0, 0, 0, 0) : null };
        await File.WriteAllTextAsync(Path.Combine(layout.Root, "index.json"), Index(Entry(changed)), Cancellation);
        var image = Assert.Single(await ImageSources.OpenAsync(Target.Parse(layout.Root), options, Cancellation));
        Assert.Contains(why, Assert.Single(image.Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_with_broken_text_is_still_read()
    {
        var manifest = layout.AddImage("amd64", """{"os": "linux", "config": {"Entrypoint": ["\uD800", "x@"]}, "rootfs": {"diff_ids": ["x"]}}""");
        var config = Directory.GetFiles(Path.Combine(layout.Root, "blobs/sha256")).Single(f => File.ReadAllText(f).Contains("x@", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(config, Cancellation);
        bytes[Array.IndexOf(bytes, (byte)'@')] = 0xF3;
        await File.WriteAllBytesAsync(config, bytes, Cancellation);
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(manifest))));
        Assert.Equal(["\\uD800", "x\uFFFD"], image.Config.Entrypoint);
    }

    [Fact]
    public async Task An_unknown_layer_type_and_a_short_list_of_diff_ids_are_shortfalls()
    {
        var image = Assert.Single(await layout.OpenAsync(Cancellation, Index(Entry(layout.AddImage("amd64", "{}", "application/x-secret")))));
        Assert.Equal(2, image.Shortfalls.Count);
        Assert.Contains(image.Shortfalls, s => s.Why.Contains("'application/x-secret' is unknown", StringComparison.Ordinal));
        Assert.Null(image.Layers[0].CreatedBy);
    }

    [Theory]
    [InlineData("""{"schemaVersion": 1, "fsLayers": []}""", "schema 1")]
    [InlineData("""{"manifests": [], "layers": []}""", "index and a manifest at once")]
    [InlineData("""{"manifests": []}""", "holds no image")]
    [InlineData("""{"manifests": [{"digest": "sha256:../../../etc/passwd"}]}""", "a digest that is none")]
    [InlineData("[[[[", "not JSON")]
    [InlineData("[1]", "neither")]
    [InlineData("""{"mediaType": "application/vnd.x", "blobs": []}""", "not an image")]
    public async Task What_is_no_index_says_why(string index, string why) => Assert.Contains(why, await ErrorAsync(index), StringComparison.Ordinal);

    [Fact]
    public async Task Indexes_nested_too_deep_are_refused()
    {
        var index = Index(Entry(layout.AddImage("amd64")));
        for (var i = 0; i < 6; i++)
        {
            index = Index(Entry(layout.Add(index)));
        }

        Assert.Contains("nested deeper", await ErrorAsync(index), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_in_place_of_a_blob_does_not_block()
    {
        var manifest = layout.AddImage("amd64");
        File.Delete(layout.PathOf(manifest));
        using var process = Process.Start(new ProcessStartInfo("mkfifo", [layout.PathOf(manifest)]) { UseShellExecute = false })!;
        await process.WaitForExitAsync(Cancellation);
        Assert.Contains("not JSON", await ErrorAsync(Index(Entry(manifest))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_that_links_out_of_the_layout_is_refused()
    {
        var manifest = layout.AddImage("amd64");
        File.Delete(layout.PathOf(manifest));
        File.CreateSymbolicLink(layout.PathOf(manifest), "/etc/passwd");
        Assert.Contains("out of the layout", await ErrorAsync(Index(Entry(manifest))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_flipped_byte_of_the_documents_ends_as_data_or_unreadable()
    {
        var manifest = layout.AddImage("amd64");
        var index = Index(Entry(manifest, "linux/amd64"));
        foreach (var path in new[] { layout.PathOf(manifest), Path.Combine(layout.Root, "index.json") })
        {
            await File.WriteAllTextAsync(Path.Combine(layout.Root, "index.json"), index, Cancellation);
            var bytes = await File.ReadAllBytesAsync(path, Cancellation);
            for (var i = 0; i < bytes.Length; i++)
            {
                foreach (var mask in new byte[] { 0x01, 0x20, 0x80 })
                {
                    var flipped = (byte[])bytes.Clone();
                    flipped[i] ^= mask;
                    await File.WriteAllBytesAsync(path, flipped, Cancellation);
                    try
                    {
                        Assert.NotNull(await layout.OpenAsync(Cancellation));
                    }
                    catch (UnreadableException e)
                    {
                        Assert.NotEmpty(e.Why);
                    }
                }
            }

            await File.WriteAllBytesAsync(path, bytes, Cancellation);
        }
    }
}
