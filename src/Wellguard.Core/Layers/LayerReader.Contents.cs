using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <content>Reads few files of a layer a second time.</content>
internal static partial class LayerReader
{
    /// <summary>Attack: a layer of thousands of the longest scripts, each linked to.</summary>
    private const long MaxKept = 64 << 20;

    /// <param name="digest">That the first pass computed: other bytes give nothing.</param>
    /// <param name="paths">As the layer's entries name them; of several entries with one name the last counts.</param>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ContentsAsync(Layer layer, string? digest, IReadOnlySet<string> paths, CancellationToken cancel)
    {
        var kept = new KeptFiles(paths);
        try
        {
            if (layer.Format == LayerFormat.Directory)
            {
                KeepFromDirectory(layer, paths, kept, cancel);
            }
            else if (layer.Format == LayerFormat.Zip)
            {
                using var blob = await layer.Open(cancel).ConfigureAwait(false);
                KeepFromZip(ZipWalker.Read(blob, "zip"), layer.Password, paths, kept, cancel);
            }
            else if (layer.Format == LayerFormat.Tar)
            {
                var blob = await layer.Open(cancel).ConfigureAwait(false);
                using var stream = new BlobStream(blob, _ => { });
                var blocks = stream.Start(cancel);
                new TarWalker(blocks, kept, layer.Folder).Walk(cancel);
                stream.Finish(blocks);
                return stream.Broken is null && stream.Digest == digest ? kept.Contents : new Dictionary<string, byte[]>();
            }
        }
        catch (Exception e) when (e is UnreadableException or InvalidDataException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Whoever asked says what is missing.
        }

        return kept.Contents;
    }

    private static void KeepFromDirectory(Layer layer, IReadOnlySet<string> paths, KeptFiles kept, CancellationToken cancel)
    {
        var root = layer.Directory!;
        var piece = new byte[PieceSize];
        foreach (var entry in DirectoryWalker.Walk(root, [], layer.PassedOver))
        {
            cancel.ThrowIfCancellationRequested();
            if (paths.Contains(entry.Path) && kept.Begin(entry))
            {
                using var content = DirectoryWalker.Open(root, entry);
                for (var length = content.Read(piece); length > 0; length = content.Read(piece))
                {
                    kept.Content(piece.AsSpan(0, length));
                }

                kept.End();
            }
        }
    }

    private static void KeepFromZip(ZipWalker zip, string? password, IReadOnlySet<string> paths, KeptFiles kept, CancellationToken cancel)
    {
        var piece = new byte[PieceSize];
        foreach (var entry in zip.Entries.Where(entry => paths.Contains(entry.Entry.Path) && kept.Begin(entry.Entry)))
        {
            cancel.ThrowIfCancellationRequested();
            using var content = zip.Open(entry, password);
            for (var length = content.Read(piece); length > 0; length = content.Read(piece))
            {
                kept.Content(piece.AsSpan(0, length));
            }

            kept.End();
        }
    }

    private sealed class KeptFiles(IReadOnlySet<string> paths) : EntryVisitor
    {
        private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
        private MemoryStream? _current;
        private string _path = "";
        private long _total;

        public IReadOnlyDictionary<string, byte[]> Contents => _contents;

        public override bool Begin(Entry entry)
        {
            var keep = entry is { Type: EntryType.File, Size: <= FileContent.WholeLimit } && paths.Contains(entry.Path) && (_total += entry.Size) <= MaxKept;
            _current = keep ? new MemoryStream((int)entry.Size) : null;
            _path = entry.Path;
            return keep;
        }

        public override void Content(ReadOnlySpan<byte> piece)
        {
            if (_current is { } current && current.Length + piece.Length <= FileContent.WholeLimit)
            {
                current.Write(piece);
            }
        }

        public override void End()
        {
            if (_current is not null)
            {
                _contents[_path] = _current.ToArray();
                _current = null;
            }
        }

        public override void Problem(ArchiveProblem problem, string path, string detail)
        {
        }
    }
}
