using System.Security.Cryptography;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation;

/// <summary>Unpacked file systems of images, each once: the cells lay their own files over them and never change them.</summary>
internal static class RootCache
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Folders that are kept; the one that was used longest ago goes first.</summary>
    private const int MaxRoots = 12;

    /// <param name="folder">Where they are kept; on a disk, since they are large.</param>
    /// <param name="partial">Where to note the folder that is being filled, so that a killed run leaves nothing.</param>
    public static async Task<(string Path, IReadOnlyList<Shortfall> Shortfalls)> GetAsync(Image image, string folder, string partial, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        var key = KeyOf(image);
        var path = Path.Combine(folder, key ?? "once-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        if (key is not null && Directory.Exists(path))
        {
            Directory.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return (Path.Combine(path, "root"), []);
        }

        var filling = path + ".partial-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        await File.WriteAllTextAsync(partial, filling, cancel).ConfigureAwait(false);
        Directory.CreateDirectory(Path.Combine(filling, "root"));
        var shortfalls = await RootFilesystem.UnpackAsync(image, Path.Combine(filling, "root"), cancel).ConfigureAwait(false);
        if (key is null || shortfalls.Count > 0)
        {
            return (Path.Combine(filling, "root"), shortfalls); // deleted with the cell
        }

        try
        {
            Directory.Move(filling, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            Directory.Delete(filling, recursive: true); // another run was faster
        }

        File.Delete(partial);
        Prune(folder);
        return (Path.Combine(path, "root"), shortfalls);
    }

    /// <summary>
    /// What the layers are: verified digests of a store, else claimed ones with the stamp of the file. Null where neither is: nothing says that it would be the same again.
    /// </summary>
    private static string? KeyOf(Image image)
    {
        var text = new StringBuilder("1");
        foreach (var layer in image.Layers)
        {
            if (layer.IsRemote ? layer.Digest is null : layer.Stamp is null)
            {
                return null;
            }

            text.Append('|').Append(layer.IsRemote ? layer.Digest : layer.Stamp!.ToString());
        }

        return image.Layers.Count == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..40];
    }

    private static void Prune(string folder)
    {
        foreach (var old in new DirectoryInfo(folder).GetDirectories().OrderByDescending(static root => root.LastWriteTimeUtc).Skip(MaxRoots))
        {
            try
            {
                old.Delete(recursive: true);
            }
            catch (IOException)
            {
                // Another run works on it.
            }
        }
    }
}
