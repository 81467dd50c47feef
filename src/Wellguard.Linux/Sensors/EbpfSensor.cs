using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Wellguard.Artifacts;
using Wellguard.Events;

namespace Wellguard.Linux.Sensors;

/// <summary>
/// Programs in the host's kernel that record what the processes of one control group do (Ebpf/wellguard.bpf.c). They go when this process goes, however it ends.
/// </summary>
internal sealed unsafe class EbpfSensor : IDisposable
{
    private readonly EbpfPrograms _programs;
    private readonly EbpfRecords _records = new(Zero());
    private readonly Action<Event> _happened;
    private readonly Thread _thread;
    private readonly nint _ring;
    private GCHandle _self;
    private volatile bool _finished;
    private volatile bool _foreign;

    /// <param name="file">The compiled programs.</param>
    /// <param name="group">The cell's control group, of the second version.</param>
    /// <param name="happened">Called on one thread; nearly in order.</param>
    /// <exception cref="IOException">The kernel does not take them.</exception>
    public EbpfSensor(string file, SafeFileHandle group, Action<Event> happened)
    {
        _happened = happened;
        _programs = EbpfPrograms.Load(file);
        _self = GCHandle.Alloc(this);
        try
        {
            foreach (var (number, call) in EbpfCall.All)
            {
                _programs.Put("calls", number, call.ToBytes());
            }

            _programs.Put("cell", 0, BitConverter.GetBytes((int)group.DangerousGetHandle()));
            _ring = Libbpf.NewRing(_programs.Map("records"), &Received, GCHandle.ToIntPtr(_self), 0);
            if (_ring == 0)
            {
                throw new IOException($"the kernel gives the sensor no buffer: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            _programs.Attach();
        }
        catch
        {
            Free();
            throw;
        }

        _thread = new Thread(Receive) { IsBackground = true, Name = "ebpf sensor" };
        _thread.Start();
    }

    /// <summary>What could not be seen.</summary>
    public IReadOnlyList<Shortfall> Unseen => _foreign ? [.. _programs.Unseen, new("sensor", "32 bits", "a program made system calls of another processor, which are not known here, and was ended for it")] : _programs.Unseen;

    /// <summary>The processes have ended: what they did is read to its end.</summary>
    public void Finish()
    {
        if (!_finished)
        {
            _finished = true;
            _thread.Join();
        }
    }

    private void Receive()
    {
        const int Step = 50;
        while (!_finished)
        {
            _ = Libbpf.Poll(_ring, Step); // until there is much, or the time is over
            _ = Libbpf.Consume(_ring);
        }

        _ = Libbpf.Consume(_ring);
        var state = _programs.Get("states", 0, 8);
        if (_records.Lost(BitConverter.ToUInt32(state, 4)) is { } lost)
        {
            _happened(lost with { Time = Now() });
        }
    }

    [UnmanagedCallersOnly]
    private static int Received(nint context, byte* record, nuint length)
    {
        var sensor = (EbpfSensor)GCHandle.FromIntPtr(context).Target!;
        foreach (var happened in sensor._records.Read(new ReadOnlySpan<byte>(record, (int)length)))
        {
            const long BadCall = 31, Signal = 0x7F; // SIGSYS, by seccomp
            sensor._foreign |= happened is { Kind: EventKind.Exit, Result: { } result } && (result & Signal) == BadCall;
            sensor._happened(happened);
        }

        return 0;
    }

    /// <summary>Nanoseconds since 1970 at which the kernel's monotonic clock, which <see cref="Stopwatch"/> reads, was 0.</summary>
    private static long Zero() => Now() - (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private void Free()
    {
        if (_ring != 0)
        {
            Libbpf.FreeRing(_ring);
        }

        _programs.Dispose();
        _self.Free();
    }

    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            Finish();
            Free();
        }
    }
}
