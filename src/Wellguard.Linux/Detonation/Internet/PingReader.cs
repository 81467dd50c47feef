using System.Net;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>ICMP (RFC 792) and ICMPv6 (RFC 4443): who is asked whether it is there, and what is carried past filters that look at TCP and UDP only.</summary>
internal sealed class PingReader(World world)
{
    private const int Header = 8;
    private const int Header4 = 20;
    private const int Header6 = 40;

    /// <summary>Bytes in front in which ping puts the time.</summary>
    private const int Stamp = 16;

    /// <summary>Errors and neighbours: the kernel of the cell sends them by itself.</summary>
    private static readonly byte[] s_itself = [3, 5, 11, 12];
    private static readonly byte[] s_itself6 = [1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 137, 143];

    private readonly DatagramStreams _streams = new(world, "icmp");

    /// <param name="packet">From the header of IPv4 or IPv6 on.</param>
    public void Take(ReadOnlySpan<byte> packet)
    {
        var is4 = packet.Length > 0 && packet[0] >> 4 == 4;
        var start = is4 ? (packet[0] & 15) * 4 : Header6;
        if (packet.Length < Math.Max(start, Header4) + Header || (is4 ? s_itself : s_itself6).Contains(packet[start]) || !world.Budget.Take(packet.Length))
        {
            return;
        }

        var to = new IPAddress(is4 ? packet[16..20] : packet[24..40]);
        var carried = packet[(start + Header)..];
        var where = "icmp://" + (world.Names.NameOf(to) ?? (is4 ? to.ToString() : $"[{to}]"));
        if (IsUsual(carried))
        {
            _streams.Take(where, where, carried, "ping");
        }
        else
        {
            _streams.Take(where + " carries", where, carried, "carries: " + RawConversation.Printable(carried[Math.Min(carried.Length, StampOf(carried))..]));
        }
    }

    public void Finish() => _streams.Finish();

    /// <summary>What the usual programs fill a ping with: after the time one byte, or each byte one more than that before it.</summary>
    private static bool IsUsual(ReadOnlySpan<byte> carried)
    {
        var rest = carried[Math.Min(carried.Length, StampOf(carried))..];
        bool isSame = true, isCounting = true;
        for (var at = 1; at < rest.Length; at++)
        {
            isSame &= rest[at] == rest[0];
            isCounting &= rest[at] == (byte)(rest[at - 1] + 1) || (rest[at - 1] == (byte)'w' && rest[at] == (byte)'a');
        }

        return isSame || isCounting;
    }

    /// <summary>No time is text.</summary>
    private static int StampOf(ReadOnlySpan<byte> carried) => carried.Length >= Stamp && carried[..Stamp].ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Stamp : 0;
}
