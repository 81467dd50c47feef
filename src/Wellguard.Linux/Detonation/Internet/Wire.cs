using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A client's stream with a look ahead: which protocol it is shows in the first bytes, and whoever speaks the protocol must still get them.</summary>
internal sealed class Wire(Stream inner, Lifetime life, ByteBudget budget) : Stream
{
    /// <summary>Bytes; also the longest that can be looked ahead.</summary>
    private const int BufferSize = 32 << 10;

    private readonly byte[] buffer = new byte[BufferSize];
    private int start;
    private int end;
    private Task<int>? pending;

    public Lifetime Life => life;

    /// <summary>Gets every byte that is taken from the wire, when set.</summary>
    public CanarySearch? Tap { get; set; }

    /// <summary>Bytes that were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes that have come and were not taken.</summary>
    public ReadOnlyMemory<byte> Ahead => buffer.AsMemory(start, end - start);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Waits for more bytes ahead; false at the end of the stream, and when the buffer is full.</summary>
    public async ValueTask<bool> FillAsync()
    {
        if (pending is null && !Begin())
        {
            return false;
        }

        var read = await pending!.WaitAsync(life.Token);
        pending = null;
        if (read <= 0 || !budget.Take(read))
        {
            return false;
        }

        life.Touch();
        end += read;
        return true;
    }

    /// <summary>False when nothing came in that time; what comes later is not lost.</summary>
    public async ValueTask<bool> WaitAsync(TimeSpan limit)
    {
        if (pending is null && !Begin())
        {
            return true;
        }

        if (!pending!.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(life.Token);
            var delay = Task.Delay(limit, life.Time, stop.Token);
            await Task.WhenAny(pending, delay);
            await stop.CancelAsync();
        }

        life.Token.ThrowIfCancellationRequested();
        return pending.IsCompleted;
    }

    public void Take(int count)
    {
        Tap?.Add(buffer.AsSpan(start, count));
        start += count;
        Taken += count;
    }

    /// <summary>Latin-1, without the line break. Null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The line is longer than the limit.</exception>
    public async ValueTask<string?> ReadLineAsync(int limit)
    {
        for (var searched = 0; ;)
        {
            var at = Ahead.Span[searched..].IndexOf((byte)'\n');
            if (at >= 0 && searched + at <= limit)
            {
                var line = Ahead.Span[..(searched + at)];
                var text = Encoding.Latin1.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
                Take(line.Length + 1);
                return text;
            }

            searched = Ahead.Length;
            if (searched > limit)
            {
                throw new InvalidDataException("a line is too long");
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || (Ahead.Length == 0 && !await FillAsync()))
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, Ahead.Length);
        Ahead[..count].CopyTo(buffer);
        Take(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await inner.WriteAsync(buffer, life.Token);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public ValueTask WriteAsync(string latin) => WriteAsync(Encoding.Latin1.GetBytes(latin));

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool Begin()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            return false;
        }

        pending = inner.ReadAsync(buffer.AsMemory(end), life.Token).AsTask();
        _ = pending.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return true;
    }
}
