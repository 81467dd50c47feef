using System.Security.Cryptography;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>
/// Keeps what a pass learnt, by the digest that the pass itself computed. A local blob is known again by the stamp of its file (size, mtime, ctime, inode):
/// a blob that was changed after a scan is read again. The key holds the engine, the rules and the options.
/// </summary>
/// <param name="folder">Created with access for its owner only.</param>
/// <param name="setting">Everything besides the layer that facts depend on.</param>
internal sealed class LayerCache(string folder, string setting)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Attack: somebody who can write the cache makes it huge. Facts of the largest layers are below this.</summary>
    private const long MaxLength = 256 << 20;

    private const long MaxDigest = 256;

    private readonly string _setting = setting + "|" + Catalogue.Fingerprint;

    /// <returns>Null when the layer must be read.</returns>
    public LayerFacts? Find(Layer layer)
    {
        // A blob that is gone, or came through a pipe, has no stamp: what it claims to be says nothing about what it is.
        var claimed = layer.Stamp is { } stamp ? ReadText(StampPath(stamp, layer)) : layer.IsRemote ? layer.Digest : null;
        return claimed is null ? null : ReadFacts(FactsPath(claimed));
    }

    public void Keep(Layer layer, LayerFacts facts)
    {
        if (facts.Digest is not { } digest || facts.Shortfalls.Exists(shortfall => shortfall.Stage is "open" or "read"))
        {
            return;
        }

        if (layer.Stamp is null && !(layer.IsRemote && digest == layer.Digest))
        {
            return; // a remote blob that lies is fetched again
        }

        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "layers"), OwnerOnly);
            var content = FactsFormat.Write(facts);
            Write(FactsPath(digest), [.. SHA256.HashData(content), .. content]);
            if (layer.Stamp is { } stamp)
            {
                Write(StampPath(stamp, layer), Encoding.UTF8.GetBytes(digest));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written costs time, not results.
        }
    }

    private static LayerFacts? ReadFacts(string path)
    {
        try
        {
            if (Read(path, MaxLength) is not { Length: >= 32 } bytes)
            {
                return null;
            }

            var content = bytes.AsSpan(32);
            return SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(0, 32)) ? FactsFormat.Read(content) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static string? ReadText(string path)
    {
        try
        {
            return Read(path, MaxDigest) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Null for what is larger. A pipe, which would block, has length 0 and is not opened; neither is a link followed.</summary>
    private static byte[]? Read(string path, long longest)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null || file.Length == 0 || file.Length > longest)
        {
            return null;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[Math.Min(stream.Length, longest)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Readers see the old file or the new one, never half of one.</summary>
    private static void Write(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.new";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string FactsPath(string digest) => Path.Combine(folder, "layers", Name("facts|" + digest) + ".facts");

    private string StampPath(FileStamp stamp, Layer layer) =>
        Path.Combine(folder, "layers", Name($"stamp|{stamp.Size}|{stamp.ModifiedNs}|{stamp.ChangedNs}|{stamp.Inode}|{stamp.Part}|{layer.Format}|{layer.Digest}|{layer.DiffId}") + ".stamp");

    private string Name(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key + "|" + _setting)))[..40];
}
