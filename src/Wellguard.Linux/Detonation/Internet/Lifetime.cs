namespace Wellguard.Linux.Detonation.Internet;

/// <summary>How long a connection lives: until it is idle too long, as a whole too long, or everything ends.</summary>
internal sealed class Lifetime : IDisposable
{
    private readonly InternetLimits limits;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly CancellationTokenSource end;
    private readonly CancellationTokenRegistration everything;

    public Lifetime(InternetLimits limits, TimeProvider time, CancellationToken all)
    {
        this.limits = limits;
        this.time = time;
        start = time.GetTimestamp();
        end = new CancellationTokenSource(limits.Idle, time);
        everything = all.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), end);
    }

    public CancellationToken Token => end.Token;

    public TimeProvider Time => time;

    /// <summary>The client did something.</summary>
    public void Touch()
    {
        var left = limits.Connection - time.GetElapsedTime(start);
        end.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left < limits.Idle ? left : limits.Idle);
    }

    /// <summary>Ends earlier than that, unless what is returned is disposed of before.</summary>
    public IDisposable Within(TimeSpan limit)
    {
        return time.CreateTimer(static state => ((Lifetime)state!).Cancel(), this, limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        everything.Dispose();
        end.Dispose();
    }

    private void Cancel()
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The timer was late.
        }
    }
}
