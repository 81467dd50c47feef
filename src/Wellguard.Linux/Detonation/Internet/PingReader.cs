using System.Buffers.Binary;
using System.Net;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>
/// ICMP (RFC 792) and ICMPv6 (RFC 4443): who is asked whether it is there, and what is carried past filters that look at TCP and UDP only. All that goes to one address is one
/// stream. Errors and neighbours are sent by the cell's own kernel: they are no event, but what a sample forges in them is looked into all the same.
/// </summary>
internal sealed class PingReader(World world)
{
    private const int Header = 8;
    private const int Header4 = 20;
    private const int Header6 = 40;
    private const byte Icmp = 1;
    private const byte Icmp6 = 58;

    /// <summary>Headers between that of IPv6 and the message (RFC 8200, 4): hop by hop, routing, fragment, destination.</summary>
    private const byte HopByHop = 0, Routing = 43, Fragment = 44, Destination = 60;

    /// <summary>Attack: a packet of nothing but headers.</summary>
    private const int MaxHeaders = 8;

    /// <summary>Bytes in front in which ping puts the time.</summary>
    private const int Stamp = 16;

    /// <summary>Attack: a new address for each ping. What is stolen is told of those above too.</summary>
    private const int MaxTold = 512;

    private static readonly byte[] s_byItself = [3, 5, 11, 12];
    private static readonly byte[] s_byItself6 = [1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 137, 143];

    private readonly DatagramStreams _streams = new(world);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <param name="packet">From the header of IPv4 or IPv6 on; what is not ICMP is passed over.</param>
    public void Take(ReadOnlySpan<byte> packet)
    {
        var is4 = packet.Length >= Header4 && packet[0] >> 4 == 4;
        if (!(is4 ? Message4(packet, out var start, out var isFirst) : Message6(packet, out start, out isFirst)) || !world.Budget.Take(packet.Length))
        {
            return;
        }

        var to = new IPAddress(is4 ? packet[16..20] : packet[24..40]);
        var where = "icmp://" + (world.Names.NameOf(to) ?? (is4 ? to.ToString() : $"[{to}]"));
        var carried = packet[Math.Min(packet.Length, start + (isFirst ? Header : 0))..];
        _streams.Take(where, where, carried);
        if (isFirst && start < packet.Length && !(is4 ? s_byItself : s_byItself6).Contains(packet[start]))
        {
            Tell(where, packet.Length, carried);
        }
    }

    public void Finish() => _streams.Finish();

    /// <param name="start">Of the message, or of the part that a later fragment holds.</param>
    private static bool Message4(ReadOnlySpan<byte> packet, out int start, out bool isFirst)
    {
        start = (packet[0] & 15) * 4;
        isFirst = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) == 0;
        return start >= Header4 && start <= packet.Length && packet[9] == Icmp;
    }

    private static bool Message6(ReadOnlySpan<byte> packet, out int start, out bool isFirst)
    {
        (start, isFirst) = (Header6, true);
        if (packet.Length < Header6 || packet[0] >> 4 != 6)
        {
            return false;
        }

        var next = packet[6];
        for (var header = 0; next != Icmp6; header++)
        {
            if (header == MaxHeaders || start + Header > packet.Length || next is not (HopByHop or Routing or Fragment or Destination))
            {
                return false;
            }

            isFirst &= next != Fragment || BinaryPrimitives.ReadUInt16BigEndian(packet[(start + 2)..]) >> 3 == 0;
            (next, start) = (packet[start], start + (next == Fragment ? Header : (packet[start + 1] + 1) * 8));
        }

        return start <= packet.Length;
    }

    private void Tell(string where, int size, ReadOnlySpan<byte> carried)
    {
        var rest = carried[Math.Min(carried.Length, StampOf(carried))..];
        var isUsual = IsUsual(rest);
        if (_told.Count < MaxTold && _told.Add((isUsual ? "ping " : "carries ") + where))
        {
            world.Events.Send(where, "icmp", size, isUsual ? "ping" : "carries: " + RawConversation.Printable(rest));
        }
    }

    /// <summary>What the usual programs fill a ping with, after the time: one byte, or each byte one more than that before it.</summary>
    private static bool IsUsual(ReadOnlySpan<byte> rest)
    {
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
