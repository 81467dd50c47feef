namespace Wellguard.Artifacts;

/// <summary>The entry point of a layout, <c>index.json</c>: entries with a name are images of their own, the nameless ones are chosen from by platform.</summary>
internal static class LayoutIndex
{
    public static async Task<IReadOnlyList<Image>> OpenAsync(
        byte[] index, BlobStore blobs, string layoutName, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        var entries = (Manifest.Read(index, "index.json").Children ?? throw new UnreadableException("index.json", "is no index")).Where(e => !e.IsAttachment).ToList();
        if (tag is not null)
        {
            var named = entries.Where(e => Matches(e, tag)).ToList();
            var present = entries.Select(e => e.Reference ?? e.Digest).Distinct().Take(20);
            entries = named.Count > 0 ? named : throw new UnreadableException(source, $"has no image '{tag}'; present: {string.Join(", ", present)}") { IsUnknownTag = true };
        }

        var images = new List<Image>();
        var assembly = new ImageAssembly(blobs, source, options);
        foreach (var group in entries.GroupBy(e => e.Reference))
        {
            foreach (var image in await assembly.OpenAsync([.. group], NameOf(group.Key, layoutName, source), cancellation))
            {
                if (!images.Exists(i => i.Artifact.Digest == image.Artifact.Digest))
                {
                    images.Add(image);
                }
            }
        }

        return images.Count > 0 ? images : throw new UnreadableException(source, "holds no image");
    }

    private static bool Matches(Descriptor entry, string tag) =>
        entry.Reference == tag || entry.Digest == tag || entry.Reference?.EndsWith(':' + tag, StringComparison.Ordinal) == true;

    /// <summary>A bare tag says little: the layout's name goes before it.</summary>
    private static string NameOf(string? reference, string layoutName, string source) =>
        reference is null ? source : reference.AsSpan().ContainsAny('/', ':') ? reference : $"{layoutName}:{reference}";
}
