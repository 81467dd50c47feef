using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Advisories;

/// <summary>
/// An OCI artifact (image-spec, manifest.md, "Guidelines for artifact usage") whose layers are archives: the annotation <c>org.opencontainers.image.title</c> says <c>ECOSYSTEM/all.zip</c>, as
/// oras writes it. A layer whose digest was imported is not fetched.
/// </summary>
internal sealed class AdvisoryArtifact(RegistryReference reference, IReadOnlyList<string> ecosystems, RegistryOptions options) : AdvisorySource
{
    private const string Title = "org.opencontainers.image.title";

    private readonly RegistryClient client = new(reference, options);

    public override string Name => reference.ToString();

    public override async IAsyncEnumerable<FetchedArchive> FetchAsync(IReadOnlyDictionary<string, string> known, string spool, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (manifest, _, claimed) = await client.ManifestAsync(reference.Selector, cancel);
        if (Digests.Of(manifest) is var digest && (reference.Digest ?? claimed ?? digest) is var wanted && wanted != digest)
        {
            throw new UnreadableException(reference.ToString(), $"the manifest is {digest}, not {wanted}");
        }

        var archives = Manifest.Read(manifest, reference.ToString()).Layers.Zip(Titles(manifest), static (layer, title) => (Layer: layer, Title: title)).Where(static pair => pair.Title.EndsWith("all.zip", StringComparison.Ordinal)).ToList();
        if (archives.Count == 0)
        {
            throw new UnreadableException(reference.ToString(), $"no layer has the annotation {Title} ECOSYSTEM/all.zip");
        }

        foreach (var (layer, title) in archives)
        {
            var name = title == "all.zip" ? "all" : title[..^"/all.zip".Length];
            if (ecosystems.Count == 0 || ecosystems.Contains(name))
            {
                yield return known.GetValueOrDefault(name) == layer.Digest ? new(name, null, layer.Digest) : new(name, await FetchAsync(layer, spool, cancel), layer.Digest);
            }
        }
    }

    protected override void Dispose(bool disposing) => client.Dispose();

    private async Task<ByteSource> FetchAsync(Descriptor layer, string spool, CancellationToken cancel)
    {
        if (!Digests.IsValid(layer.Digest) || layer.Size is not (>= 0 and <= ArchiveLimit))
        {
            throw new UnreadableException(reference.ToString(), "a layer has no valid digest and size");
        }

        await using var blob = await client.BlobAsync(layer.Digest, layer.Size, cancel);
        var bytes = await AdvisoryMirror.SpoolAsync(blob, $"{reference} {layer.Digest}", spool, cancel);
        await using var content = bytes.Open();
        var actual = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        return actual == layer.Digest ? bytes : throw new UnreadableException(reference.ToString(), $"the layer is {actual}, not {layer.Digest}");
    }

    /// <summary>Of each layer, empty where there is none.</summary>
    private static IEnumerable<string> Titles(byte[] manifest) =>
        Json.Parse(manifest, "manifest").Items("layers", int.MaxValue).Select(static layer => (layer.Field("annotations") ?? default).Text(Title) ?? "");
}
