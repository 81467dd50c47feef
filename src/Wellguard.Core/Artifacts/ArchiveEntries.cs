namespace Wellguard.Artifacts;

/// <summary>A file of an archive that is a target itself.</summary>
/// <param name="Name"><c>ARCHIVE!PATH</c>.</param>
/// <param name="ReadAsync">Reads it into memory. Throws <see cref="UnreadableException"/>: wrong password, damage, too large. One at a time.</param>
public sealed record ArchiveEntry(string Name, Func<CancellationToken, Task<ByteSource>> ReadAsync);

/// <summary>The files of <c>archive:FILE</c> (zip, also with a password; tar, also compressed): nothing touches the disk under its own name.</summary>
public static class ArchiveEntries
{
    /// <summary>Attack: an entry that fills the memory.</summary>
    public const int SizeLimit = 512 << 20;

    /// <summary>In the order of the archive. Throws <see cref="UnreadableException"/>.</summary>
    public static async Task<IReadOnlyList<ArchiveEntry>> ListAsync(Target target, OpenOptions options, CancellationToken cancellation)
    {
        var bytes = await FileFormats.PlainAsync(ByteSource.OfFile(target.Location, options.Stamp), target.Text, options, cancellation);
        await using var stream = bytes.Open();
        var head = new byte[4];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        return FileFormats.IsZip(head) ? OfZip(bytes, stream, target, options.Password)
            : TarIndex.Read(stream, target.Text) is { } index ? OfTar(bytes, index, target)
            : throw new UnreadableException(target.Text, "is neither a zip nor a tar archive");
    }

    private static List<ArchiveEntry> OfZip(ByteSource bytes, Stream stream, Target target, string? password) =>
        [.. ZipWalker.Read(stream, target.Text).Entries.Where(e => e.Entry.Type == EntryType.File).Select(entry => Of(target, entry.Entry.Path, entry.Entry.Size, () =>
        {
            var own = bytes.Open();
            return (own, ZipWalker.Open(own, entry, password));
        }))];

    private static List<ArchiveEntry> OfTar(ByteSource bytes, TarIndex index, Target target) =>
        [.. index.Files.Select(file => Of(target, file.Key, file.Value.Size, () => (null, bytes.Open(file.Value.Offset, file.Value.Size))))];

    private static ArchiveEntry Of(Target target, string path, long size, Func<(Stream? Below, Stream Content)> open)
    {
        var name = $"{target.Location}!{path}";
        return new(name, async cancellation =>
        {
            if (size > SizeLimit)
            {
                throw new UnreadableException(name, $"has {size} bytes; an entry is read in memory up to {SizeLimit >> 20} MB");
            }

            var (below, content) = open();
            await using (below)
            await using (content)
            {
                return ByteSource.OfMemory(await ReadAsync(content, name, (int)size, cancellation));
            }
        });
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
