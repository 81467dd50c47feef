using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>One repository of a registry over the OCI distribution API (distribution-spec 1.1, pull). Every failure is an <see cref="UnreadableException"/> that says what to do.</summary>
public sealed class RegistryClient : IDisposable
{
    private static readonly string[] ManifestTypes = [MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerList, MediaTypes.DockerManifest];

    private readonly Origin origin;
    private readonly TokenSource tokens;
    private readonly Uri root;

    public RegistryClient(RegistryReference reference, RegistryOptions options)
    {
        Reference = reference;
        root = new Uri($"{(options.MayBePlain(reference.Host) ? "http" : "https")}://{reference.Host}/");
        origin = new(root, options);
        origin.Authorization = tokens = new(origin.Http, origin.Connections, reference, options);
    }

    public RegistryReference Reference { get; }

    /// <summary>A manifest or index by tag or digest: its bytes and the digest that the registry claims, if it does.</summary>
    public async Task<(byte[] Bytes, string MediaType, string? ClaimedDigest)> ManifestAsync(string selector, CancellationToken cancellation)
    {
        var (bytes, answer) = await origin.DocumentAsync(Manifest(selector), BlobStore.DocumentLimit, $"manifest {selector}", cancellation);
        return (bytes, answer.Content.Headers.ContentType?.MediaType ?? "", Claimed(answer));
    }

    /// <summary>The digest that a tag stands for at this moment, or null when the registry does not say.</summary>
    public Task<string?> DigestAsync(string selector, CancellationToken cancellation)
    {
        return origin.InTimeAsync(Reference.ToString(), $"manifest {selector}", HeadAsync, cancellation);

        async Task<string?> HeadAsync(CancellationToken token)
        {
            using var response = await origin.SendAsync(Manifest(selector) with { Method = HttpMethod.Head }, token);
            return Claimed(response);
        }
    }

    /// <summary>A blob from its start; a connection that breaks is resumed where it broke. Reading throws <see cref="IOException"/> when that does not help.</summary>
    public Task<Stream> BlobAsync(string digest, long? size, CancellationToken cancellation) => origin.BodyAsync(Blob(digest), size, cancellation);

    /// <summary>A config: a blob that is small and must come whole in <see cref="RegistryOptions.DocumentTimeout"/>.</summary>
    public Task<byte[]> ConfigAsync(string digest, long? size, CancellationToken cancellation)
    {
        return origin.InTimeAsync(Reference.ToString(), "config", ReadAsync, cancellation);

        async Task<byte[]> ReadAsync(CancellationToken token)
        {
            await using var stream = await BlobAsync(digest, size, token);
            return await Origin.ReadAsync(stream, BlobStore.DocumentLimit, Reference.ToString(), digest, token);
        }
    }

    public void Dispose()
    {
        tokens.Dispose();
        origin.Dispose();
    }

    private Question Manifest(string selector) => new(new Uri(root, $"v2/{Reference.Repository}/manifests/{selector}"), Reference.ToString())
    {
        Accept = ManifestTypes,
        Meaning = static status => status == 404 ? "the registry has no such image or tag (404); check the name and the tag" : null,
    };

    private Question Blob(string digest) => new(new Uri(root, $"v2/{Reference.Repository}/blobs/{digest}"), $"{Reference.Host} {digest}")
    {
        Meaning = static status => status == 404 ? "the registry does not have this blob (404)" : null,
    };

    private static string? Claimed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && values.FirstOrDefault() is { } digest && Digests.IsValid(digest) ? digest : null;
}
