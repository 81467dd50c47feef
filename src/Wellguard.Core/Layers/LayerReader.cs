using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Runs the single pass over one layer, a tar, a zip or a directory.</summary>
internal static partial class LayerReader
{
    /// <summary>Why a layer has no facts: the scan was ended from outside.</summary>
    public const string Interrupted = "interrupted before its end";

    private const int PieceSize = 1 << 17;

    /// <param name="buffer">Lent by the caller, who reuses it for the next layer.</param>
    /// <param name="progress">Receives stored bytes read since the last call.</param>
    public static async Task<LayerFacts> ReadAsync(Layer layer, DigestPlan digests, ReaderSet readers, FileBuffer buffer, Action<long> progress, CancellationToken cancel)
    {
        var facts = new LayerFacts();
        using var pass = new LayerPass(facts, digests, isBase: layer.Index == 0, readers, buffer) { IsPackage = layer.IsPackage };
        try
        {
            if (layer.Format == LayerFormat.Directory)
            {
                WalkDirectory(layer, facts, pass, progress, cancel);
                return facts;
            }

            var blob = await layer.Open(cancel).ConfigureAwait(false);
            if (layer.Format == LayerFormat.Zip)
            {
                WalkZip(blob, layer.Password, facts, pass, progress, cancel);
            }
            else
            {
                WalkTar(blob, layer.Folder, facts, pass, progress, cancel);
            }
        }
        catch (UnreadableException e)
        {
            facts.Shortfalls.Add(new Shortfall("open", e.What, e.Why));
        }
        catch (OperationCanceledException)
        {
            // Half of a layer would be judged without the owners and links of its other half.
            return new LayerFacts { Shortfalls = [new Shortfall("read", layer.Digest ?? layer.DiffId ?? "", Interrupted)] };
        }

        return facts;
    }

    private static void WalkTar(Stream blob, string folder, LayerFacts facts, LayerPass pass, Action<long> progress, CancellationToken cancel)
    {
        using var stream = new BlobStream(blob, progress);
        var blocks = stream.Start(cancel);
        new TarWalker(blocks, pass, folder).Walk(cancel);
        stream.Finish(blocks);
        facts.UncompressedBytes = stream.UncompressedBytes;
        if (stream.Broken is { } broken)
        {
            pass.Problem(broken.Problem, "", broken.Detail);
            return;
        }

        facts.Digest = stream.Digest;
        facts.DiffId = stream.DiffId;
    }

    private static void WalkZip(Stream blob, string? password, LayerFacts facts, LayerPass pass, Action<long> progress, CancellationToken cancel)
    {
        using (blob)
        {
            facts.Digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(blob));
            var zip = ZipWalker.Read(blob, "zip");
            facts.Shortfalls.AddRange(zip.Shortfalls);
            foreach (var flaw in zip.Flaws)
            {
                facts.Findings.Add(new Finding(ArchiveFindings.RuleOf(flaw.Kind), flaw.Path, 0, 0, flaw.Text));
            }

            var piece = new byte[PieceSize];
            foreach (var entry in zip.Entries)
            {
                cancel.ThrowIfCancellationRequested();
                var link = zip.LinkOf(entry);
                var wanted = pass.Begin(link is null ? entry.Entry : entry.Entry with { Link = link });
                Copy(() => wanted ? zip.Open(entry, password) : Stream.Null, entry.Entry.Path, facts, pass, piece, cancel);
                progress(entry.CompressedSize);
                facts.UncompressedBytes += entry.Entry.Size;
            }
        }
    }

    private static void Copy(Func<Stream> open, string path, LayerFacts facts, LayerPass pass, byte[] piece, CancellationToken cancel) =>
        Contained(
            () =>
            {
                using var content = open();
                for (var length = content.Read(piece); length > 0; length = content.Read(piece))
                {
                    cancel.ThrowIfCancellationRequested();
                    pass.Content(piece.AsSpan(0, length));
                }
            },
            path,
            facts,
            pass);

    /// <summary>What reading one file throws is said of that file, and ends it.</summary>
    private static void Contained(Action read, string path, LayerFacts facts, LayerPass pass)
    {
        try
        {
            read();
        }
        catch (UnreadableException e)
        {
            facts.Shortfalls.Add(new Shortfall("read", path, e.Why));
        }
        catch (ChecksumException e)
        {
            pass.Problem(ArchiveProblem.HeaderDisagreement, path, e.Message);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ZstdSharp.ZstdException)
        {
            facts.Shortfalls.Add(new Shortfall("read", path, e is UnauthorizedAccessException ? "no permission to read it" : "its content is damaged or cannot be read"));
        }
        finally
        {
            pass.End();
        }
    }
}
