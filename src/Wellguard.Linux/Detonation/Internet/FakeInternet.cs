using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>
/// Everything that a cell can reach: it answers all names, takes all connections, speaks what the client speaks, and tells what was asked, sent and stolen.
/// It needs no privilege; who starts it redirects the cell's traffic to its ports and lets nothing else out.
/// </summary>
public sealed class FakeInternet : IAsyncDisposable
{
    /// <summary>How long an end may take.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private const int PortAttempts = 16;

    private readonly CancellationTokenSource end = new();
    private readonly World world;
    private readonly PingReader pings;
    private readonly Socket tcp;
    private readonly Socket dnsStream;
    private readonly Socket dns;
    private readonly Socket udp;
    private readonly List<Task> loops = [];
    private readonly HashSet<Task> conversations = [];
    private bool isDisposed;

    private FakeInternet(InternetOptions options, ChannelWriter<Event> events)
    {
        var canaries = new CanaryPatterns(options.Canaries);
        var outlet = new EventOutlet(events, options, canaries);
        var madeUp = new MadeUp(options.Seed);
        var names = new NameMap(madeUp);
        world = new(options, outlet, names, new Authority(options.Time), canaries, new(options.Limits.Bytes, outlet), madeUp, DecoyBook.Embedded, new Resolver(names, outlet, canaries));
        pings = new(world);
        var opened = new List<Socket>();
        try
        {
            (dns, dnsStream) = OpenBoth(opened);
            tcp = Open(SocketType.Stream, options.TcpPort, opened);
            udp = Open(SocketType.Dgram, options.UdpPort, opened);
        }
        catch (SocketException)
        {
            opened.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    public int DnsPort => Port(dns);

    public int TcpPort => Port(tcp);

    public int UdpPort => Port(udp);

    /// <summary>The certificate, in PEM, that signs all others of this run.</summary>
    public string CertificateAuthority => world.Authority.Pem;

    /// <param name="events">Gets what happens; it is completed by <see cref="DisposeAsync"/>.</param>
    /// <exception cref="SocketException">A port is taken.</exception>
    public static FakeInternet Start(InternetOptions options, ChannelWriter<Event> events)
    {
        var made = new FakeInternet(options, events);
        var all = made.end.Token;
        made.loops.Add(Task.Run(() => made.AcceptAsync(made.tcp, options.Destination), all));
        made.loops.Add(Task.Run(() => made.AcceptAsync(made.dnsStream, static _ => new IPEndPoint(IPAddress.Any, DnsOverStream)), all));
        made.loops.Add(Task.Run(() => DnsServer.ServeAsync(made.dns, made.world.Resolver, made.world.Budget, all), all));
        made.loops.Add(Task.Run(() => DatagramServer.ServeAsync(made.udp, made.world, all), all));
        return made;
    }

    internal const int DnsOverStream = 53;

    /// <summary>A packet of ICMP or ICMPv6 that the cell sent, with its header. The kernel answers it; who may take packets from the wire hands it on.</summary>
    public void Take(ReadOnlySpan<byte> packet) => pings.Take(packet);

    /// <summary>The name that was given this address; null: none.</summary>
    public string? NameOf(IPAddress address) => world.Names.NameOf(address);

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await end.CancelAsync();
        Task[] left;
        lock (conversations)
        {
            left = [.. conversations, .. loops];
        }

        await Task.WhenAny(Task.WhenAll(left), Task.Delay(Farewell));
        tcp.Dispose();
        dnsStream.Dispose();
        dns.Dispose();
        udp.Dispose();
        pings.Finish();
        world.Events.Close();
        world.Authority.Dispose();
        end.Dispose();
    }

    /// <summary>The same port for UDP and TCP: what the system chooses for one may be taken for the other.</summary>
    private (Socket Datagrams, Socket Stream) OpenBoth(List<Socket> opened)
    {
        for (var attempt = 1; ; attempt++)
        {
            var datagrams = Open(SocketType.Dgram, world.Options.DnsPort, opened);
            try
            {
                return (datagrams, Open(SocketType.Stream, Port(datagrams), opened));
            }
            catch (SocketException) when (world.Options.DnsPort == 0 && attempt < PortAttempts)
            {
                datagrams.Dispose();
            }
        }
    }

    private Socket Open(SocketType type, int port, List<Socket> opened)
    {
        var address = world.Options.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : world.Options.Address;
        var socket = new Socket(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        opened.Add(socket);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = address.Equals(IPAddress.IPv6Any);
        }

        socket.Bind(new IPEndPoint(address, port));
        if (type == SocketType.Stream)
        {
            socket.Listen(world.Limits.Connections);
        }

        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private async Task AcceptAsync(Socket listener, Func<Socket, IPEndPoint> destination)
    {
        while (!end.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await listener.AcceptAsync(end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone already, or there are no more descriptors: others end meanwhile.
                await Task.Delay(10, end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                continue;
            }

            lock (conversations)
            {
                if (conversations.Count >= world.Limits.Connections)
                {
                    world.Events.Refuse();
                    accepted.Dispose();
                    continue;
                }

                var conversation = Task.Run(() => HoldAsync(accepted, destination), CancellationToken.None);
                conversations.Add(conversation);
                _ = conversation.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task conversation)
    {
        lock (conversations)
        {
            conversations.Remove(conversation);
        }
    }

    /// <summary>The one place where a conversation fails: with whatever it fails, the others go on.</summary>
    private async Task HoldAsync(Socket accepted, Func<Socket, IPEndPoint> destination)
    {
        try
        {
            accepted.NoDelay = true;
            using var life = new Lifetime(world.Limits, world.Time, end.Token);
            await using var stream = new NetworkStream(accepted, ownsSocket: true);
            await using var wire = new Wire(stream, life, world.Budget);
            await Conversation.HoldAsync(new(world, wire, world.Names.Named(destination(accepted)), Encrypted: false));
        }
        catch (Exception)
        {
            // A client that breaks off, breaks the protocol or is too slow: what it did until then has been told.
            accepted.Dispose();
        }
    }
}
