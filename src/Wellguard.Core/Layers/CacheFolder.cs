using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Layers;

/// <summary>Files that a later scan may use, readable by their owner alone. Names hold the engine's fingerprint: another build never reads them.</summary>
/// <param name="path">Created with access for its owner only.</param>
internal sealed class CacheFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="kind">The folder within.</param>
    /// <param name="key">All that the content depends on besides the engine and its rules.</param>
    public string Name(string kind, string key, string extension) =>
        Path.Combine(path, kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{extension}|{key}|{Catalogue.Fingerprint}")))[..40] + "." + extension);

    /// <summary>Null for what is absent, damaged or longer. A pipe, which would block, has length 0 and is not opened; neither is a link followed.</summary>
    /// <param name="longest">In bytes.</param>
    public static byte[]? Read(string name, long longest)
    {
        try
        {
            var file = new FileInfo(name);
            if (IsElsewhere(name) || !file.Exists || file.LinkTarget is not null || file.Length < SHA256.HashSizeInBytes || file.Length > longest + SHA256.HashSizeInBytes)
            {
                return null;
            }

            using var stream = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            stream.ReadExactly(digest);
            var content = GC.AllocateUninitializedArray<byte>((int)file.Length - digest.Length);
            stream.ReadExactly(content);
            return SHA256.HashData(content).AsSpan().SequenceEqual(digest) ? content : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Readers see the old file or the new one, never half of one. A cache that cannot be written costs time, not results.</summary>
    public static void Write(string name, byte[] content)
    {
        var temporary = $"{name}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.new";
        try
        {
            if (IsElsewhere(name))
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(name)!, OwnerOnly);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(SHA256.HashData(content));
                stream.Write(content);
            }

            File.Move(temporary, name, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Drop(temporary);
        }
    }

    /// <summary>The folder of its kind is a link.</summary>
    private static bool IsElsewhere(string name) => new DirectoryInfo(Path.GetDirectoryName(name)!).LinkTarget is not null;

    private static void Drop(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is the full disk, or the folder that cannot be written, again.
        }
    }
}
