using System.Security.Cryptography;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Registries.Advisories;
using Wellguard.Tests;
using Xunit;

namespace Wellguard.Registries;

public sealed class AdvisorySourceTests : IDisposable
{
    private static readonly RegistryOptions Quick = new() { Backoff = TimeSpan.FromMilliseconds(1), Attempts = 2 };
    private static readonly byte[] Archive = Encoding.ASCII.GetBytes("an archive");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<List<FetchedArchive>> FetchAsync(string source, string[] ecosystems, Dictionary<string, string>? known = null)
    {
        using var from = AdvisorySource.Of(source, ecosystems, Quick);
        var fetched = new List<FetchedArchive>();
        await foreach (var archive in from.FetchAsync(known ?? [], folder.Path, TestContext.Current.CancellationToken))
        {
            fetched.Add(archive);
        }

        return fetched;
    }

    private static byte[] Read(FetchedArchive archive)
    {
        using var stream = archive.Bytes!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    [Fact]
    public async Task A_mirror_is_asked_for_what_has_changed()
    {
        using var mirror = new OddRegistry((request, stream) => request.Headers.GetValueOrDefault("if-none-match") == "\"1\""
            ? OddRegistry.WriteAsync(stream, 304, "ETag: \"1\"\r\n") : OddRegistry.WriteAsync(stream, 200, "ETag: \"1\"\r\n", Archive));
        var first = Assert.Single(await FetchAsync($"http://{mirror.Host}/osv/", ["crates.io"]));
        Assert.Equal(("crates.io", "\"1\""), (first.Name, first.Mark));
        Assert.Equal(Archive, Read(first));
        var second = Assert.Single(await FetchAsync($"http://{mirror.Host}/osv", ["crates.io"], new() { ["crates.io"] = first.Mark! }));
        Assert.Equal((null, "\"1\"", false), (second.Bytes, second.Mark, second.IsMissing));
        Assert.Equal(["/osv/crates.io/all.zip", "/osv/crates.io/all.zip"], mirror.Requests.Select(request => request.Path));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_the_mirror_lacks_is_passed_over_unless_it_was_named()
    {
        using var mirror = new OddRegistry((request, stream) => request.Path.StartsWith("/npm/", StringComparison.Ordinal) ? OddRegistry.WriteAsync(stream, 200, "", Archive) : OddRegistry.WriteAsync(stream, 404, "", []));
        var fetched = await FetchAsync($"http://{mirror.Host}", []);
        Assert.Equal(["npm"], fetched.Where(archive => !archive.IsMissing).Select(archive => archive.Name));
        Assert.Contains(fetched, archive => archive is { Name: "PyPI", IsMissing: true });
        Assert.Contains("does not have this ecosystem", (await Assert.ThrowsAsync<UnreadableException>(() => FetchAsync($"http://{mirror.Host}", ["PyPI"]))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_told()
    {
        using var mirror = new OddRegistry((_, stream) => OddRegistry.WriteAsync(stream, 200, "Content-Length: 100\r\n").ContinueWith(_ => stream.WriteAsync(Archive).AsTask(), TaskScheduler.Default).Unwrap());
        await Assert.ThrowsAsync<UnreadableException>(() => FetchAsync($"http://{mirror.Host}", ["npm"]));
    }

    [Theory]
    [InlineData("http://mirror.example.org/osv", "without TLS")]
    [InlineData("ftp://mirror.example.org/osv", "is no mirror")]
    [InlineData("https://user:secret@mirror.example.org/", "is no mirror")]
    [InlineData("mirror/osv", "is no mirror")]
    [InlineData("registry:advisories", "names no registry")]
    public void What_is_no_mirror_is_a_mistake_of_usage(string source, string why) =>
        Assert.Contains(why, Assert.Throws<UsageException>(() => AdvisorySource.Of(source, [], Quick)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_mirror_on_this_machine_leads_no_further_in()
    {
        using var mirror = new OddRegistry((_, stream) => OddRegistry.WriteAsync(stream, 302, "Location: http://169.254.169.254/latest\r\n", []));
        Assert.Contains("refused", (await Assert.ThrowsAsync<UnreadableException>(() => FetchAsync($"http://{mirror.Host}", ["npm"]))).Why, StringComparison.Ordinal);
    }

    private static string Sha256(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static OddRegistry Registry(byte[] blob, string digest, string title = "npm/all.zip") => new((request, stream) => request.Path.Contains("/manifests/", StringComparison.Ordinal)
        ? OddRegistry.WriteAsync(stream, 200, "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n", Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{{{Sha256("{}"u8.ToArray())}}}","size":2},
             "layers":[{"mediaType":"application/zip","digest":"{{{digest}}}","size":{{{blob.Length}}},"annotations":{"org.opencontainers.image.title":"{{{title}}}"}}]}
            """))
        : OddRegistry.WriteAsync(stream, 200, "", blob));

    [Fact]
    public async Task An_artifact_in_a_registry_brings_its_layers_once()
    {
        using var registry = Registry(Archive, Sha256(Archive));
        var first = Assert.Single(await FetchAsync($"registry:{registry.Host}/security/advisories:latest", []));
        Assert.Equal(("npm", Sha256(Archive)), (first.Name, first.Mark));
        Assert.Equal(Archive, Read(first));
        var asked = registry.Requests.Count;
        Assert.Null(Assert.Single(await FetchAsync($"registry:{registry.Host}/security/advisories:latest", [], new() { ["npm"] = first.Mark! })).Bytes);
        Assert.Equal(asked + 1, registry.Requests.Count);
        Assert.Empty(await FetchAsync($"registry:{registry.Host}/security/advisories:latest", ["PyPI"]));
    }

    [Fact]
    public async Task A_layer_that_is_another_than_its_digest_is_refused()
    {
        using var registry = Registry(Archive, Sha256([1]));
        Assert.Contains("the layer is", (await Assert.ThrowsAsync<UnreadableException>(() => FetchAsync($"registry:{registry.Host}/a/b:1", []))).Why, StringComparison.Ordinal);
        using var other = Registry(Archive, Sha256(Archive), "readme.md");
        Assert.Contains("no layer has the annotation", (await Assert.ThrowsAsync<UnreadableException>(() => FetchAsync($"registry:{other.Host}/a/b:1", []))).Why, StringComparison.Ordinal);
    }
}
