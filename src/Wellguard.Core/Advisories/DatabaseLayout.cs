namespace Wellguard.Advisories;

/// <summary>
/// Where things lie in a database file, all numbers little-endian. A header; a table of names in the order of their UTF-8; a table of advisories; for each name what is said of it; texts.
/// A reference is where a text begins behind <see cref="Texts"/>: its length in four bytes, then its bytes; texts that are alike are there once.
/// </summary>
internal static class DatabaseLayout
{
    public const ulong Magic = 0x0053_4956_4441_4757; // WGADVIS and a zero
    public const uint Version = 1;
    public const int HeaderSize = 256;

    public const int Format = 8;
    public const int FileLength = 16;
    public const int Modified = 24; // milliseconds since 1970, or NoTime
    public const int Imported = 32;
    public const int Records = 40;
    public const int KnownBad = 44;
    public const int Withdrawn = 48;
    public const int Broken = 52;
    public const int Ecosystem = 56; // a reference
    public const int Names = 64; // offset of the section, then count of its entries; the same for the next two
    public const int Advisories = 80;
    public const int Affected = 96; // its length instead of a count
    public const int Texts = 112;

    /// <summary>SHA-256 of everything else, <see cref="Imported"/> taken as zero: the same records give the same digest.</summary>
    public const int Digest = 128;

    public const int NameSize = 12; // text, offset in Affected, how many
    public const int AdvisorySize = 32; // id, summary, aliases (a line each), severity and score, modified, published
    public const int EventSize = 12; // kind, key, text

    public const long NoTime = long.MinValue;

    /// <summary>Of an event: it is the first of a range.</summary>
    public const uint BeginsRange = 0x100;

    /// <summary>Of the byte that holds an advisory's severity.</summary>
    public const byte Malicious = 0x80;

    /// <summary>Of the byte that holds ten times the score.</summary>
    public const byte NoScore = 255;
}
