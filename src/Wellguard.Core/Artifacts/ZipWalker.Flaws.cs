namespace Wellguard.Artifacts;

public sealed partial class ZipWalker
{
    private const int LocalSize = 30;

    /// <summary>A data descriptor has 12 to 24 bytes (APPNOTE 4.3.9) and may stand before the next header.</summary>
    private const int DescriptorSize = 24;

    /// <summary>Attack: an archive in which everything is wrong fills the report.</summary>
    private const int FlawLimit = 1_000;

    private void CompareLocalHeaders()
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.HeaderOffset < 0 || entry.HeaderOffset > stream.Length - LocalSize
                || ReadAt(entry.HeaderOffset, LocalSize) is var local && !local.AsSpan().StartsWith("PK\x03\x04"u8))
            {
                shortfalls.Add(new("open", entry.Entry.Path, "has no local header where the directory says"));
                continue;
            }

            var nameLength = Short(local, 26);
            var dataOffset = entry.HeaderOffset + LocalSize + nameLength + Short(local, 28);
            if (dataOffset + entry.CompressedSize > stream.Length)
            {
                shortfalls.Add(new("open", entry.Entry.Path, "its content is cut short"));
                continue;
            }

            entries[i] = entry with { DataOffset = dataOffset };
            if (Difference(entry, local, nameLength) is { } difference)
            {
                Note(new(ZipFlawKind.HeaderDisagreement, entry.Entry.Path, difference));
            }
        }
    }

    private string? Difference(ZipEntry entry, ReadOnlySpan<byte> local, int nameLength)
    {
        var flags = Short(local, 6);
        var method = Short(local, 8);
        var name = Clean(NameOf(ReadAt(entry.HeaderOffset + LocalSize, nameLength)).Split('\0')[0]);
        if (name != entry.Entry.Path)
        {
            return $"the local header names it '{Shown(name)}'";
        }

        if ((entry.AesStrength > 0 ? 99 : entry.Method) != method)
        {
            return $"method {entry.Method} in the directory, {method} in the local header";
        }

        if (((flags ^ entry.Flags) & 1) != 0)
        {
            return "encrypted in one header only";
        }

        // With bit 3 the sizes follow the content; full fields mean zip64.
        long compressed = Int(local, 18), size = Int(local, 22);
        return (flags & 8) != 0 || compressed == uint.MaxValue || size == uint.MaxValue || entry.Entry.Type is EntryType.Directory
            || (compressed == entry.CompressedSize && size == entry.Entry.Size)
            ? null
            : $"{entry.Entry.Size} bytes in the directory, {size} in the local header";
    }

    private void FindOverlaps()
    {
        var placed = entries.Where(e => e.DataOffset >= 0).OrderBy(e => e.HeaderOffset).ToList();
        if (placed is [{ HeaderOffset: > LocalSize }, ..] && ReadAt(0, 4).AsSpan().StartsWith("PK\x03\x04"u8))
        {
            Note(new(ZipFlawKind.HiddenEntry, placed[0].Entry.Path, "preceded by an entry that the directory does not list"));
        }

        for (var i = 0; i < placed.Count; i++)
        {
            var (entry, next) = (placed[i], i + 1 < placed.Count ? placed[i + 1] : null);
            var end = entry.DataOffset + entry.CompressedSize;
            var nextStart = next?.HeaderOffset ?? directoryStart;
            if (nextStart < end)
            {
                Note(new(ZipFlawKind.Overlap, (next ?? entry).Entry.Path, next is null ? "shares bytes with the directory" : $"shares bytes with '{entry.Entry.Path}'"));
            }
            else if (nextStart - end > LocalSize
                && ReadAt(end, (int)Math.Min(nextStart - end, DescriptorSize + 4)).AsSpan().IndexOf("PK\x03\x04"u8) >= 0)
            {
                Note(new(ZipFlawKind.HiddenEntry, entry.Entry.Path, "followed by an entry that the directory does not list"));
            }
        }
    }

    private void FindBombs()
    {
        foreach (var entry in entries.Where(e => e.Entry.Size > BombSize && e.Entry.Size / RatioLimit > e.CompressedSize))
        {
            Note(new(ZipFlawKind.Bomb, entry.Entry.Path, $"{entry.CompressedSize} bytes claim to unpack to {entry.Entry.Size}"));
        }

        var total = entries.Sum(e => (double)e.Entry.Size);
        if (total > Budget)
        {
            Note(new(ZipFlawKind.Bomb, "", $"{stream.Length} bytes claim to unpack to {total:0}"));
        }
    }

    private void Note(ZipFlaw flaw)
    {
        if (flaws.Count < FlawLimit)
        {
            flaws.Add(flaw);
        }
    }
}
