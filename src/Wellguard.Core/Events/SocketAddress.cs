using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Wellguard.Events;

/// <summary>What a system call was told about the other end.</summary>
internal static class SocketAddress
{
    /// <summary><c>struct sockaddr</c>: what follows the family's own fields is not initialised. Null: a family that leads nowhere (netlink).</summary>
    public static string? TextOf(ReadOnlySpan<byte> address)
    {
        if (address.Length < 3)
        {
            return null;
        }

        switch (BinaryPrimitives.ReadUInt16LittleEndian(address))
        {
            case 1:
                var path = address[2..];
                var isAbstract = path[0] == 0;
                path = isAbstract ? path[1..] : path;
                var end = path.IndexOf((byte)0);
                return (isAbstract ? "unix:@" : "unix:") + Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
            case 2 when address.Length >= 8:
                return new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])).ToString();
            case 10 when address.Length >= 24:
                var ip = new IPAddress(address.Slice(8, 16));
                return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, BinaryPrimitives.ReadUInt16BigEndian(address[2..])).ToString();
            case 17:
                return "packet";
            default:
                return null;
        }
    }
}
