using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A WebSocket (RFC 6455): agrees, listens to what the client says under its mask, answers pings and gives no orders.</summary>
internal static class WebSocketConversation
{
    /// <summary>Bytes of one frame. Attack: a frame of 2^63 bytes.</summary>
    private const long FrameLimit = 16 << 20;

    /// <summary>Bytes of a ping (RFC 6455, 5.5), and of what is told of a frame.</summary>
    private const int Small = 125;
    private const int ToldLimit = 20;
    private const int Close = 8;
    private const int Ping = 9;

    public static async Task HoldAsync(Talk talk, string url, string key)
    {
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.Latin1.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await talk.Wire.WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        var search = new CanarySearch(talk.World.Canaries);
        try
        {
            for (var count = 0; ; count++)
            {
                var (kind, size, first) = await FrameAsync(talk.Wire, search);
                if (kind == Close)
                {
                    await talk.Wire.WriteAsync((byte[])[0x80 | Close, 0]);
                    return;
                }

                if (kind == Ping)
                {
                    await talk.Wire.WriteAsync((byte[])[0x8A, (byte)first.Length, .. first]);
                }
                else if (count < ToldLimit)
                {
                    talk.Events.Send(url, "websocket", size, $"begins: {RawConversation.Printable(first)}");
                }
            }
        }
        finally
        {
            search.Finish();
            talk.Events.Thefts(url, search);
        }
    }

    /// <summary>The frame's kind, its size and its first bytes.</summary>
    private static async Task<(int Kind, long Size, byte[] First)> FrameAsync(Wire wire, CanarySearch search)
    {
        var head = new byte[2];
        await wire.ReadExactlyAsync(head);
        var more = new byte[(head[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 }];
        await wire.ReadExactlyAsync(more);
        var size = more.Length switch { 2 => BinaryPrimitives.ReadUInt16BigEndian(more), 8 => (long)Math.Min(long.MaxValue, BinaryPrimitives.ReadUInt64BigEndian(more)), _ => head[1] & 0x7F };
        if (size > FrameLimit)
        {
            throw new InvalidDataException("a frame is too large");
        }

        var mask = new byte[(head[1] & 0x80) != 0 ? 4 : 0];
        await wire.ReadExactlyAsync(mask);
        var first = new List<byte>(Small);
        var piece = new byte[8192];
        for (var left = size; left > 0;)
        {
            // Whole masks but for the last piece, so that the mask begins anew with each.
            var count = (int)Math.Min(piece.Length, left);
            await wire.ReadExactlyAsync(piece.AsMemory(0, count));
            for (var at = 0; at < count && mask.Length > 0; at++)
            {
                piece[at] ^= mask[at & 3];
            }

            search.Add(piece.AsSpan(0, count));
            first.AddRange(piece.AsSpan(0, Math.Min(count, Small - first.Count)));
            left -= count;
        }

        return (head[0] & 15, size, [.. first]);
    }
}
