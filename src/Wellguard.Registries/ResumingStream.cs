using System.Net;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <param name="Size">What the manifest claims, or null.</param>
internal sealed record BlobLimits(long? Size, RegistryOptions Options, string What);

/// <summary>A blob's bytes: asks for the rest when the connection breaks or falls silent, and ends with an <see cref="IOException"/> when that fails too.</summary>
internal sealed class ResumingStream(HttpResponseMessage first, Func<long, CancellationToken, Task<HttpResponseMessage>> open, BlobLimits limits) : ReadOnlyStream
{
    private readonly long? expected = limits.Size ?? first.Content.Headers.ContentLength;
    private readonly TimeSpan longest = limits.Options.TimeFor(limits.Size ?? first.Content.Headers.ContentLength);
    private HttpResponseMessage? response = first;
    private TimedStream? body;
    private long position;
    private TimeSpan waited;
    private int breaks;

    public override long Position { get => position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            var start = limits.Options.Time.GetTimestamp();
            string why;
            try
            {
                body ??= await StartAsync(cancellationToken);
                var read = await body.ReadAsync(buffer, cancellationToken);
                position += read;
                if (position > expected)
                {
                    throw new UnreadableException(limits.What, $"the registry sends more than the {expected} bytes that the manifest claims");
                }

                if (Late(start) is { } late)
                {
                    throw new UnreadableException(limits.What, late);
                }

                if (read > 0 || expected is null || position == expected)
                {
                    return read;
                }

                why = $"ended after {position} of {expected} bytes";
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                why = e.Message;
            }
            catch (UnreadableException e)
            {
                throw new IOException(e.Message, e);
            }

            await BreakAsync(why, cancellationToken);
            if (Late(start) is { } tooLate)
            {
                throw new IOException($"{limits.What}: {tooLate}");
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
        }

        base.Dispose(disposing);
    }

    /// <summary>Only the time that the registry took counts.</summary>
    private string? Late(long start)
    {
        waited += limits.Options.Time.GetElapsedTime(start);
        return waited > longest ? $"only {position:N0} bytes came in {waited.TotalSeconds:0.#} s, {longest.TotalSeconds:0.#} s is the most for a blob of this size" : null;
    }

    private async Task BreakAsync(string why, CancellationToken cancellation)
    {
        Drop();
        if (++breaks >= limits.Options.Attempts)
        {
            throw new IOException($"{limits.What}: the download broke {breaks} times: {why}");
        }

        await Task.Delay(limits.Options.Backoff * breaks, limits.Options.Time, cancellation);
    }

    private async Task<TimedStream> StartAsync(CancellationToken cancellation)
    {
        response ??= await open(position, cancellation);
        var start = new TimedStream(await response.Content.ReadAsStreamAsync(cancellation), limits.Options, limits.What);
        if (position > 0 && response.StatusCode != HttpStatusCode.PartialContent)
        {
            await SkipAsync(start, cancellation);
        }
        else if (position > 0 && response.Content.Headers.ContentRange?.From != position)
        {
            throw new UnreadableException(limits.What, "the registry continues a broken download at another place");
        }

        return start;
    }

    /// <summary>A registry without ranges sends everything again.</summary>
    private async Task SkipAsync(TimedStream from, CancellationToken cancellation)
    {
        var buffer = new byte[64 << 10];
        for (var left = position; left > 0;)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            left -= read > 0 ? read : throw new IOException("the connection broke again");
        }
    }

    private void Drop()
    {
        body?.Dispose();
        response?.Dispose();
        (body, response) = (null, null);
    }
}
