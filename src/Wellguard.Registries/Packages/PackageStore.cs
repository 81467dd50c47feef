using System.Security.Cryptography;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Registries.Packages;

/// <summary>An archive, and what this program computed of it.</summary>
internal sealed record Archive(ByteSource Bytes, string Digest)
{
    /// <summary>By the algorithm of another digest.</summary>
    public string DigestLike(string like) => like.Split(':')[0] == Digest.Split(':')[0] ? Digest : PackageStore.DigestOf(Bytes, like);
}

/// <summary>Archives by what they are, and what registries said about them. Names come from digests that this program computed; content is checked again when it is used.</summary>
/// <param name="directory">The user's own cache, or null: nothing is kept.</param>
/// <param name="variable">Looks up an environment variable: where other tools have their caches.</param>
internal sealed class PackageStore(string? directory, Func<string, string?> variable, OpenOptions options)
{
    /// <summary>Bytes of one archive. Attack: one that fills the disk.</summary>
    private const long LargestArchive = 2L << 30;

    /// <summary>Bytes of what a registry said. Attack: somebody who can write the cache makes it huge.</summary>
    private const long LargestPublication = 4 << 20;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly CacheFolder? folder = directory is null ? null : new(directory);

    /// <summary>An archive that is one of these, or null.</summary>
    public Archive? Find(IReadOnlyList<string> digests)
    {
        foreach (var digest in digests)
        {
            foreach (var path in (string?[])[PathOf(digest), NpmCached(digest)])
            {
                if (path is not null && Read(path) is { } bytes && DigestOf(bytes, digest) == digest)
                {
                    return new(bytes, digest);
                }
            }
        }

        return null;
    }

    /// <summary>An archive that another tool keeps there, or null.</summary>
    public Archive? At(string path) => Read(path) is { } bytes ? new(bytes, DigestOf(bytes, "sha512")) : null;

    /// <summary>Everything of the stream, kept when there is a cache. Throws <see cref="UnreadableException"/>.</summary>
    /// <param name="like">A digest of the algorithm by which it is found again.</param>
    public async Task<Archive> KeepAsync(Stream from, string what, string like, CancellationToken cancellation)
    {
        if (directory is null)
        {
            var spooled = await ByteSource.SpoolAsync(from, what, options.TemporaryDirectory, cancellation, LargestArchive);
            return new(spooled, DigestOf(spooled, like));
        }

        var part = Path.Combine(directory, "packages", Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(part)!, OwnerOnly);
            using var hash = Integrity.Hash(like);
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                var buffer = new byte[128 << 10];
                long length = 0;
                for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0;)
                {
                    length += read;
                    if (length > LargestArchive)
                    {
                        throw new UnreadableException(what, $"is larger than {LargestArchive >> 20} MB, too large for a package");
                    }

                    hash.AppendData(buffer.AsSpan(0, read));
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
            }

            var digest = $"{like.Split(':')[0]}:{Convert.ToHexStringLower(hash.GetCurrentHash())}";
            File.Move(part, PathOf(digest)!, overwrite: true);
            return new(ByteSource.OfFile(PathOf(digest)!, options.Stamp), digest);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(what, problem is UnauthorizedAccessException ? "cannot be kept in the cache: permission denied" : problem.Message, problem);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public static string DigestOf(ByteSource bytes, string like)
    {
        using var hash = Integrity.Hash(like);
        using var stream = bytes.Open();
        var buffer = new byte[128 << 10];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return $"{like.Split(':')[0]}:{Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }

    /// <summary>What was kept about exactly this version, from these registries.</summary>
    public IReadOnlyList<Publication>? Known(IReadOnlyList<Feed> feeds, PackageReference reference)
    {
        try
        {
            return folder is not null && CacheFolder.Read(NameOf(folder, feeds, reference), LargestPublication) is { } bytes && JsonSerializer.Deserialize(bytes, PublicationJson.Default.IReadOnlyListPublication) is { Count: > 0 } known
                && known.All(static one => one is { Digests: not null, Registration: not null, Address: not null, FileName: not null }) ? known : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Keep(IReadOnlyList<Feed> feeds, PackageReference reference, IReadOnlyList<Publication> publications)
    {
        if (folder is not null)
        {
            CacheFolder.Write(NameOf(folder, feeds, reference), JsonSerializer.SerializeToUtf8Bytes(publications, PublicationJson.Default.IReadOnlyListPublication));
        }
    }

    /// <summary>As what an archive was opened before: to know it again it need not be unpacked. Null where it must be.</summary>
    public Image? Opened(Archive archive, string fileName)
    {
        try
        {
            return OpenedName(archive, fileName) is { } name && CacheFolder.Read(name, LargestPublication) is { } bytes && JsonSerializer.Deserialize(bytes, PublicationJson.Default.OpenedPackage) is { Package: { } package, Format: var format }
                ? PackageImage.Of(package, archive.Bytes, format, options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Not of a gem, whose files are an archive in the archive: it would be known again by its wrapping.</summary>
    public void KeepOpened(Archive archive, string fileName, Image image)
    {
        if (image is { Package: { } package, Layers: [{ Format: var format, Size: var size }], Published: not null } && size == archive.Bytes.Length && ReferenceEquals(image.Shortfalls, package.Shortfalls) && OpenedName(archive, fileName) is { } name)
        {
            CacheFolder.Write(name, JsonSerializer.SerializeToUtf8Bytes(new OpenedPackage(package, format), PublicationJson.Default.OpenedPackage));
        }
    }

    /// <summary>Attack: two archives with one SHA-1.</summary>
    private string? OpenedName(Archive archive, string fileName) => archive.Digest.StartsWith("sha1:", StringComparison.Ordinal) ? null : folder?.Name("opened", $"{archive.Digest}|{fileName}", "json");

    /// <summary>npm's own cache (its package cacache): content by its digest.</summary>
    private string? NpmCached(string digest)
    {
        var npm = variable("npm_config_cache") ?? (variable("HOME") is { } home ? Path.Combine(home, ".npm") : null);
        return npm is not null && digest.Split(':') is [("sha512" or "sha1") and var algorithm, { Length: > 4 } hex] ? Path.Combine(npm, "_cacache/content-v2", algorithm, hex[..2], hex[2..4], hex[4..]) : null;
    }

    private static string NameOf(CacheFolder folder, IReadOnlyList<Feed> feeds, PackageReference reference) => folder.Name("publications", $"{string.Join(' ', feeds)}|{reference}", "json");

    private string? PathOf(string digest) => directory is null ? null : Path.Combine(directory, "packages", digest.Replace(':', '-'));

    private ByteSource? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= LargestArchive } ? ByteSource.OfFile(path, options.Stamp) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or UnreadableException)
        {
            return null;
        }
    }
}
