using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Wellguard.Artifacts;

public sealed partial class ZipWalker
{
    private long opened;

    /// <summary>Attack: thousands of entries share one run of bytes, each of them an honest ratio.</summary>
    private long Budget => Math.Max(BombSize * 8, stream.Length * RatioLimit);

    /// <summary>
    /// The unpacked content, never longer than declared; valid until the next call. Throws <see cref="UnreadableException"/> for what cannot be opened
    /// (method, password); reading throws <see cref="InvalidDataException"/> when the data is damaged or longer than declared.
    /// </summary>
    public Stream Open(ZipEntry entry, string? password = null)
    {
        opened += entry.Entry.Size;
        return opened <= Budget && opened >= 0
            ? Open(stream, entry, password)
            : throw new UnreadableException(entry.Entry.Path, $"the archive's entries unpack to more than {Budget >> 20} MB, more than an honest archive of its size");
    }

    internal static Stream Open(Stream stream, ZipEntry entry, string? password)
    {
        if (entry.Entry.Size == 0)
        {
            return Stream.Null;
        }

        if (entry.DataOffset < 0)
        {
            throw new UnreadableException(entry.Entry.Path, "has no content where the directory says");
        }

        stream.Position = entry.DataOffset;
        Stream stored = new BoundedStream(stream, entry.CompressedSize, mayEndEarly: true);
        if (entry.IsEncrypted)
        {
            stored = ZipEncryption.Open(stored, entry, Encoding.UTF8.GetBytes(password ?? throw new UnreadableException(entry.Entry.Path, "is encrypted; give --password")));
        }

        Stream content = entry.Method switch
        {
            0 => stored,
            8 => new DeflateStream(stored, CompressionMode.Decompress),
            93 => FileFormats.Zstd(stored),
            _ => throw new UnreadableException(entry.Entry.Path, $"compression method {entry.Method} is not supported"),
        };
        Stream whole = new BoundedStream(content, entry.Entry.Size, mayEndEarly: false);
        return entry.AesStrength > 0 ? whole : new ChecksumStream(whole, entry.Crc); // AES has a check of its own
    }

    /// <summary>A symbolic link's target, which is its content, or null.</summary>
    public string? LinkOf(ZipEntry entry)
    {
        if (entry.Entry.Type != EntryType.SymbolicLink || entry.Entry.Size is 0 or > 4096 || entry.IsEncrypted)
        {
            return null;
        }

        try
        {
            using var content = Open(entry);
            var bytes = new byte[entry.Entry.Size];
            return Encoding.UTF8.GetString(bytes, 0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnreadableException or ZstdException)
        {
            return null;
        }
    }
}
