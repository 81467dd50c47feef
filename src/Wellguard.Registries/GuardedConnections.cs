using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>
/// The connections of one registry's client. Attack: a registry redirects, or names a token endpoint, or changes what its own name resolves to, so that we
/// ask a service of this machine, its network or its cloud. The addresses that are connected to count, whatever they are called.
/// </summary>
/// <param name="origin">The registry's host, without the port.</param>
/// <param name="nearest">What may be reached at most, where the user did not name the registry; null: wherever it is.</param>
internal sealed class GuardedConnections(string origin, RegistryOptions options, Reach? nearest = null)
{
    private readonly Lock guard = new();
    private readonly bool isNamed = nearest is null;
    private Reach? reached = nearest;

    /// <summary>
    /// What is nearer is refused: the farthest address at which the registry itself was reached. Before, and behind a proxy, only its name is known,
    /// and a name can be that of a registry in this network.
    /// </summary>
    private Reach Limit
    {
        get
        {
            lock (guard)
            {
                return reached ?? (Reaches.OfName(origin) is var named && named > Reach.Private ? named : Reach.Private);
            }
        }
    }

    /// <summary>By its name alone, before it is resolved: a proxy resolves names by itself.</summary>
    public bool MayAsk(string host) => (isNamed && Is(host)) || Reaches.OfName(host) <= Limit;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>. Throws <see cref="UnreadableException"/> for what is refused.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isProxy = context.InitialRequestMessage.RequestUri is { } asked && (asked.IdnHost != host || asked.Port != port);
        var all = await options.Resolve(host, cancellation);
        var addresses = isProxy ? all : Allowed(host, all);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            if (!isProxy && Is(host))
            {
                Reached(((IPEndPoint)socket.RemoteEndPoint!).Address);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool Is(string host) => string.Equals(host.Trim('[', ']'), origin.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);

    /// <summary>The user named the registry: the first address of it is not judged.</summary>
    private IPAddress[] Allowed(string host, IPAddress[] addresses)
    {
        lock (guard)
        {
            if (reached is null && Is(host))
            {
                return addresses;
            }
        }

        var limit = Limit;
        return Array.FindAll(addresses, address => options.ReachOf(address) <= limit) is { Length: > 0 } allowed ? allowed
            : throw new UnreadableException(origin, $"the registry leads to {host}, an address of this machine or network, which is refused");
    }

    private void Reached(IPAddress address)
    {
        lock (guard)
        {
            var reach = options.ReachOf(address);
            reached = reached is { } before && before < reach ? before : reach;
        }
    }
}
