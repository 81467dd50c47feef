using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Gives each name its own address, so that an address says which name was meant. IPv4: 198.18.0.0/15, for benchmarks (RFC 2544); IPv6: the same number under 2001:db8:c612::/96, for documentation (RFC 3849).</summary>
internal sealed class NameMap(MadeUp madeUp)
{
    /// <summary>Attack: a tunnel asks for a new name each time. More share one address.</summary>
    private const int NameLimit = 65_536;
    private const uint Prefix = 0xC612_0000;
    private const uint Hosts = 1 << 17;

    private static readonly IPAddress Metadata = new([169, 254, 169, 254]);
    private static readonly IPAddress Rest = new([198, 19, 255, 254]);
    private static readonly byte[] NewPrefix = [0x20, 0x01, 0x0D, 0xB8, 0xC6, 0x12, 0, 0, 0, 0, 0, 0];

    /// <summary>Names that clouds resolve to their metadata server.</summary>
    private static readonly Dictionary<string, IPAddress> Special = new()
    {
        ["metadata.google.internal"] = Metadata,
        ["metadata.goog"] = Metadata,
        ["metadata"] = Metadata,
        ["instance-data"] = Metadata,
        ["instance-data.ec2.internal"] = Metadata,
        ["metadata.azure.internal"] = Metadata,
        ["localhost"] = IPAddress.Loopback,
    };

    private readonly Lock gate = new();
    private readonly Dictionary<string, uint> numbers = [];
    private readonly Dictionary<uint, string> names = [];

    /// <param name="name">Lower case, without a final dot.</param>
    public IPAddress AddressOf(string name)
    {
        if (Special.TryGetValue(name, out var known))
        {
            return known;
        }

        lock (gate)
        {
            if (!numbers.TryGetValue(name, out var number))
            {
                if (numbers.Count >= NameLimit)
                {
                    return Rest;
                }

                number = 256 + (madeUp.Number("address " + name) % (Hosts - 512));
                while (names.ContainsKey(number))
                {
                    number = number >= Hosts - 257 ? 256 : number + 1;
                }

                numbers[name] = number;
                names[number] = name;
            }

            return Old(Prefix | number);
        }
    }

    /// <summary>Null for what has no IPv6 address: metadata names.</summary>
    public IPAddress? NewAddressOf(string name) => Special.ContainsKey(name) ? null : new IPAddress([.. NewPrefix, .. AddressOf(name).GetAddressBytes()]);

    /// <summary>Null: nobody asked for a name that has this address.</summary>
    public string? NameOf(IPAddress address)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes().AsSpan();
        if (bytes.Length == 16)
        {
            if (!bytes.StartsWith(NewPrefix))
            {
                return null;
            }

            bytes = bytes[12..];
        }

        var number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        lock (gate)
        {
            return (number & ~(Hosts - 1)) == Prefix ? names.GetValueOrDefault(number & (Hosts - 1)) : null;
        }
    }

    public Destination Named(IPEndPoint end) => new(NameOf(end.Address) ?? end.Address.ToString(), end.Port);

    private static IPAddress Old(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}

/// <summary>Where a client wants to go: a name when one is known, else an address.</summary>
internal sealed record Destination(string Host, int Port)
{
    public bool IsAddress => IPAddress.TryParse(Host, out _);

    public override string ToString() => $"{(IPAddress.TryParse(Host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host)}:{Port}";
}
