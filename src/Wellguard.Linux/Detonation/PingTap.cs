using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// ICMP and ICMPv6 packets that a cell sends, whichever address they go to: the kernel answers pings, and a copy of each packet is handed on as it is.
/// Only root can take packets from the wire; the fake internet, which looks into them, is nobody.
/// </summary>
internal sealed partial class PingTap : IDisposable
{
    /// <summary>Packets. Attack: a flood of pings.</summary>
    private const int MaxPackets = 5_000;

    private const int NetworkNamespace = 0x40000000;

    private readonly Socket _socket;
    private readonly ChannelWriter<byte[]> _sent;

    private PingTap(Socket socket, ChannelWriter<byte[]> sent) => (_socket, _sent) = (socket, sent);

    /// <param name="network">All addresses become its own.</param>
    /// <param name="sent">Gets packets with their headers; it is completed by <see cref="Dispose"/>.</param>
    public static async Task<PingTap> StartAsync(CellNetwork network, ChannelWriter<byte[]> sent)
    {
        await Tool.RunAsync("nsenter", ["--net=" + network.Internet, "ip", "-batch", "-"], """
            route replace local 0.0.0.0/0 dev lo table main
            route replace local ::/0 dev lo table main
            """).ConfigureAwait(false);
        var tap = new PingTap(Open(network.Internet), sent);
        _ = Task.Run(tap.ListenAsync);
        return tap;
    }

    /// <summary>On a thread that enters the namespace and ends there.</summary>
    private static Socket Open(string path)
    {
        Socket? opened = null;
        Exception? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle(path);
                if (Enter((int)file.DangerousGetHandle(), NetworkNamespace) != 0)
                {
                    throw new IOException(Marshal.GetLastPInvokeErrorMessage());
                }

                // packet(7): from the IP header on, of all protocols (ETH_P_ALL, in the order of the network).
                opened = new Socket(AddressFamily.Packet, SocketType.Dgram, (ProtocolType)0x0300);
                Filter(opened);
            }
            catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
            {
                opened?.Dispose();
                problem = e;
            }
        });
        thread.Start();
        thread.Join();
        return problem is null ? opened! : throw new IOException($"pings of the cell cannot be heard: {problem.Message}", problem);
    }

    /// <summary>A classic BPF program (Documentation/networking/filter): what arrives, and is ICMP in IPv4 or ICMPv6 in IPv6.</summary>
    private static unsafe void Filter(Socket socket)
    {
        const int Sockets = 1, AttachFilter = 26;
        const ushort LoadByte = 0x30, And = 0x54, JumpIfEqual = 0x15, Return = 0x06;
        const uint PacketKind = 0xFFFFF004, Outgoing = 4;
        Span<Step> program =
        [
            new(LoadByte, 0, 0, PacketKind),
            new(JumpIfEqual, 8, 0, Outgoing),
            new(LoadByte, 0, 0, 0),
            new(And, 0, 0, 0xF0),
            new(JumpIfEqual, 0, 2, 0x40),
            new(LoadByte, 0, 0, 9),
            new(JumpIfEqual, 2, 3, 1),
            new(LoadByte, 0, 0, 6),
            new(JumpIfEqual, 0, 1, 58),
            new(Return, 0, 0, ushort.MaxValue),
            new(Return, 0, 0, 0),
        ];
        fixed (Step* first = program)
        {
            var described = new Described((ushort)program.Length, first);
            socket.SetRawSocketOption(Sockets, AttachFilter, new ReadOnlySpan<byte>(&described, sizeof(Described)));
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        try
        {
            for (var taken = 0; taken < MaxPackets; taken++)
            {
                _ = _sent.TryWrite(buffer[..await _socket.ReceiveAsync(buffer).ConfigureAwait(false)]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The cell is gone.
        }
    }

    /// <summary>No more is handed on.</summary>
    public void Dispose()
    {
        _ = _sent.TryComplete();
        _socket.Dispose();
    }

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Step(ushort Code, byte IfSo, byte Else, uint Value);

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly unsafe struct Described(ushort count, Step* steps)
    {
        private readonly ushort _count = count;
        private readonly Step* _steps = steps;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(int file, int kind);
}
