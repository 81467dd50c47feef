namespace Wellguard.Artifacts;

/// <summary>A file of an archive that is a target itself.</summary>
/// <param name="Name"><c>ARCHIVE!PATH</c>; the archive's own name for what is missing in it.</param>
/// <param name="ReadAsync">Makes its bytes readable. Throws <see cref="UnreadableException"/>: wrong password, damage, too large. One at a time.</param>
public sealed record ArchiveEntry(string Name, Func<CancellationToken, Task<ByteSource>> ReadAsync);

/// <summary>The files of <c>archive:FILE</c> (zip, also with a password; tar, also compressed): nothing touches the disk under a name.</summary>
public static class ArchiveEntries
{
    /// <summary>Attack: an entry that fills the disk.</summary>
    public const int SizeLimit = 512 << 20;

    /// <summary>Attack: an entry that fills the memory. A larger one goes into a file without a name.</summary>
    private const int MemoryLimit = 16 << 20;

    /// <summary>Some tools compress the content of a folder, which is none, to two bytes.</summary>
    private const int EmptyDeflate = 2;

    /// <summary>Attack: an archive of which every entry is wrong fills the report.</summary>
    private const int ShownShortfalls = 20;

    /// <summary>In the order of the archive. What of the archive cannot be read is an entry that fails, so that the other files are still looked at. Throws <see cref="UnreadableException"/>.</summary>
    public static async Task<IReadOnlyList<ArchiveEntry>> ListAsync(Target target, OpenOptions options, CancellationToken cancellation)
    {
        var bytes = await FileFormats.PlainAsync(ByteSource.OfFile(target.Location, options.Stamp), target.Text, options, cancellation);
        await using var stream = bytes.Open();
        var head = new byte[4];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        return FileFormats.IsZip(head) ? OfZip(bytes, ZipWalker.Read(stream, target.Text), target, options)
            : TarIndex.Read(stream, target.Text) is { } index ? OfTar(bytes, index, target)
            : throw new UnreadableException(target.Text, "is neither a zip nor a tar archive");
    }

    private static List<ArchiveEntry> OfZip(ByteSource bytes, ZipWalker zip, Target target, OpenOptions options)
    {
        var entries = new List<ArchiveEntry>();
        foreach (var entry in zip.Entries)
        {
            if (entry.Entry.Type == EntryType.File || (entry.Entry.Type == EntryType.SymbolicLink && IsTarget(bytes, entry, options.Password)))
            {
                entries.Add(new($"{target.Location}!{entry.Entry.Path}", cancellation => ReadAsync(bytes, entry, $"{target.Location}!{entry.Entry.Path}", options, cancellation)));
            }
            else if (entry.Entry.Type != EntryType.SymbolicLink && entry.CompressedSize > EmptyDeflate)
            {
                entries.Add(Missing($"{target.Location}!{entry.Entry.Path}", "is marked as a folder, pipe or device and has content, which some tools unpack"));
            }
        }

        // Where readers see different files, some of them were not listed.
        var odd = zip.Flaws.Where(flaw => flaw.Kind is ZipFlawKind.HeaderDisagreement or ZipFlawKind.Overlap or ZipFlawKind.HiddenEntry).Select(flaw => $"{flaw.Path}: {flaw.Text}");
        return WithMissing(entries, target, [.. zip.Shortfalls.Select(shortfall => $"{shortfall.What} {shortfall.Why}"), .. odd]);
    }

    private static List<ArchiveEntry> OfTar(ByteSource bytes, TarIndex index, Target target)
    {
        var entries = index.Files.Select(file => Of($"{target.Location}!{file.Path}", file)).ToList();
        List<string> missing = [.. index.Shortfalls.Select(shortfall => $"{shortfall.What}: {shortfall.Why}")];
        return WithMissing(entries, target, index.HasEnd ? missing : [.. missing, "the archive is cut short: its end mark is missing"]);

        ArchiveEntry Of(string name, TarFile file) => new(name, _ => Task.FromResult(bytes.Part(file.Offset, file.Size)));
    }

    private static List<ArchiveEntry> WithMissing(List<ArchiveEntry> entries, Target target, List<string> missing)
    {
        if (missing.Count > 0)
        {
            var shown = string.Join("; ", missing.Take(ShownShortfalls));
            entries.Add(Missing(target.Location, missing.Count > ShownShortfalls ? $"{shown}; and {missing.Count - ShownShortfalls} more" : shown));
        }

        return entries;
    }

    private static ArchiveEntry Missing(string name, string why) => new(name, _ => Task.FromException<ByteSource>(new UnreadableException(name, why)));

    /// <summary>What is marked as a link and holds an archive is unpacked as a file by some tools. No path of a link's target looks like one.</summary>
    private static bool IsTarget(ByteSource bytes, ZipEntry entry, string? password)
    {
        try
        {
            using var own = bytes.Open();
            using var content = ZipWalker.Open(own, entry, password);
            FileFormats.KindOf(content, entry.Entry.Path);
            return true;
        }
        catch (UnreadableException)
        {
            return entry.IsEncrypted && password is null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ZstdSharp.ZstdException)
        {
            return true;
        }
    }

    private static async Task<ByteSource> ReadAsync(ByteSource bytes, ZipEntry entry, string name, OpenOptions options, CancellationToken cancellation)
    {
        if (entry.Entry.Size > SizeLimit)
        {
            throw new UnreadableException(name, $"has {entry.Entry.Size} bytes; an entry is read up to {SizeLimit >> 20} MB");
        }

        await using var own = bytes.Open();
        await using var content = ZipWalker.Open(own, entry, options.Password);
        return entry.Entry.Size <= MemoryLimit
            ? ByteSource.OfMemory(await ReadAsync(content, name, (int)entry.Entry.Size, cancellation))
            : await ByteSource.SpoolAsync(content, name, options.TemporaryDirectory, cancellation, SizeLimit);
    }

    /// <summary>Grows with what is there, not with what is claimed.</summary>
    private static async Task<byte[]> ReadAsync(Stream content, string name, int size, CancellationToken cancellation)
    {
        try
        {
            using var memory = new MemoryStream(Math.Min(size, 1 << 20));
            await content.CopyToAsync(memory, cancellation);
            return memory.ToArray();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ZstdSharp.ZstdException)
        {
            throw new UnreadableException(name, e is InvalidDataException ? e.Message : "the compressed data is damaged", e);
        }
    }
}
