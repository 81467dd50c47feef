using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>
/// Keeps what a pass learnt, by the digest that the pass itself computed. A local blob is known again by the stamp of its file (size, mtime, ctime, inode):
/// a blob that was changed after a scan is read again.
/// </summary>
/// <param name="setting">Everything besides the layer and the engine that facts depend on.</param>
internal sealed class LayerCache(CacheFolder folder, string setting)
{
    /// <summary>Attack: somebody who can write the cache makes it huge. Facts of the largest layers are below this.</summary>
    private const long MaxLength = 256 << 20;

    private const long MaxDigest = 256;

    /// <returns>Null when the layer must be read.</returns>
    public LayerFacts? Find(Layer layer)
    {
        try
        {
            return DigestOf(layer) is { } digest && CacheFolder.Read(FactsName(digest, layer), MaxLength) is { } bytes && FactsFormat.Read(bytes) is var facts && facts.Digest == digest ? facts : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The digest that an earlier scan computed for this layer. A blob that is gone, or came through a pipe, has no stamp: what it claims to be says nothing about what it is.</summary>
    public string? DigestOf(Layer layer) =>
        layer.Password is not null ? null // what a right one opens is not for who has none
        : layer.Stamp is { } stamp ? (CacheFolder.Read(StampName(stamp, layer), MaxDigest) is { } digest ? Encoding.UTF8.GetString(digest) : null)
        : layer.IsRemote ? layer.Digest : null;

    public void Keep(Layer layer, LayerFacts facts)
    {
        if (facts.Digest is not { } digest || !facts.Shortfalls.TrueForAll(IsLasting))
        {
            return;
        }

        if (layer.Password is not null)
        {
            return;
        }

        if (layer.Stamp is null && !(layer.IsRemote && digest == layer.Digest))
        {
            return; // a remote blob that lies is fetched again
        }

        if (!layer.IsPackage)
        {
            CacheFolder.Write(FactsName(digest, layer), FactsFormat.Write(facts)); // of a package the report is kept: what its programs do is known only once all its modules are
        }

        if (layer.Stamp is { } stamp)
        {
            CacheFolder.Write(StampName(stamp, layer), Encoding.UTF8.GetBytes(digest));
        }
    }

    /// <summary>Another scan of the same bytes would fall short of the same: of a limit on size or depth, not of time, nor of a file that could not be read.</summary>
    internal static bool IsLasting(Shortfall shortfall) => shortfall.Stage is not ("open" or "read") && shortfall.Why != EvaluationFence.TimeIsOver;

    /// <summary>The same bytes can be a tar and a zip, a package and a layer of an image: they have facts of each.</summary>
    private string FactsName(string digest, Layer layer) => folder.Name("layers", $"{digest}|{layer.Format}|{layer.Folder}|{layer.IsPackage}|{setting}", "facts");

    private string StampName(FileStamp stamp, Layer layer) =>
        folder.Name("layers", $"{stamp.Size}|{stamp.ModifiedNs}|{stamp.ChangedNs}|{stamp.Inode}|{stamp.Device}|{stamp.Part}|{layer.Format}|{layer.Folder}|{layer.IsPackage}|{layer.Digest}|{layer.DiffId}|{setting}", "stamp");
}
