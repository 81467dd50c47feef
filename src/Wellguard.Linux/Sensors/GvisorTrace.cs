using System.Net.Sockets;
using Wellguard.Events;

namespace Wellguard.Linux.Sensors;

/// <summary>Receives the trace session of a gVisor sandbox on a UNIX socket that keeps packets apart.</summary>
internal sealed class GvisorTrace : IDisposable
{
    /// <summary>Longest packet. Attack: an exec with two megabytes of arguments; the rest of it is cut off by the kernel.</summary>
    private const int MaxPacket = 4 << 20;

    /// <summary>Handshake of pkg/sentry/seccheck/sinks/remote/wire: version 1, both ways.</summary>
    private static readonly byte[] Version1 = [0x08, 0x01];

    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly Action<Event> _happened;
    private Socket? _sandbox;

    /// <param name="path">Of the socket, which must not be there yet.</param>
    /// <param name="happened">Called in order, on one thread.</param>
    public GvisorTrace(string path, Action<Event> happened)
    {
        _happened = happened;
        _listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _thread = new Thread(Receive) { IsBackground = true, Name = "gvisor trace" };
        _thread.Start();
    }

    /// <summary>Waits until the sandbox has said all that it had to say; one that never connected had nothing.</summary>
    /// <returns>False: there is more.</returns>
    public bool Finish(TimeSpan patience) => _thread.Join(patience) || _sandbox is null;

    private void Receive()
    {
        try
        {
            _sandbox = _listener.Accept();
            var buffer = new byte[MaxPacket];
            _sandbox.Receive(buffer);
            _sandbox.Send(Version1);
            var messages = new GvisorMessages();
            for (var length = _sandbox.Receive(buffer); length > 0; length = _sandbox.Receive(buffer))
            {
                foreach (var happened in messages.Read(buffer.AsSpan(0, length)))
                {
                    _happened(happened);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The sandbox ended, or nobody listens any more.
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _sandbox?.Dispose();
        _thread.Join(TimeSpan.FromSeconds(2));
    }
}
