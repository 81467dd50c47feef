using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Runs the single pass over one layer.</summary>
internal static class LayerReader
{
    /// <param name="progress">Receives stored bytes read since the last call.</param>
    public static async Task<LayerFacts> ReadAsync(Layer layer, DigestPlan digests, ReaderSet readers, Action<long> progress, CancellationToken cancel)
    {
        var facts = new LayerFacts();
        using var pass = new LayerPass(facts, digests, isBase: layer.Index == 0, readers);
        try
        {
            var blob = await layer.Open(cancel).ConfigureAwait(false);
            Walk(blob, facts, pass, progress, cancel);
        }
        catch (UnreadableException e)
        {
            facts.Shortfalls.Add(new Shortfall("open", e.What, e.Why));
        }
        catch (OperationCanceledException)
        {
            facts.Shortfalls.Add(new Shortfall("read", layer.Digest ?? layer.DiffId ?? "layer", "interrupted before its end"));
        }

        return facts;
    }

    private static void Walk(Stream blob, LayerFacts facts, LayerPass pass, Action<long> progress, CancellationToken cancel)
    {
        using var stream = new BlobStream(blob, progress);
        var blocks = stream.Start(cancel);
        new TarWalker(blocks, pass).Walk(cancel);
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
}
