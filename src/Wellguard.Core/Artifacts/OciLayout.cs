namespace Wellguard.Artifacts;

/// <summary>An OCI image layout in a directory (OCI image-spec, image-layout.md).</summary>
internal sealed class OciLayout(string root, Func<string, FileStamp?> stamp) : BlobStore
{
    private readonly string root = Path.GetFullPath(root);

    /// <summary>Every image of the layout, or the one that <paramref name="tag"/> names.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(string directory, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        var layout = new OciLayout(directory, options.Stamp);
        await using var stream = layout.OpenFile("index.json", "index.json");
        var index = await ReadBoundedAsync(stream, "index.json", cancellation);
        return await LayoutIndex.OpenAsync(index, layout, Path.GetFileName(layout.root), tag, source, options, cancellation);
    }

    public override ValueTask<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellation) =>
        ValueTask.FromResult(OpenFile(RelativePath(descriptor.Digest), descriptor.Digest));

    public override FileStamp? Stamp(Descriptor descriptor) => stamp(Path.Combine(root, RelativePath(descriptor.Digest)));

    public static string RelativePath(string digest) => $"blobs/{digest.Replace(':', '/')}";

    private Stream OpenFile(string relative, string what)
    {
        var path = Path.Combine(root, relative);
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                // A link may share blobs inside the layout, it may not lead out of it.
                if (file.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo target || !target.FullName.StartsWith(root + "/", StringComparison.Ordinal))
                {
                    throw new UnreadableException(what, "is a link that leads out of the layout");
                }

                file = target;
            }

            // A pipe or a device has length 0 and would block when opened.
            return file.Length == 0 ? Stream.Null : new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(what, e is FileNotFoundException or DirectoryNotFoundException ? "the blob is missing" : e is UnauthorizedAccessException ? "permission denied" : e.Message, e);
        }
    }
}
