namespace Wellguard.Artifacts;

/// <summary>An OCI image layout in a tar archive: blobs are read at their place, nothing is unpacked.</summary>
internal sealed class OciArchive(ByteSource bytes, TarIndex index) : BlobStore
{
    public static async Task<IReadOnlyList<Image>> OpenAsync(
        ByteSource bytes, TarIndex index, string name, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        var archive = new OciArchive(bytes, index);
        await using var stream = archive.OpenFile("index.json", "index.json");
        var entry = await ReadBoundedAsync(stream, "index.json", cancellation);
        return await LayoutIndex.OpenAsync(entry, archive, name, tag, source, options, cancellation);
    }

    public override ValueTask<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellation) =>
        ValueTask.FromResult(OpenFile(OciLayout.RelativePath(descriptor.Digest), descriptor.Digest));

    public override FileStamp? Stamp(Descriptor descriptor) =>
        bytes.Stamp is { } stamp && index.Find(OciLayout.RelativePath(descriptor.Digest)) is var (offset, size) ? stamp with { Part = (offset, size) } : null;

    private Stream OpenFile(string path, string what) =>
        index.Find(path) is var (offset, size) ? bytes.Open(offset, size) : throw new UnreadableException(what, "the blob is missing in the archive");
}
