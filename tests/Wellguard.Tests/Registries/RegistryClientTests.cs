using System.Text;
using Wellguard.Artifacts;
using Wellguard.Tests;
using Xunit;

namespace Wellguard.Registries;

public sealed class RegistryClientTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static readonly RegistryOptions Quick = new()
    {
        Backoff = TimeSpan.FromMilliseconds(5),
        BackoffLimit = TimeSpan.FromMilliseconds(50),
        HeaderTimeout = TimeSpan.FromMilliseconds(400),
        IdleTimeout = TimeSpan.FromMilliseconds(200),
        Attempts = 3,
    };

    private static readonly byte[] Blob = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
    private static readonly string Digest = Digests.Of(Blob);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    private static RegistryClient Client(OddRegistry server, RegistryOptions? options = null) => new(RegistryReference.Parse($"{server.Host}/a/b:1"), options ?? Quick);

    private static async Task<byte[]> FetchAsync(OddRegistry server, long? size = null, RegistryOptions? options = null)
    {
        using var client = Client(server, options);
        await using var stream = await client.BlobAsync(Digest, size, Cancellation);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static async Task<string> ErrorAsync(OddRegistry server)
    {
        using var client = Client(server);
        return (await Assert.ThrowsAsync<UnreadableException>(() => client.ManifestAsync("1", Cancellation))).Why;
    }

    [Theory]
    [InlineData(401, "docker login", 1)]
    [InlineData(403, "denies access (403)", 1)]
    [InlineData(404, "no such image or tag (404)", 1)]
    [InlineData(429, "limits requests (429, 2 attempts)", 2)]
    [InlineData(503, "failed (503, 2 attempts)", 2)]
    [InlineData(418, "answered 418", 1)]
    public async Task Every_refusal_says_what_to_do_and_only_passing_ones_are_repeated(int status, string text, int requests)
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, status, "WWW-Authenticate: Basic realm=\"x\"\r\nRetry-After: 3600\r\n", []));
        Assert.Contains(text, await ErrorAsync(server), StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_busy_registry_is_asked_again_until_it_answers()
    {
        var count = 0;
        using var server = new OddRegistry((_, s) => Interlocked.Increment(ref count) < 3 ? OddRegistry.WriteAsync(s, 429, "", []) : OddRegistry.WriteAsync(s, 200, "", Blob));
        Assert.Equal(Blob, await FetchAsync(server));
    }

    [Fact]
    public async Task A_registry_that_never_answers_ends_after_its_time()
    {
        using var server = new OddRegistry((_, _) => Task.Delay(5_000));
        Assert.Contains("no answer in 0.4 s", await ErrorAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_broke()
    {
        using var server = new OddRegistry((request, s) => request.Headers.TryGetValue("range", out var range)
            ? OddRegistry.WriteAsync(s, 206, $"Content-Range: bytes {Start(range)}-{Blob.Length - 1}/{Blob.Length}\r\n", Blob[Start(range)..])
            : HalfAsync(s));
        Assert.Equal(Blob, await FetchAsync(server));
        Assert.Equal("bytes=40000-", server.Requests[1].Headers["range"]);
    }

    [Fact]
    public async Task A_registry_without_ranges_sends_all_again_and_the_beginning_is_skipped()
    {
        using var server = new OddRegistry((request, s) => request.Headers.ContainsKey("range") ? OddRegistry.WriteAsync(s, 200, "", Blob) : HalfAsync(s));
        Assert.Equal(Blob, await FetchAsync(server));
    }

    [Fact]
    public async Task A_download_that_always_breaks_is_an_error_in_the_end()
    {
        using var server = new OddRegistry((_, s) => HalfAsync(s));
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(server));
        Assert.Contains("broke 3 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_download_is_given_up()
    {
        using var server = new OddRegistry(async (_, s) =>
        {
            await HalfAsync(s);
            await Task.Delay(3_000);
        });
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(server));
        Assert.Contains("nothing came for 0.2 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_the_manifest_claims_are_an_error()
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, "", Blob));
        await Assert.ThrowsAsync<IOException>(() => FetchAsync(server, size: 1_000));
    }

    [Fact]
    public async Task A_redirect_elsewhere_is_followed_without_credentials()
    {
        using var elsewhere = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, "", Blob));
        using var server = new OddRegistry((request, s) => request.Headers.ContainsKey("authorization")
            ? OddRegistry.WriteAsync(s, 307, $"Location: http://{elsewhere.Host}/storage?x=1\r\n", [])
            : OddRegistry.WriteAsync(s, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", []));
        Assert.Equal(Blob, await FetchAsync(server, options: Quick with { Credentials = StoreFor(server.Host) }));
        Assert.False(Assert.Single(elsewhere.Requests).Headers.ContainsKey("authorization"));
    }

    [Theory]
    [InlineData("http://storage.example.test/x", "without encryption")]
    [InlineData("file:///etc/passwd", "refused")]
    [InlineData("/v2/a/b/manifests/1", "more than 5 times")]
    public async Task A_redirect_that_is_unsafe_or_endless_is_refused(string location, string text)
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 302, $"Location: {location}\r\n", []));
        Assert.Contains(text, await ErrorAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bearer_token_is_fetched_once_and_used_again()
    {
        using var server = new OddRegistry((request, s) => request.Path.StartsWith("/token", StringComparison.Ordinal)
            ? OddRegistry.WriteAsync(s, 200, "", Encoding.UTF8.GetBytes("""{"token": "t0k", "expires_in": 300}"""))
            : request.Headers.GetValueOrDefault("authorization") == "Bearer t0k"
                ? OddRegistry.WriteAsync(s, 200, "", Blob)
                : OddRegistry.WriteAsync(s, 401, $"WWW-Authenticate: Bearer realm=\"http://{request.Headers["host"]}/token\",service=\"reg\",scope=\"repository:a/b:pull\"\r\n", []));
        using var client = Client(server, Quick with { Credentials = StoreFor(server.Host) });
        await client.ManifestAsync("1", Cancellation);
        await client.ManifestAsync("2", Cancellation);
        var token = Assert.Single(server.Requests, r => r.Path.StartsWith("/token", StringComparison.Ordinal));
        Assert.Equal("/token?service=reg&scope=repository%3Aa%2Fb%3Apull", token.Path);
        Assert.StartsWith("Basic ", token.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_token_endpoint_without_encryption_gets_no_credentials()
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 401, "WWW-Authenticate: Bearer realm=\"http://tokens.example.test/t\"\r\n", []));
        Assert.Contains("https is needed", await ErrorAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_on_another_host_is_told_nothing_without_encryption()
    {
        using var tokens = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, "", Encoding.UTF8.GetBytes("""{"token": "t0k"}""")));
        using var server = new OddRegistry((request, s) => request.Headers.GetValueOrDefault("authorization") == "Bearer t0k"
            ? OddRegistry.WriteAsync(s, 200, "", Blob)
            : OddRegistry.WriteAsync(s, 401, $"WWW-Authenticate: Bearer realm=\"http://{tokens.Host}/token\"\r\n", []));
        Assert.Equal(Blob, await FetchAsync(server, options: Quick with { Credentials = StoreFor(server.Host) }));
        Assert.False(Assert.Single(tokens.Requests).Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task A_manifest_that_comes_byte_by_byte_is_given_up()
    {
        using var server = new OddRegistry((_, s) => DripAsync(s, TimeSpan.FromMilliseconds(50)));
        using var client = Client(server, Quick with { DocumentTimeout = TimeSpan.FromMilliseconds(500), HeaderTimeout = TimeSpan.FromSeconds(5), IdleTimeout = TimeSpan.FromSeconds(5) });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("was not there after 0.5 s", (await Assert.ThrowsAsync<UnreadableException>(() => client.ManifestAsync("1", Cancellation))).Why, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task A_blob_that_comes_byte_by_byte_is_given_up()
    {
        using var server = new OddRegistry((_, s) => DripAsync(s, TimeSpan.FromMilliseconds(20)));
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(server, options: Quick with { RateWindow = TimeSpan.FromMilliseconds(200), IdleTimeout = TimeSpan.FromSeconds(5), HeaderTimeout = TimeSpan.FromSeconds(5) }));
        Assert.Matches("only [0-9]+ bytes came in", error.Message);
    }

    [Fact]
    public async Task A_config_that_comes_byte_by_byte_is_given_up_as_a_whole()
    {
        using var server = new OddRegistry((_, s) => DripAsync(s, TimeSpan.FromMilliseconds(50)));
        using var client = Client(server, Quick with { DocumentTimeout = TimeSpan.FromMilliseconds(500), HeaderTimeout = TimeSpan.FromSeconds(5), IdleTimeout = TimeSpan.FromSeconds(5) });
        Assert.Contains("was not there after 0.5 s", (await Assert.ThrowsAsync<UnreadableException>(() => client.ConfigAsync(Digest, Blob.Length, Cancellation))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_has_a_time_as_a_whole_by_its_size()
    {
        using var server = new OddRegistry((_, s) => DripAsync(s, TimeSpan.FromMilliseconds(20)));
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(server, Blob.Length, Quick with { BlobTimeout = TimeSpan.FromMilliseconds(300), AverageRate = 1_000_000, IdleTimeout = TimeSpan.FromSeconds(5), HeaderTimeout = TimeSpan.FromSeconds(5) }));
        Assert.Contains("0.4 s is the most for a blob of this size", error.Message, StringComparison.Ordinal);
        Assert.Equal(Quick.LongestBlob, Quick.TimeFor(long.MaxValue));
        Assert.Equal(Quick.LongestBlob, Quick.TimeFor(null));
    }

    [Fact]
    public async Task A_wait_of_days_is_said_and_not_kept()
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 429, "Retry-After: 99999999\r\n", []));
        Assert.Contains("it asks to wait 99,999,999 s", await ErrorAsync(server), StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_manifest_of_many_megabytes_is_refused()
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, "Content-Length: 99000000\r\n"));
        Assert.Contains("too many for a manifest", await ErrorAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_tls_is_named_with_the_flag_that_allows_it()
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, "", []));
        var port = server.Host.Split(':')[1];
        using var client = new RegistryClient(RegistryReference.Parse($"host.invalid:{port}/a:1"), Quick with { Attempts = 1 });
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<UnreadableException>(() => client.ManifestAsync("1", Cancellation))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_lies_about_the_digest_is_a_mismatch()
    {
        var manifest = Encoding.UTF8.GetBytes("""{"schemaVersion": 2, "config": {"mediaType": "x", "digest": "sha256:00", "size": 2}, "layers": []}""");
        var lie = "sha256:" + new string('a', 64);
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 200, $"Docker-Content-Digest: {lie}\r\n", manifest));
        var image = Assert.Single(await RegistryImages.OpenAsync(Target.Parse($"{server.Host}/a/b:1"), new(Path.GetTempPath()), Quick, Cancellation));
        Assert.Equal(new DigestMismatch("manifest", lie, Digests.Of(manifest)), Assert.Single(image.Mismatches));
        Assert.Equal(Digests.Of(manifest), image.Artifact.Digest);
        Assert.Contains(image.Shortfalls, f => f.What.StartsWith("config", StringComparison.Ordinal));
    }

    private static async Task DripAsync(Stream stream, TimeSpan pause)
    {
        await OddRegistry.WriteAsync(stream, 200, $"Content-Length: {Blob.Length}\r\n");
        foreach (var part in Blob)
        {
            await stream.WriteAsync(new[] { part });
            await stream.FlushAsync();
            await Task.Delay(pause);
        }
    }

    private static int Start(string range) => int.Parse(range.AsSpan(6, range.Length - 7));

    private static async Task HalfAsync(Stream stream)
    {
        await OddRegistry.WriteAsync(stream, 200, $"Content-Length: {Blob.Length}\r\n");
        await stream.WriteAsync(Blob.AsMemory(0, 40_000));
        await stream.FlushAsync();
    }

    private CredentialStore StoreFor(string host) =>
        new([folder.Write(host, $$$"""{"auths": {"{{{host}}}": {"username": "ada", "password": "x"} } }""")]);
}
