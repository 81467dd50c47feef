using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Wellguard.Artifacts;

public sealed partial class ZipWalker
{
    /// <summary>
    /// The unpacked content, never longer than declared; valid until the next call. Throws <see cref="UnreadableException"/> for what cannot be opened
    /// (method, password); reading throws <see cref="InvalidDataException"/> when the data is damaged or longer than declared.
    /// </summary>
    public Stream Open(ZipEntry entry, string? password = null) => Open(stream, entry, password);

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
        return new BoundedStream(content, entry.Entry.Size, mayEndEarly: false);
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
