using Microsoft.Win32.SafeHandles;

namespace Wellguard.Artifacts;

/// <summary>A run of bytes that can be opened many times, at any place, by several threads: a file, a nameless temporary file or memory.</summary>
public sealed class ByteSource
{
    /// <summary>Attack: a few compressed kilobytes, or an endless standard input, fill the disk.</summary>
    public const long SpoolLimit = 32L << 30;

    private readonly Func<long, long, Stream> open;

    private ByteSource(long length, Func<long, long, Stream> open)
    {
        Length = length;
        this.open = open;
    }

    public long Length { get; }

    /// <summary>Of the named file that holds the bytes, else null.</summary>
    public FileStamp? Stamp { get; private init; }

    /// <summary>A seekable stream over everything. Throws <see cref="UnreadableException"/> when the file is gone.</summary>
    public Stream Open() => open(0, Length);

    /// <summary>A seekable stream over a part, cut to what is there.</summary>
    public Stream Open(long offset, long length)
    {
        var start = Math.Clamp(offset, 0, Length);
        return open(start, Math.Clamp(length, 0, Length - start));
    }

    /// <summary>A part as a source of its own, cut to what is there.</summary>
    public ByteSource Part(long offset, long length)
    {
        var start = Math.Clamp(offset, 0, Length);
        var count = Math.Clamp(length, 0, Length - start);
        return new(count, (from, most) => open(start + from, most)) { Stamp = Stamp is { } stamp ? stamp with { Part = ((stamp.Part?.Offset ?? 0) + start, count) } : null };
    }

    /// <summary>Throws <see cref="UnreadableException"/>.</summary>
    public static ByteSource OfFile(string path, Func<string, FileStamp?> stamp) =>
        Readable(path, () =>
        {
            // A pipe or a device has length 0 and would block when opened.
            var length = new FileInfo(path).Length;
            return new ByteSource(length, (offset, count) => length == 0
                ? Stream.Null
                : Readable(path, () => new FileSlice(File.OpenHandle(path, options: FileOptions.SequentialScan), offset, count, owns: true)))
            {
                Stamp = stamp(path),
            };
        });

    public static ByteSource OfMemory(byte[] bytes) =>
        new(bytes.Length, (offset, count) => new MemoryStream(bytes, (int)offset, (int)count, writable: false));

    /// <summary>Copies a stream into a file that has no name any more when this returns: it disappears with its last user, also after a crash.</summary>
    /// <param name="what">For the error: the target as the user gave it.</param>
    /// <param name="limit">In bytes, at most <see cref="SpoolLimit"/>.</param>
    public static async Task<ByteSource> SpoolAsync(Stream from, string what, string directory, CancellationToken cancellation, long limit = SpoolLimit)
    {
        try
        {
            Directory.CreateDirectory(directory);
            // Attack: in a folder that users share, somebody else has the name already or opens the file before its name is gone.
            var own = Path.Combine(directory, "wellguard-" + Path.GetRandomFileName());
            Directory.CreateDirectory(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var handle = File.OpenHandle(Path.Combine(own, "spool"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            Directory.Delete(own, recursive: true);
            try
            {
                return await FillAsync(handle, from, what, Math.Min(limit, SpoolLimit), cancellation);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ZstdSharp.ZstdException)
        {
            throw new UnreadableException(what, e is InvalidDataException or EndOfStreamException or ChecksumException or ZstdSharp.ZstdException
                ? "the compressed data is damaged or cut short"
                : $"cannot be held in {directory}: {e.Message}", e);
        }
    }

    private static async Task<ByteSource> FillAsync(SafeFileHandle handle, Stream from, string what, long limit, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        long length = 0;
        for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0; length += read)
        {
            if (length + read > limit)
            {
                throw new UnreadableException(what, $"is larger than {limit >> 20} MB when unpacked, more than an honest archive of its size");
            }

            RandomAccess.Write(handle, buffer.AsSpan(0, read), length);
        }

        return new ByteSource(length, (offset, count) => new FileSlice(handle, offset, count, owns: false));
    }

    private static T Readable<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(path, e is UnauthorizedAccessException ? "permission denied" : e is FileNotFoundException or DirectoryNotFoundException ? "is missing" : e.Message, e);
        }
    }
}
