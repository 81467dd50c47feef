using System.Buffers;
using System.Globalization;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Reads a request's body (RFC 9112, 6): all of it is searched and counted, its beginning is kept for the answer.</summary>
internal sealed class HttpBody(Wire wire, CanarySearch search, long limit)
{
    /// <summary>Bytes that an answer may depend on.</summary>
    private const int KeptLimit = 64 << 10;

    /// <summary>Characters of a chunk's size with its extensions.</summary>
    private const int ChunkLineLimit = 1024;

    private readonly ArrayBufferWriter<byte> kept = new();

    /// <summary>Bytes so far.</summary>
    public long Size { get; private set; }

    /// <summary>The body is larger than the limit, and its rest was not read.</summary>
    public bool IsTooLarge { get; private set; }

    public byte[] Kept => kept.WrittenSpan.ToArray();

    /// <exception cref="InvalidDataException">The framing is damaged.</exception>
    /// <exception cref="IOException">The client left before the end.</exception>
    public async Task ReadAsync(HttpHead head)
    {
        if (head["Transfer-Encoding"] is { } encoding)
        {
            if (!encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException("a transfer encoding other than chunked");
            }

            await ReadChunksAsync();
        }
        else if (head["Content-Length"] is { } length)
        {
            if (!long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                throw new InvalidDataException("no length");
            }

            await ReadAsync(size);
        }
    }

    private async Task ReadChunksAsync()
    {
        while (!IsTooLarge)
        {
            var line = await LineAsync();
            var digits = line.Split(';')[0].Trim();
            if (digits.Length > 15 || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                throw new InvalidDataException("no chunk size");
            }

            if (size > 0)
            {
                await ReadAsync(size);
                _ = IsTooLarge || await LineAsync() is "" ? 0 : throw new InvalidDataException("no line break after a chunk");
                continue;
            }

            for (var trailers = 0; await LineAsync() is { Length: > 0 };)
            {
                _ = ++trailers < HttpHead.HeaderLimit ? 0 : throw new InvalidDataException("too many trailers");
            }

            return;
        }
    }

    private async ValueTask<string> LineAsync() => await wire.ReadLineAsync(ChunkLineLimit) ?? throw new EndOfStreamException();

    private async Task ReadAsync(long size)
    {
        for (var left = size; left > 0;)
        {
            if (Size >= limit)
            {
                IsTooLarge = true;
                return;
            }

            if (wire.Ahead.Length == 0 && !await wire.FillAsync())
            {
                throw new EndOfStreamException();
            }

            var piece = (int)Math.Min(Math.Min(left, limit - Size), wire.Ahead.Length);
            search.Add(wire.Ahead.Span[..piece]);
            kept.Write(wire.Ahead.Span[..(int)Math.Min(piece, KeptLimit - kept.WrittenCount)]);
            wire.Take(piece);
            Size += piece;
            left -= piece;
        }
    }
}
