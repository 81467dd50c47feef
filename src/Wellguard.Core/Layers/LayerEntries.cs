using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>What the bytes of a layer were.</summary>
/// <param name="Digest">Of the blob, <c>sha256:…</c>; null when the whole was not read, and for a directory.</param>
/// <param name="Broken">Why the rest is missing, or null.</param>
public sealed record LayerEnd(string? Digest, string? DiffId, string? Broken);

/// <summary>Gives the entries of one layer to whoever wants them.</summary>
public static class LayerEntries
{
    private const int PieceSize = 1 << 17;

    /// <summary>Throws <see cref="UnreadableException"/>, and what the visitor throws.</summary>
    public static async Task<LayerEnd> WalkAsync(Layer layer, EntryVisitor visitor, CancellationToken cancel)
    {
        if (layer.Format == LayerFormat.Directory)
        {
            var problems = new List<Shortfall>();
            foreach (var entry in DirectoryWalker.Walk(layer.Directory!, problems))
            {
                Give(entry, () => DirectoryWalker.Open(layer.Directory!, entry), visitor, cancel);
            }

            return new(null, null, problems.Count > 0 ? problems[0].Why : null);
        }

        var blob = await layer.Open(cancel).ConfigureAwait(false);
        if (layer.Format == LayerFormat.Zip)
        {
            using (blob)
            {
                var zip = ZipWalker.Read(blob, "zip");
                foreach (var entry in zip.Entries)
                {
                    Give(entry.Entry with { Link = zip.LinkOf(entry) ?? entry.Entry.Link }, () => zip.Open(entry, layer.Password), visitor, cancel);
                }

                return new(null, null, zip.Shortfalls.Count > 0 ? zip.Shortfalls[0].Why : null);
            }
        }

        using var stream = new BlobStream(blob, _ => { });
        var blocks = stream.Start(cancel);
        var walker = new TarWalker(blocks, visitor, layer.Folder);
        walker.Walk(cancel);
        stream.Finish(blocks);
        return stream.Broken is { } broken ? new(null, null, broken.Detail) : new(stream.Digest, stream.DiffId, walker.Stopped);
    }

    private static void Give(Entry entry, Func<Stream> open, EntryVisitor visitor, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (visitor.Begin(entry))
        {
            using var content = open();
            var piece = new byte[(int)Math.Clamp(entry.Size, 1, PieceSize)];
            for (var length = content.Read(piece); length > 0; length = content.Read(piece))
            {
                cancel.ThrowIfCancellationRequested();
                visitor.Content(piece.AsSpan(0, length));
            }
        }

        visitor.End();
    }
}
