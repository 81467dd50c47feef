using System.Text;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Registries;

public sealed class RegistryImagesTests(FilledRegistries registries) : IClassFixture<FilledRegistries>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Need() => Assert.SkipWhen(registries.Missing is not null, registries.Missing ?? "");

    private async Task<Image> OpenAsync(string reference, RegistryOptions? options = null) =>
        Assert.Single(await RegistryImages.OpenAsync(Target.Parse(reference), registries.Samples.Options, options ?? new(), Cancellation));

    private string ConfigFile(string json)
    {
        var path = registries.Samples.At(Path.GetRandomFileName());
        File.WriteAllText(path, json);
        return path;
    }

    [Theory]
    [InlineData("demo/app:1")]
    [InlineData("demo/docker:1")]
    [InlineData("demo/zstd:1")]
    public async Task A_real_registry_yields_config_and_layers_with_true_digests(string name)
    {
        Need();
        var image = await OpenAsync($"registry:{registries.Open.Host}/{name}");
        Assert.Equal(["/usr/bin/hello"], image.Config.Entrypoint);
        Assert.Equal($"{registries.Open.Host}/{name}", image.Artifact.Name);
        Assert.Equal(["COPY one /", "COPY two /"], image.Layers.Select(l => l.CreatedBy));
        Assert.Empty(image.Shortfalls);
        Assert.Empty(image.Mismatches);
        foreach (var layer in image.Layers)
        {
            await using var stream = await layer.Open(Cancellation);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Cancellation);
            Assert.Equal(layer.Digest, Digests.Of(bytes.ToArray()));
        }
    }

    [Fact]
    public async Task An_image_is_found_by_its_digest_too()
    {
        Need();
        var byTag = await OpenAsync($"{registries.Open.Host}/demo/app:1");
        var byDigest = await OpenAsync($"{registries.Open.Host}/demo/app@{byTag.Artifact.Digest}");
        Assert.Equal(byTag.Artifact.Digest, byDigest.Artifact.Digest);
        using var client = new RegistryClient(RegistryReference.Parse($"{registries.Open.Host}/demo/app:1"), new());
        Assert.Equal(byTag.Artifact.Digest, await client.DigestAsync("1", Cancellation));
    }

    [Fact]
    public async Task An_unknown_tag_is_404_with_what_to_do()
    {
        Need();
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync($"{registries.Open.Host}/demo/app:none"));
        Assert.Contains("no such image or tag (404)", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_password_the_error_says_how_to_log_in()
    {
        Need();
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync($"{registries.Closed.Host}/demo/app:1"));
        Assert.Contains($"docker login {registries.Closed.Host}", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_of_dockers_config_opens_it()
    {
        Need();
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LocalRegistry.User}:{LocalRegistry.Password}"));
        var file = ConfigFile($$$"""{"auths": {"{{{registries.Closed.Host}}}": {"auth": "{{{auth}}}"} } }""");
        var image = await OpenAsync($"{registries.Closed.Host}/demo/app:1", new() { Credentials = new([file]) });
        Assert.Equal(2, image.Layers.Count);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_shown()
    {
        Need();
        var file = ConfigFile($$$"""{"auths": {"{{{registries.Closed.Host}}}": {"username": "ada", "password": "wrong-secret"} } }""");
        var error = await Assert.ThrowsAsync<UnreadableException>(() => OpenAsync($"{registries.Closed.Host}/demo/app:1", new() { Credentials = new([file]) }));
        Assert.Contains("refused the credentials", error.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.ToString(), StringComparison.Ordinal);
    }
}
