using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>
/// The first half of the single pass. One thread reads a blob as stored, hashes it and inflates it into pooled blocks; a second hashes those; the caller
/// walks the tar in them and looks at its files. Three threads, because no fixed split of the work keeps two cores busy with every layer.
/// </summary>
internal sealed class BlobStream : IDisposable
{
    /// <summary>Two queues of four blocks of a quarter of a megabyte bound the memory of a layer in flight.</summary>
    private const int BlockSize = 1 << 18;
    private const int QueuedBlocks = 4;

    /// <summary>Attack: a petabyte of zeros.</summary>
    public const long MaxBytes = 64L << 30;

    /// <summary>Attack: a gzip bomb. Judged only above <see cref="RatioFloor"/>: small files of zeros are honest.</summary>
    private const int MaxRatio = 300;
    private const long RatioFloor = 512L << 20;

    /// <summary>The shared pool gives its arrays back at each full collection, and clears new ones.</summary>
    private static readonly ArrayPool<byte> Blocks = ArrayPool<byte>.Create(BlockSize, 4 * QueuedBlocks);

    private readonly BlockQueue _inflated = new(QueuedBlocks);
    private readonly BlockQueue _hashed = new(QueuedBlocks);
    private Task _threads = Task.CompletedTask;
    private readonly IncrementalHash _diffHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashingStream _source;
    private readonly Action<long> _progress;
    private byte[]? _current;
    private volatile bool _interrupted;

    /// <param name="blob">As stored; disposed by this object.</param>
    /// <param name="progress">Receives the number of stored bytes read since the last call.</param>
    public BlobStream(Stream blob, Action<long> progress)
    {
        _source = new HashingStream(blob);
        _progress = progress;
    }

    /// <summary>What ended the stream before its end, or null.</summary>
    public (ArchiveProblem Problem, string Detail)? Broken { get; private set; }

    public long UncompressedBytes { get; private set; }

    /// <summary><c>sha256:…</c> of the stored bytes; valid after <see cref="Finish"/>.</summary>
    public string? Digest { get; private set; }

    /// <summary><c>sha256:…</c> of the inflated bytes; valid after <see cref="Finish"/>.</summary>
    public string? DiffId { get; private set; }

    public BlockReader Start(CancellationToken cancel)
    {
        _threads = Task.WhenAll(
            Task.Factory.StartNew(() => Produce(cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Task.Factory.StartNew(Hash, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return new BlockReader(NextBlock);
    }

    /// <summary>Reads what the walker left, so that both digests cover everything.</summary>
    public void Finish(BlockReader reader)
    {
        while (!reader.Next(BlockSize).IsEmpty)
        {
        }

        DiffId = "sha256:" + Convert.ToHexStringLower(_diffHash.GetHashAndReset());
        Digest = _source.Digest ?? DiffId;
    }

    private ReadOnlyMemory<byte> NextBlock()
    {
        if (_current is not null)
        {
            Blocks.Return(_current);
            _current = null;
        }

        if (!_hashed.TryTake(out var block))
        {
            // The blob did not end here: a reader that took this for its end would call it damaged.
            return _interrupted ? throw new OperationCanceledException("interrupted") : default;
        }

        _current = block.Bytes;
        return block.Bytes.AsMemory(0, block.Length);
    }

    private void Produce(CancellationToken cancel)
    {
        try
        {
            var inflated = Inflate();
            while (Queue(inflated))
            {
                cancel.ThrowIfCancellationRequested();
                if (UncompressedBytes > MaxBytes || (UncompressedBytes > RatioFloor && UncompressedBytes / Math.Max(_source.BytesRead, 1) > MaxRatio))
                {
                    Broken = (ArchiveProblem.Bomb, $"{_source.BytesRead:N0} stored bytes expand beyond {UncompressedBytes:N0}");
                    break;
                }
            }

            if (Broken is null && !_inflated.IsClosed)
            {
                _source.Drain();
            }

            if (inflated != _source)
            {
                inflated.Dispose();
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException)
        {
            Broken = (ArchiveProblem.Truncated, "the compressed stream is damaged or ends early");
        }
        catch (OperationCanceledException)
        {
            _interrupted = true;
        }
        catch (Exception e)
        {
            // The stage's boundary: whatever a source throws, the end must never look like the real one.
            Broken = (ArchiveProblem.Truncated, e is UnreadableException unreadable ? unreadable.Why : "reading failed: " + e.Message);
        }
        finally
        {
            _inflated.Complete();
        }
    }

    private void Hash()
    {
        while (_inflated.TryTake(out var block))
        {
            _diffHash.AppendData(block.Bytes, 0, block.Length);
            if (!_hashed.Add(block))
            {
                _inflated.Close();
                Blocks.Return(block.Bytes);
            }
        }

        _hashed.Complete();
    }

    /// <summary>False at the end, and when nobody reads any more.</summary>
    private bool Queue(Stream inflated)
    {
        var block = Blocks.Rent(BlockSize);
        var before = _source.BytesRead;
        var queued = false;
        try
        {
            var length = inflated.ReadAtLeast(block.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
            UncompressedBytes += length;
            queued = length > 0 && _inflated.Add((block, length));
        }
        finally
        {
            _progress(_source.BytesRead - before);
            if (!queued)
            {
                Blocks.Return(block);
            }
        }

        return queued;
    }

    /// <summary>By the first bytes, whatever the media type claims. A plain tar is hashed once: its digest is its diffID.</summary>
    private Stream Inflate()
    {
        if (FileFormats.Decompress(_source.Peek(FileFormats.MagicSize), _source) is { } inflated)
        {
            return inflated;
        }

        _source.StopHashing();
        return _source;
    }

    public void Dispose()
    {
        _hashed.Close();
        _threads.Wait();
        _diffHash.Dispose();
        _source.Dispose();
    }
}
