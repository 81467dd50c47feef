using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>A response body whose every read has a time limit, and that must come at a least rate. Attack: a registry that sends a byte a second hangs a pipeline.</summary>
internal sealed class TimedStream(Stream inner, RegistryOptions options, string what) : ReadOnlyStream
{
    private readonly CancellationTokenSource timer = new();
    private TimeSpan waited;
    private long received;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, timer.Token);
        if (read.IsCompleted)
        {
            return Counted(await read, TimeSpan.Zero);
        }

        var start = options.Time.GetTimestamp();
        timer.CancelAfter(options.IdleTimeout);
        await using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), timer);
        try
        {
            return Counted(await read, options.Time.GetElapsedTime(start));
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"{what}: nothing came for {options.IdleTimeout.TotalSeconds:0.#} s", e);
        }
        finally
        {
            timer.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Only the time that was spent waiting counts: a slow reader is not the registry's fault.</summary>
    private int Counted(int read, TimeSpan wait)
    {
        waited += wait;
        received += read;
        if (waited < options.RateWindow)
        {
            return read;
        }

        if (read > 0 && received < options.LeastRate * waited.TotalSeconds)
        {
            throw new IOException($"{what}: only {received:N0} bytes came in {waited.TotalSeconds:0.#} s");
        }

        (waited, received) = (TimeSpan.Zero, 0);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            timer.Dispose();
        }

        base.Dispose(disposing);
    }
}
