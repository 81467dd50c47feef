using System.Globalization;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// Two network namespaces that know nothing but each other: the cell's, and the one of the fake internet, to which all that the cell sends is redirected.
/// Neither has another interface, so nothing can leave.
/// </summary>
internal sealed class CellNetwork
{
    public const int DnsPort = 5353;
    public const int TcpPort = 4000;
    public const int UdpPort = 4001;

    /// <summary>Carrier-grade NAT space (RFC 6598) and a unique local prefix (RFC 4193): what a container behind a provider sees.</summary>
    public const string Gateway = "100.64.7.1";
    public const string Address = "100.64.7.2";
    private const string Gateway6 = "fd3a:91c4:7e02::1";
    private const string Address6 = "fd3a:91c4:7e02::2";

    private CellNetwork(string id)
    {
        Cell = PathOf("c", id);
        Internet = PathOf("i", id);
    }

    /// <summary>Path of the namespace, for nsenter.</summary>
    public string Cell { get; }

    public string Internet { get; }

    private static string NameOf(string which, string id) => $"wg{which}-{id}";

    private static string PathOf(string which, string id) => "/run/netns/" + NameOf(which, id);

    /// <param name="users">Null: the cell's namespace belongs to the host's users; else a file that becomes the namespace of its own ones.</param>
    public static async Task<CellNetwork> CreateAsync(string id, string? users)
    {
        var (cell, internet) = (NameOf("c", id), NameOf("i", id));
        await (users is null ? Tool.RunAsync("ip", ["netns", "add", cell]) : CellUsers.CreateAsync(users, cell)).ConfigureAwait(false);
        await Tool.RunAsync("ip", ["-batch", "-"], $"""
            netns add {internet}
            link add wg{id} netns {internet} type veth peer name eth0 netns {cell}
            """).ConfigureAwait(false);
        await Tool.RunAsync("ip", ["-netns", internet, "-batch", "-"], $"""
            link set lo up
            addr add {Gateway}/30 dev wg{id}
            addr add {Gateway6}/126 dev wg{id} nodad
            link set wg{id} up
            route add default dev wg{id}
            """).ConfigureAwait(false);
        await Tool.RunAsync("ip", ["-netns", cell, "-batch", "-"], $"""
            link set lo up
            addr add {Address}/30 dev eth0
            addr add {Address6}/126 dev eth0 nodad
            link set eth0 up
            route add default via {Gateway}
            route add default via {Gateway6} dev eth0
            """).ConfigureAwait(false);
        var network = new CellNetwork(id);
        await Tool.RunAsync("nsenter", ["--net=" + network.Internet, "nft", "-f", "-"], string.Create(CultureInfo.InvariantCulture, $$"""
            table inet wellguard {
              chain arrive {
                type nat hook prerouting priority -100;
                udp dport 53 redirect to :{{DnsPort}}
                tcp dport 53 redirect to :{{DnsPort}}
                meta l4proto tcp redirect to :{{TcpPort}}
                meta l4proto udp redirect to :{{UdpPort}}
              }
              chain pass {
                type filter hook forward priority 0; policy drop;
              }
            }
            """)).ConfigureAwait(false);
        return network;
    }

    public static async Task RemoveAsync(string id)
    {
        foreach (var name in (string[])[NameOf("c", id), NameOf("i", id)])
        {
            if (File.Exists("/run/netns/" + name))
            {
                await Tool.TryAsync("ip", ["netns", "delete", name]).ConfigureAwait(false);
            }
        }
    }
}
