using System.IO.Compression;
using Wellguard.Artifacts.Compression;
using ZstdSharp;

namespace Wellguard.Artifacts;

/// <summary>What a file is by its first bytes.</summary>
internal static class FileFormats
{
    /// <summary>Attack: a compressed archive of kilobytes that fills the disk. Judged only above <see cref="RatioFloor"/>.</summary>
    private const int RatioLimit = 200;
    private const long RatioFloor = 512L << 20;

    /// <summary>Attack: a zstd frame that asks for gigabytes of window. 128 MB is what zstd itself takes unless told otherwise, and so do engines.</summary>
    private const int ZstdWindowLog = 27;

    /// <summary>Of the longest mark of a compression.</summary>
    public const int MagicSize = 10;

    public static TargetKind KindOf(string path)
    {
        using var stream = ByteSource.OfFile(path, _ => null).Open();
        return KindOf(stream, path);
    }

    /// <summary>Throws <see cref="UnreadableException"/> when it is nothing that can be looked at.</summary>
    public static TargetKind KindOf(Stream stream, string what)
    {
        Span<byte> head = stackalloc byte[512];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return IsZip(head) ? TargetKind.Function
            : IsTar(head) || IsCompressed(head) || ArArchive.IsOne(head) ? TargetKind.ImageArchive
            : WorkspaceFile.IsLike(what, head) ? TargetKind.Workspace
            : throw new UnreadableException(what, head.Length == 0 ? "is empty" : Otherwise(head));
    }

    public static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) || head.StartsWith("PK\x07\x08"u8);

    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length == 512 && head.Slice(257, 5).SequenceEqual("ustar"u8);

    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Also a skippable frame, magic 0x184D2A50 to 0x184D2A5F (RFC 8878, 3.1.2), with which engines take a layer for zstd too.</summary>
    public static bool IsZstd(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || (head.Length >= 4 && (head[0] & 0xF0) == 0x50 && head[1..].StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]));

    public static bool IsXz(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]);

    /// <summary>Also without a block: the mark of the end.</summary>
    public static bool IsBZip2(ReadOnlySpan<byte> head) =>
        head.StartsWith("BZh"u8) && head.Length >= MagicSize && (head[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) || head[4..].StartsWith((ReadOnlySpan<byte>)[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]));

    public static bool IsCompressed(ReadOnlySpan<byte> head) => IsGzip(head) || IsZstd(head) || IsXz(head) || IsBZip2(head);

    /// <summary>What a stream of these first bytes decompresses to, or null when it is not compressed; the stream below stays open.</summary>
    public static Stream? Decompress(ReadOnlySpan<byte> head, Stream compressed) =>
        IsGzip(head) ? new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true)
        : IsZstd(head) ? Zstd(compressed)
        : IsXz(head) ? new XzStream(compressed)
        : IsBZip2(head) ? new BZip2Stream(compressed)
        : null;

    /// <summary>The same bytes, or what they decompress to in a temporary file.</summary>
    public static async Task<ByteSource> PlainAsync(ByteSource bytes, string what, OpenOptions options, CancellationToken cancellation)
    {
        var head = new byte[MagicSize];
        await using (var start = bytes.Open())
        {
            head = head[..start.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        await using var compressed = bytes.Open();
        await using var plain = Decompress(head, compressed);
        return plain is null ? bytes : await ByteSource.SpoolAsync(plain, what, options.TemporaryDirectory, cancellation, Math.Max(RatioFloor, bytes.Length * RatioLimit));
    }

    /// <summary>Decompresses with a bounded window; the stream below stays open.</summary>
    public static DecompressionStream Zstd(Stream compressed)
    {
        var stream = new DecompressionStream(compressed, leaveOpen: true);
        stream.SetParameter(ZstdSharp.Unsafe.ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return stream;
    }

    private static string Otherwise(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF]) || head.StartsWith((ReadOnlySpan<byte>)[0x5D, 0, 0])
            ? "is compressed in a way that is not supported (gzip, zstd, xz and bzip2 are); decompress it first"
            : "is neither an image (OCI layout, docker-archive), a package, a function zip nor a lock file; archive:FILE looks at each file of an archive, rootfs:DIR at a root file system, dir:DIR at any folder";
}
