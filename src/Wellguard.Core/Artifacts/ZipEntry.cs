namespace Wellguard.Artifacts;

/// <summary>What a zip archive says twice, or hides: tools that read it differently see different files.</summary>
public enum ZipFlawKind
{
    DuplicateName, HeaderDisagreement, Overlap, HiddenEntry, TrailingData, LeadingData, Traversal, AbsolutePath, Bomb,
}

/// <param name="Path">The entry, or empty when the archive as a whole is meant.</param>
/// <param name="Text">What was seen, in one line.</param>
public sealed record ZipFlaw(ZipFlawKind Kind, string Path, string Text);

/// <summary>A file of a zip archive as the central directory declares it (APPNOTE.TXT 4.3.12).</summary>
/// <param name="Entry">Mode and links from the external attributes when a Unix wrote the archive, else 0644 or 0755; the size as declared.</param>
/// <param name="Method">0 stored, 8 deflate, 93 zstd; of an AES entry the one inside.</param>
public sealed record ZipEntry(Entry Entry, int Method, int Flags, long CompressedSize, long HeaderOffset)
{
    /// <summary>Where the content begins, or -1 when the local header is no header.</summary>
    public long DataOffset { get; init; } = -1;

    public bool IsEncrypted => (Flags & 1) != 0;

    internal uint Crc { get; init; }
    internal int ModifiedTime { get; init; }

    /// <summary>WinZip AES strength 1 to 3, or 0.</summary>
    internal int AesStrength { get; init; }
}
