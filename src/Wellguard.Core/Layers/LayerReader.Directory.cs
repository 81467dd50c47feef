using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <content>Files of a folder: what no reader wants of them is not read.</content>
internal static partial class LayerReader
{
    /// <summary>Largest file of which everything is read, where everything is wanted. Attack: a sparse file of terabytes, which takes no place on the disk.</summary>
    private const long MaxWholeFile = 4L << 30;

    /// <summary>Of one folder. Attack: a thousand sparse files of that size.</summary>
    private const long MaxWholeFiles = 32L << 30;

    /// <summary>What is kept of each end of a large file.</summary>
    private const int EndSize = FileContent.WholeLimit / 2;

    private static void WalkDirectory(Layer layer, LayerFacts facts, LayerPass pass, Action<long> progress, CancellationToken cancel)
    {
        var root = layer.Directory!;
        var piece = new byte[PieceSize];
        long whole = 0;
        foreach (var entry in DirectoryWalker.Walk(root, facts.Shortfalls, layer.PassedOver))
        {
            cancel.ThrowIfCancellationRequested();
            long read = 0;
            if (pass.Begin(entry) && entry.Size > 0)
            {
                whole += entry.Size > FileContent.WholeLimit ? entry.Size : 0;
                var isBounded = entry.Size > MaxWholeFile || whole > MaxWholeFiles;
                Contained(() => Copy(DirectoryWalker.Open(root, entry), entry, isBounded), entry.Path, facts, pass);
            }
            else
            {
                pass.End();
            }

            progress(entry.Size - read);
            facts.UncompressedBytes += entry.Size;

            void Copy(Stream content, Entry entry, bool isBounded)
            {
                using (content)
                {
                    for (var length = content.Read(piece); length > 0 && pass.WantsMore; length = content.Read(piece))
                    {
                        cancel.ThrowIfCancellationRequested();
                        pass.Content(piece.AsSpan(0, length));
                        progress(length);
                        read += length;
                        if (read >= EndSize && entry.Size - EndSize > read && content.CanSeek && (isBounded || !pass.WantsMiddle))
                        {
                            PassOver(content, entry);
                        }
                    }
                }
            }

            void PassOver(Stream content, Entry entry)
            {
                var gap = entry.Size - EndSize - read;
                if (pass.WantsMiddle)
                {
                    facts.Shortfalls.Add(new Shortfall("read", entry.Path, $"has {entry.Size:N0} bytes; only its first and last {EndSize >> 20} MB were read"));
                }

                content.Position += gap;
                pass.PassOver(gap);
                progress(gap);
                read += gap;
            }
        }
    }
}
