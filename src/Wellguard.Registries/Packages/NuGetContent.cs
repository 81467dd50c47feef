using System.Buffers.Binary;
using System.Security.Cryptography;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>
/// The <c>contentHash</c> of NuGet's lock files: SHA-512 of the archive as it was before it was signed, that is without the entry <c>.signature.p7s</c> (NuGet.Packaging, GetPackageContentHash).
/// 1. Every entry but the signature, in the order of the archive. 2. The directory without it, places moved. 3. The end record with one entry less.
/// </summary>
internal static class NuGetContent
{
    private const string Signature = ".signature.p7s";
    private const int EndLength = 22, HeaderLength = 46;

    /// <summary>Attack: a directory of gigabytes.</summary>
    private const int LargestDirectory = 64 << 20;

    /// <summary>As <see cref="Integrity"/> holds it; null when the archive is not signed, or not as NuGet signs.</summary>
    public static string? DigestOf(ByteSource bytes)
    {
        using var stream = bytes.Open();
        var tail = new byte[Math.Min(stream.Length, EndLength + ushort.MaxValue)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || tail.Length - at < EndLength)
        {
            return null;
        }

        var end = tail.AsSpan(at).ToArray();
        var (size, start) = (BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)), BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16)));
        if (size > LargestDirectory || start + (long)size > stream.Length)
        {
            return null;
        }

        var directory = new byte[size];
        stream.Position = start;
        stream.ReadExactly(directory);
        var headers = Headers(directory);
        if (headers is null || headers.FindIndex(static header => header.IsSignature) is not (>= 0 and var index))
        {
            return null;
        }

        // Entries end where the next one begins.
        var signature = headers[index];
        var order = headers.OrderBy(static header => header.Offset).ToList();
        long EndOf(Header header) => order.Find(next => next.Offset > header.Offset) is { Length: > 0 } next ? next.Offset : start;
        var length = EndOf(signature) - signature.Offset;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        foreach (var header in order.Where(static header => !header.IsSignature))
        {
            Copy(stream, header.Offset, EndOf(header) - header.Offset, hash);
        }

        foreach (var header in headers.Where(static header => !header.IsSignature).OrderBy(static header => header.Offset))
        {
            var record = directory.AsSpan(header.Start, header.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(record[42..], (uint)(header.Offset - (header.Offset > signature.Offset ? length : 0)));
            hash.AppendData(record);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)(headers.Count - 1));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)(headers.Count - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), size - (uint)signature.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)(start - length));
        hash.AppendData(end);
        return $"sha512:{Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }

    private static List<Header>? Headers(byte[] directory)
    {
        var headers = new List<Header>();
        for (var at = 0; at < directory.Length;)
        {
            var record = directory.AsSpan(at);
            if (record.Length < HeaderLength || !record.StartsWith("PK\x01\x02"u8))
            {
                return null;
            }

            var name = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]);
            var length = HeaderLength + name + BinaryPrimitives.ReadUInt16LittleEndian(record[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
            if (length > record.Length)
            {
                return null;
            }

            headers.Add(new(at, length, BinaryPrimitives.ReadUInt32LittleEndian(record[42..]), record.Slice(HeaderLength, name).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Signature))));
            at += length;
        }

        return headers;
    }

    private static void Copy(Stream stream, long offset, long count, IncrementalHash hash)
    {
        var buffer = new byte[64 << 10];
        stream.Position = offset;
        for (var left = count; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                return;
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }
    }

    private readonly record struct Header(int Start, int Length, long Offset, bool IsSignature);
}
