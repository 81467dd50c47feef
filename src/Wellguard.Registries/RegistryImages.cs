using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Opens <c>registry:REF</c> as images, by the same reading of manifests and configs as local layouts.</summary>
public static class RegistryImages
{
    /// <summary>Metadata only; layers are fetched by <see cref="Layer.Open"/>. Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(Target target, OpenOptions options, RegistryOptions registry, CancellationToken cancellation)
    {
        var reference = RegistryReference.Parse(target.Location);
#pragma warning disable CA2000 // the layers of the images keep using the client
        var client = new RegistryClient(reference, registry);
#pragma warning restore CA2000
        var (bytes, mediaType, claimed) = await client.ManifestAsync(reference.Selector, cancellation);
        if (MediaTypes.IsSchema1(mediaType))
        {
            throw new UnreadableException(target.Text, "the registry has this image only as a Docker schema 1 manifest, which is obsolete; push it again with a current tool");
        }

        var root = new Descriptor(mediaType, reference.Digest ?? claimed ?? Digests.Of(bytes), bytes.Length);
        return await new ImageAssembly(new RegistryBlobs(client, root.Digest, bytes), target.Text, options).OpenAsync(root, reference.ToString(), cancellation);
    }

    private sealed class RegistryBlobs(RegistryClient client, string rootDigest, byte[] root) : BlobStore
    {
        public override bool IsRemote => true;

        public override async ValueTask<byte[]> ReadAsync(Descriptor descriptor, bool isManifest, CancellationToken cancellation)
        {
            if (!isManifest)
            {
                return await client.ConfigAsync(descriptor.Digest, descriptor.Size, cancellation);
            }

            return descriptor.Digest == rootDigest ? root : (await client.ManifestAsync(descriptor.Digest, cancellation)).Bytes;
        }

        public override async ValueTask<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellation) =>
            await client.BlobAsync(descriptor.Digest, descriptor.Size, cancellation);
    }
}
