using System.Buffers.Binary;

namespace Wellguard.Artifacts;

/// <summary>Reads a zip archive's directory over a seekable stream and keeps what is odd about it (PKWARE APPNOTE.TXT 6.3.10). Not for several threads at once.</summary>
public sealed partial class ZipWalker
{
    /// <summary>Attack: millions of empty entries exhaust memory.</summary>
    public const int EntryLimit = 500_000;

    /// <summary>Attack: a name of 64 kB for every entry. 400,000 entries of usual names fit.</summary>
    public const int DirectoryLimit = 64 << 20;

    /// <summary>Attack: kilobytes that unpack to gigabytes. Deflate itself ends near 1030; an honest file of this size stays far below.</summary>
    public const int RatioLimit = 250;

    /// <summary>Below this size a high ratio harms nobody.</summary>
    public const long BombSize = 64 << 20;

    private const int EndSize = 22;
    private readonly Stream stream;
    private readonly List<ZipEntry> entries = [];
    private readonly List<ZipFlaw> flaws = [];
    private readonly List<Shortfall> shortfalls = [];

    private readonly NameBudget names = new();
    private bool isTooLarge;
    private long directoryStart;

    private ZipWalker(Stream stream) => this.stream = stream;

    /// <summary>In the order of the central directory.</summary>
    public IReadOnlyList<ZipEntry> Entries => entries;

    public IReadOnlyList<ZipFlaw> Flaws => flaws;

    /// <summary>What of the directory could not be read.</summary>
    public IReadOnlyList<Shortfall> Shortfalls => shortfalls;

    /// <summary>Throws <see cref="UnreadableException"/> when there is no directory.</summary>
    public static ZipWalker Read(Stream stream, string what)
    {
        var walker = new ZipWalker(stream);
        try
        {
            walker.ReadDirectory(what);
            walker.CompareLocalHeaders();
            walker.FindOverlaps();
            walker.FindBombs();
        }
        catch (IOException e)
        {
            throw new UnreadableException(what, e is EndOfStreamException ? "the zip archive is cut short" : e.Message, e);
        }

        return walker;
    }

    private void ReadDirectory(string what)
    {
        var tail = ReadAt(Math.Max(0, stream.Length - EndSize - ushort.MaxValue), (int)Math.Min(stream.Length, EndSize + ushort.MaxValue));
        var tailStart = stream.Length - tail.Length;
        var found = false;
        var refused = false;
        for (var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8); at >= 0; at = tail.AsSpan(0, at).LastIndexOf("PK\x05\x06"u8))
        {
            // Some readers take the last record, others the one whose comment ends with the file: another in that comment shows them another directory.
            var isWhole = at + EndSize <= tail.Length;
            var endsWithFile = isWhole && at + EndSize + Short(tail, at + 20) == tail.Length;
            if (isWhole && (!found || endsWithFile) && TryEnd(tail.AsSpan(at), tailStart + at))
            {
                if (found || (refused && endsWithFile))
                {
                    Note(new(ZipFlawKind.HeaderDisagreement, "", "there is a second end record in the comment of the first: readers see different directories"));
                    shortfalls.Add(new("open", "zip directory", "has two end records; what both name was read"));
                    return;
                }

                found = true;
            }
            else
            {
                refused |= isWhole;
            }
        }

        if (found)
        {
            return;
        }

        throw new UnreadableException(what, isTooLarge ? $"has a directory of more than {DirectoryLimit >> 20} MB" : "is no zip archive, or its end is missing (no central directory)");
    }

    private bool TryEnd(ReadOnlySpan<byte> end, long endOffset)
    {
        long count = Short(end, 10);
        long size = Int(end, 12);
        long offset = Int(end, 16);
        var directoryEnd = endOffset;
        if (endOffset >= 20 && ReadAt(endOffset - 20, 20) is var locator && locator.AsSpan().StartsWith("PK\x06\x07"u8)
            && Zip64End(Long(locator, 8), endOffset - 20) is var (wideCount, wideSize, wideOffset, wideEnd))
        {
            (count, size, offset, directoryEnd) = (wideCount, wideSize, wideOffset, wideEnd);
        }

        var start = directoryEnd - size;
        isTooLarge |= size > DirectoryLimit && start >= 0;
        if (size < 0 || start < 0 || offset < 0 || size > DirectoryLimit || (size >= 4 && !ReadAt(start, 4).AsSpan().SequenceEqual("PK\x01\x02"u8)) || (size == 0 && count > 0))
        {
            return false;
        }

        directoryStart = start;
        ReadEntries(ReadAt(start, (int)size), count, start - offset);
        var trailing = stream.Length - endOffset - EndSize - Short(end, 20);
        if (trailing > 0)
        {
            Note(new(ZipFlawKind.TrailingData, "", $"{trailing} bytes after the end of the archive"));
        }
        else if (trailing < 0)
        {
            shortfalls.Add(new("open", "zip comment", "is cut short"));
        }

        var first = entries.Count == 0 ? start : entries.Min(e => e.HeaderOffset);
        if (first > 0)
        {
            Note(new(ZipFlawKind.LeadingData, "", $"{first} bytes before the first entry"));
        }

        return true;
    }

    private (long Count, long Size, long Offset, long End)? Zip64End(long claimed, long locator)
    {
        // Data before the archive moves the record away from where the locator says; it has 56 bytes as a rule.
        foreach (var at in new[] { claimed, locator - 56 })
        {
            if (at >= 0 && at <= locator - 56 && ReadAt(at, 56) is var end && end.AsSpan().StartsWith("PK\x06\x06"u8))
            {
                return (Long(end, 32), Long(end, 40), Long(end, 48), at);
            }
        }

        return null;
    }

    private byte[] ReadAt(long offset, int count)
    {
        var bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
