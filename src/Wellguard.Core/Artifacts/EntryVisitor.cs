namespace Wellguard.Artifacts;

/// <summary>What is wrong with an archive or one of its entries.</summary>
public enum ArchiveProblem
{
    /// <summary>The path is absolute in a way that matters, or climbs out with <c>..</c>.</summary>
    LeavesRoot,

    /// <summary>Path or link above <see cref="EntryPaths.MaxLength"/> bytes.</summary>
    PathTooLong,

    /// <summary>A header that is not one: checksum, size or type make no sense.</summary>
    BadHeader,

    /// <summary>The stream ends in the middle of an entry or of its compression.</summary>
    Truncated,

    /// <summary>More entries than are read.</summary>
    TooManyEntries,

    /// <summary>Expands beyond the limits on ratio or total bytes.</summary>
    Bomb,

    /// <summary>The central directory and the local header disagree: tools see different files.</summary>
    HeaderDisagreement,

    /// <summary>Cannot be read without a password, or with an unknown method.</summary>
    Unsupported,
}

/// <summary>Receives the entries of an archive in order. Content comes in pieces that are valid only during the call.</summary>
public abstract class EntryVisitor
{
    /// <returns>Whether <see cref="Content"/> is wanted; <see cref="End"/> is called in both cases.</returns>
    public abstract bool Begin(Entry entry);

    public abstract void Content(ReadOnlySpan<byte> piece);

    public abstract void End();

    /// <param name="path">The entry, or empty when the archive as a whole is meant.</param>
    public abstract void Problem(ArchiveProblem problem, string path, string detail);
}
