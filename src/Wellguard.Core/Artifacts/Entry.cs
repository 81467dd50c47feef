namespace Wellguard.Artifacts;

public enum EntryType : byte { File, Directory, SymbolicLink, HardLink, CharacterDevice, BlockDevice, Fifo }

/// <summary>A file system object as an archive or directory declares it.</summary>
/// <param name="Path">Relative, <c>/</c>-separated, without <c>./</c> or a leading slash; never leaves its root.</param>
/// <param name="Mode">Permission bits with setuid (0o4000), setgid (0o2000) and sticky (0o1000).</param>
/// <param name="Size">Content length in bytes; 0 for what has no content.</param>
/// <param name="Link">Target of a symbolic link as written, of a hard link as a path in the same root.</param>
public sealed record Entry(string Path, EntryType Type, int Mode, long Size)
{
    public int Owner { get; init; }
    public int Group { get; init; }
    public string? Link { get; init; }

    /// <summary>File capabilities are set (pax <c>SCHILY.xattr.security.capability</c>).</summary>
    public bool HasCapabilities { get; init; }

    public bool IsExecutable => Type == EntryType.File && (Mode & 0b001_001_001) != 0;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
