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

    /// <summary>None for what <see cref="OpenAsync"/> refuses.</summary>
    public override FileStamp? Stamp(Descriptor descriptor)
    {
        try
        {
            return stamp(Find(RelativePath(descriptor.Digest), descriptor.Digest).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableException)
        {
            return null;
        }
    }

    public static string RelativePath(string digest) => $"blobs/{digest.Replace(':', '/')}";

    private Stream OpenFile(string relative, string what)
    {
        try
        {
            var file = Find(relative, what);

            // A pipe or a device has length 0 and would block when opened.
            return file.Length == 0 ? Stream.Null : new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(what, e is FileNotFoundException or DirectoryNotFoundException ? "the blob is missing" : e is UnauthorizedAccessException ? "permission denied" : e.Message, e);
        }
    }

    /// <summary>A link may share blobs inside the layout, it may not lead out of it.</summary>
    private FileInfo Find(string relative, string what)
    {
        var file = new FileInfo(Path.Combine(root, relative));
        return file.LinkTarget is null ? file
            : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target && target.FullName.StartsWith(root + "/", StringComparison.Ordinal) ? target
            : throw new UnreadableException(what, "is a link that leads out of the layout");
    }
}
