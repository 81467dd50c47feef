namespace Wellguard.Artifacts;

/// <summary>Says whether a local blob is still the file that was verified: size, mtime, ctime, inode and device.</summary>
public sealed record FileStamp(long Size, long ModifiedNs, long ChangedNs, ulong Inode, ulong Device)
{
    /// <summary>Where in the file the layer is, when it is only a part of it: several layers of one archive share the rest.</summary>
    public (long Offset, long Length)? Part { get; init; }

    /// <summary>Bytes of the blob.</summary>
    public long Length => Part?.Length ?? Size;
}

/// <summary>A file system change set and where its bytes come from.</summary>
/// <param name="Index">From 0 at the base.</param>
/// <param name="Digest">Of the blob as stored (<c>sha256:…</c>), or null where the source names none (docker-archive, directory).</param>
/// <param name="DiffId">Of the uncompressed tar, as the config claims it.</param>
/// <param name="CreatedBy">The history line, or null when the history has none for this layer.</param>
public sealed record Layer(int Index, string? Digest, string? DiffId, string? CreatedBy)
{
    public string? MediaType { get; init; }

    /// <summary>Compressed size in bytes as the manifest claims it, or null.</summary>
    public long? Size { get; init; }

    /// <summary>Opens the blob from its start. Throws <see cref="UnreadableException"/> with the reason.</summary>
    public required Func<CancellationToken, ValueTask<Stream>> Open { get; init; }

    /// <summary>The stamp of the local file that holds the blob; null for a remote one, and where there is no such file.</summary>
    public FileStamp? Stamp { get; init; }

    /// <summary>
    /// The blob comes from a store that finds it by <see cref="Digest"/>, so what an earlier scan computed under that digest holds.
    /// A local blob is known again by its <see cref="Stamp"/> alone: one without a stamp is gone, or is no file of its own.
    /// </summary>
    public bool IsRemote { get; init; }

    /// <summary>Opens encrypted entries of a zip.</summary>
    public string? Password { get; init; }

    /// <summary>How the bytes become entries; a tar unless the source is a directory or a zip.</summary>
    public LayerFormat Format { get; init; }

    /// <summary>Where the entries of a tar are put, without slashes at its ends; empty at the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Of a package as it is published: no other package vouches for its files, whatever folders it puts them into.</summary>
    public bool IsPackage { get; init; }

    /// <summary>The absolute path when <see cref="Format"/> is a directory: walked with <see cref="DirectoryWalker"/>, and <see cref="Open"/> is not used.</summary>
    public string? Directory { get; init; }

    /// <summary>Of a directory: names of folders that are not looked into.</summary>
    public IReadOnlySet<string>? PassedOver { get; init; }
}

public enum LayerFormat { Tar, Zip, Directory }
