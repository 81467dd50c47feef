using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>All UDP but DNS. A redirected datagram does not say where it was going; what it is shows in its bytes. Answers the time (NTP, RFC 5905) and a client's own address (STUN, RFC 5389).</summary>
internal static class DatagramServer
{
    private const int NtpSize = 48;
    private const uint StunCookie = 0x2112A442;

    /// <summary>As an event names what is not known.</summary>
    private const string Somewhere = "udp://unknown";

    /// <summary>Seconds from 1900, where NTP begins, to 1970.</summary>
    private const long NtpEpoch = 2_208_988_800;

    public static async Task ServeAsync(Socket socket, World world, CancellationToken cancellation)
    {
        var buffer = new byte[ushort.MaxValue];
        var streams = new DatagramStreams(world);
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                try
                {
                    var got = await socket.ReceiveFromAsync(buffer, any, cancellation);
                    if (world.Budget.Take(got.ReceivedBytes))
                    {
                        await TakeAsync(socket, world, streams, buffer.AsMemory(0, got.ReceivedBytes), (IPEndPoint)got.RemoteEndPoint, cancellation);
                    }
                }
                catch (SocketException)
                {
                    // The one client is gone; the next may be there.
                }
            }
        }
        finally
        {
            streams.Finish();
        }
    }

    private static async Task TakeAsync(Socket socket, World world, DatagramStreams streams, ReadOnlyMemory<byte> datagram, IPEndPoint from, CancellationToken cancellation)
    {
        var client = OriginalDestination.Plain(from);
        var (name, answer) = Answer(datagram.Span, from, world.Time.GetUtcNow());
        if (streams.Take(client.ToString(), Where(world, client), datagram.Span))
        {
            world.Events.Send(Where(world, client), "udp", datagram.Length, name.Length == 0 ? $"begins: {RawConversation.Printable(datagram.Span)}" : name, $"from: {client}");
        }

        if (answer.Length > 0)
        {
            await socket.SendToAsync(answer, from, cancellation);
        }
    }

    private static string Where(World world, IPEndPoint client) => world.Options.DatagramDestination(client) is { } end ? $"udp://{world.Names.Named(end)}" : Somewhere;

    internal static (string Name, byte[] Answer) Answer(ReadOnlySpan<byte> datagram, IPEndPoint from, DateTimeOffset now) =>
        datagram.Length >= NtpSize && (datagram[0] & 7) == 3 && (datagram[0] >> 3 & 7) is >= 1 and <= 4 ? ("ntp", Ntp(datagram, now))
        : datagram.Length >= 20 && datagram[0] == 0 && datagram[1] == 1 && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == StunCookie ? ("stun", Stun(datagram, from))
        : ("", []);

    private static byte[] Ntp(ReadOnlySpan<byte> asked, DateTimeOffset now)
    {
        var made = new byte[NtpSize];
        made[0] = (byte)((asked[0] & 0x38) | 4); // server
        made[1] = 2; // stratum
        made[2] = asked[2];
        made[3] = 0xE9; // precision
        "\x0A\x00\x00\x01"u8.CopyTo(made.AsSpan(12));
        var seconds = now.ToUnixTimeSeconds() + NtpEpoch;
        var time = ((ulong)seconds << 32) | ((ulong)(now.Ticks % TimeSpan.TicksPerSecond) << 32) / TimeSpan.TicksPerSecond;
        BinaryPrimitives.WriteUInt64BigEndian(made.AsSpan(16), time);
        asked.Slice(40, 8).CopyTo(made.AsSpan(24));
        BinaryPrimitives.WriteUInt64BigEndian(made.AsSpan(32), time);
        BinaryPrimitives.WriteUInt64BigEndian(made.AsSpan(40), time);
        return made;
    }

    /// <summary>A binding success with XOR-MAPPED-ADDRESS.</summary>
    private static byte[] Stun(ReadOnlySpan<byte> asked, IPEndPoint from)
    {
        var plain = OriginalDestination.Plain(from);
        var address = plain.Address.GetAddressBytes();
        for (var at = 0; at < address.Length; at++)
        {
            address[at] ^= asked[4 + at];
        }

        var port = (ushort)(plain.Port ^ (StunCookie >> 16));
        return [1, 1, 0, (byte)(8 + address.Length), .. asked.Slice(4, 16), 0, 0x20, 0, (byte)(4 + address.Length), 0, (byte)(address.Length == 4 ? 1 : 2), (byte)(port >> 8), (byte)port, .. address];
    }
}
