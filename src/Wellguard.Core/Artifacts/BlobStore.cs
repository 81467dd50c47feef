namespace Wellguard.Artifacts;

/// <summary>Where an image's blobs lie: a layout directory, an archive, a registry. Every method throws <see cref="UnreadableException"/> with the reason.</summary>
public abstract class BlobStore
{
    /// <summary>Largest manifest, index or config. Attack: a config of gigabytes exhausts memory (the specification asks registries for at least 4 MB).</summary>
    public const int DocumentLimit = 8 << 20;

    /// <summary>A manifest, index or config, as stored; the caller checks its digest.</summary>
    public virtual async ValueTask<byte[]> ReadAsync(Descriptor descriptor, bool isManifest, CancellationToken cancellation)
    {
        await using var stream = await OpenAsync(descriptor, cancellation);
        return await ReadBoundedAsync(stream, descriptor.Digest, cancellation);
    }

    /// <summary>The blob from its start, as stored.</summary>
    public abstract ValueTask<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellation);

    public virtual FileStamp? Stamp(Descriptor descriptor) => null;

    /// <summary>See <see cref="Layer.IsRemote"/>.</summary>
    public virtual bool IsRemote => false;

    /// <summary>Everything, up to <see cref="DocumentLimit"/>.</summary>
    public static async ValueTask<byte[]> ReadBoundedAsync(Stream stream, string what, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (bytes.Length + read > DocumentLimit)
            {
                throw new UnreadableException(what, $"is larger than {DocumentLimit >> 20} MB, too large for a manifest or config");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
