using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Where a redirected TCP connection was going before nftables redirected it (SO_ORIGINAL_DST of linux/netfilter_ipv4.h, IP6T_SO_ORIGINAL_DST of linux/netfilter_ipv6/ip6_tables.h).</summary>
internal static class OriginalDestination
{
    private const int LevelIp = 0;
    private const int LevelIpv6 = 41;
    private const int Option = 80;

    /// <summary>The local end when the connection was not redirected.</summary>
    public static IPEndPoint Of(Socket accepted)
    {
        var local = accepted.LocalEndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        var isOld = local.AddressFamily == AddressFamily.InterNetwork || local.Address.IsIPv4MappedToIPv6;

        // The kernel does not say how much it wrote: a sockaddr_in, or a sockaddr_in6.
        Span<byte> address = stackalloc byte[isOld ? 16 : 28];
        try
        {
            accepted.GetRawSocketOption(isOld ? LevelIp : LevelIpv6, Option, address);
            return Read(address) ?? Plain(local);
        }
        catch (SocketException)
        {
            return Plain(local);
        }
    }

    /// <summary>A <c>sockaddr_in</c> or <c>sockaddr_in6</c>; the port and address are in network order.</summary>
    internal static IPEndPoint? Read(ReadOnlySpan<byte> address) => address.Length switch
    {
        >= 28 => new(new IPAddress(address.Slice(8, 16)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        >= 8 => new(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        _ => null,
    };

    internal static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new(end.Address.MapToIPv4(), end.Port) : end;
}
