using System.Net;
using System.Net.Sockets;

namespace Wellguard.Registries;

/// <summary>Who can be asked at an address, from everybody to nobody but this machine. A registry may not make us ask what is nearer than it is itself.</summary>
internal enum Reach
{
    Public,

    /// <summary>This network (RFC 1918, 4193, 6598).</summary>
    Private,

    /// <summary>This link (RFC 3927, 4291 2.5.6): where clouds tell a machine its credentials.</summary>
    Link,

    Machine,
}

internal static class Reaches
{
    /// <summary>Also of an IPv4 address that an IPv6 address holds (RFC 4291 2.5.5, 6052, 3056).</summary>
    public static Reach Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork ? Of(bytes)
            : IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) ? Reach.Machine
            : address.IsIPv6LinkLocal ? Reach.Link
            : address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal ? Reach.Private
            : bytes.AsSpan(0, 2).SequenceEqual<byte>([0x20, 0x02]) ? Of(bytes.AsSpan(2, 4))
            : HoldsIpv4(bytes) ? Of(bytes.AsSpan(12))
            : Reach.Public;
    }

    /// <summary>What a host's name alone tells (RFC 6761, 6762; <c>.internal</c> is reserved for private use). An address is a name too.</summary>
    public static Reach OfName(string host)
    {
        var name = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        return IPAddress.TryParse(name, out var address) ? Of(address)
            : name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) ? Reach.Machine
            : !name.Contains('.', StringComparison.Ordinal) || name.EndsWith(".internal", StringComparison.Ordinal) || name.EndsWith(".local", StringComparison.Ordinal) ? Reach.Private
            : Reach.Public;
    }

    /// <summary><c>::ffff:a.b.c.d</c>, <c>::a.b.c.d</c> and <c>64:ff9b::a.b.c.d</c>.</summary>
    private static bool HoldsIpv4(byte[] bytes) =>
        bytes.AsSpan(0, 10).IndexOfAnyExcept((byte)0) < 0 && (bytes.AsSpan(10, 2).SequenceEqual<byte>([0, 0]) || bytes.AsSpan(10, 2).SequenceEqual<byte>([0xff, 0xff]))
        || bytes.AsSpan(0, 12).SequenceEqual<byte>([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);

    private static Reach Of(ReadOnlySpan<byte> ipv4) => (ipv4[0], ipv4[1]) switch
    {
        (0 or 127, _) => Reach.Machine,
        (169, 254) => Reach.Link,
        (10, _) or (172, >= 16 and <= 31) or (192, 168) or (100, >= 64 and <= 127) => Reach.Private,
        _ => Reach.Public,
    };
}
