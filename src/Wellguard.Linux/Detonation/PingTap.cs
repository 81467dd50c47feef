using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// ICMP and ICMPv6 packets that a cell sends, whichever address they go to: the kernel answers pings, and a copy of each packet is handed on as it is.
/// Only root can take packets from the wire; the fake internet, which looks into them, is nobody.
/// </summary>
internal sealed partial class PingTap : IDisposable
{
    /// <summary>Packets. Attack: a flood of pings; the rest is counted.</summary>
    private const int MaxPackets = 5_000;

    private const int NetworkNamespace = 0x40000000;

    private readonly Socket _socket;
    private readonly Task _listening;
    private long _left;

    private PingTap(Socket socket, StreamWriter sent)
    {
        _socket = socket;
        _listening = Task.Run(() => ListenAsync(sent));
    }

    /// <param name="network">All addresses become its own.</param>
    /// <param name="sent">Gets a line of hexadecimal digits for each packet, from its header on.</param>
    public static async Task<PingTap> StartAsync(CellNetwork network, StreamWriter sent)
    {
        await Tool.RunAsync("nsenter", ["--net=" + network.Internet, "ip", "-batch", "-"], """
            route replace local 0.0.0.0/0 dev lo table main
            route replace local ::/0 dev lo table main
            """).ConfigureAwait(false);
        return new PingTap(Open(network.Internet), sent);
    }

    /// <summary>Nothing more comes: what waits is handed on.</summary>
    /// <returns>How many packets were not.</returns>
    public async Task<long> FinishAsync(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (_socket.Available > 0 && !_listening.IsCompleted && clock.Elapsed < patience)
        {
            await Task.Delay(10).ConfigureAwait(false);
        }

        var lost = Dropped() + (_socket.Available > 0 ? 1 : 0);
        _socket.Dispose();
        await Task.WhenAny(_listening, Task.Delay(patience)).ConfigureAwait(false);
        return Interlocked.Read(ref _left) + lost + (_listening.IsCompleted ? 0 : 1);
    }

    /// <summary>By the kernel, because nobody took them in time: struct tpacket_stats of packet(7).</summary>
    private uint Dropped()
    {
        const int Packets = 263, Statistics = 6;
        Span<byte> counts = stackalloc byte[8];
        _socket.GetRawSocketOption(Packets, Statistics, counts);
        return BitConverter.ToUInt32(counts[4..]);
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

    /// <summary>A classic BPF program (Documentation/networking/filter): what arrives, and is ICMP in IPv4 or may be ICMPv6 in IPv6; who reads it looks again.</summary>
    private static unsafe void Filter(Socket socket)
    {
        const int Sockets = 1, AttachFilter = 26;
        const ushort LoadByte = 0x30, And = 0x54, JumpIfEqual = 0x15, Return = 0x06;
        const uint PacketKind = 0xFFFFF004, Outgoing = 4;
        Span<Step> program =
        [
            new(LoadByte, 0, 0, PacketKind),
            new(JumpIfEqual, 12, 0, Outgoing),
            new(LoadByte, 0, 0, 0),
            new(And, 0, 0, 0xF0),
            new(JumpIfEqual, 0, 2, 0x40),
            new(LoadByte, 0, 0, 9),
            new(JumpIfEqual, 6, 7, 1),
            new(LoadByte, 0, 0, 6),
            new(JumpIfEqual, 4, 0, 58),
            new(JumpIfEqual, 3, 0, 0), // the message may stand behind other headers
            new(JumpIfEqual, 2, 0, 43),
            new(JumpIfEqual, 1, 0, 44),
            new(JumpIfEqual, 0, 1, 60),
            new(Return, 0, 0, ushort.MaxValue),
            new(Return, 0, 0, 0),
        ];
        fixed (Step* first = program)
        {
            var described = new Described((ushort)program.Length, first);
            socket.SetRawSocketOption(Sockets, AttachFilter, new ReadOnlySpan<byte>(&described, sizeof(Described)));
        }
    }

    private async Task ListenAsync(StreamWriter sent)
    {
        var buffer = new byte[ushort.MaxValue];
        try
        {
            for (var taken = 0; ; taken++)
            {
                var length = await _socket.ReceiveAsync(buffer).ConfigureAwait(false);
                if (taken < MaxPackets)
                {
                    await sent.WriteLineAsync(Convert.ToHexString(buffer, 0, length)).ConfigureAwait(false);
                    await sent.FlushAsync().ConfigureAwait(false);
                }
                else
                {
                    Interlocked.Increment(ref _left);
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The cell is gone, or the fake internet.
        }
    }

    public void Dispose() => _socket.Dispose();

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
