using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>DNS over UDP, and over a stream (RFC 1035, 4.2.2; in TLS: RFC 7858).</summary>
internal static class DnsServer
{
    public static async Task ServeAsync(Socket socket, Resolver resolver, ByteBudget budget, CancellationToken cancellation)
    {
        var buffer = new byte[ushort.MaxValue];
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, any, cancellation);
                if (budget.Take(got.ReceivedBytes) && resolver.Answer(buffer.AsSpan(0, got.ReceivedBytes), isDatagram: true) is { } answer)
                {
                    await socket.SendToAsync(answer, got.RemoteEndPoint, cancellation);
                }
            }
            catch (SocketException)
            {
                // The one client is gone, or its message was too large; the next may be fine.
            }
        }
    }

    public static async Task HoldAsync(Talk talk)
    {
        while (true)
        {
            while (talk.Wire.Ahead.Length < 2 || talk.Wire.Ahead.Length < 2 + BinaryPrimitives.ReadUInt16BigEndian(talk.Wire.Ahead.Span))
            {
                // A message longer than the buffer is no question.
                if (!await talk.Wire.FillAsync())
                {
                    return;
                }
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(talk.Wire.Ahead.Span);
            var answer = talk.World.Resolver.Answer(talk.Wire.Ahead.Span.Slice(2, length), isDatagram: false);
            talk.Wire.Take(2 + length);
            if (answer is null)
            {
                return;
            }

            await talk.Wire.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
        }
    }
}
