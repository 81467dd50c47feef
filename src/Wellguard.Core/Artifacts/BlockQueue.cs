namespace Wellguard.Artifacts;

/// <summary>
/// Blocks on their way from one thread to the next, in order and few at a time. The runtime's collections spin before they wait: with two cores that is
/// time that the other thread needs.
/// </summary>
internal sealed class BlockQueue(int capacity)
{
    private readonly Queue<(byte[] Bytes, int Length)> _blocks = new(capacity);
    private bool _complete;

    /// <summary>Nobody reads any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Waits for room.</summary>
    /// <returns>False when the reader has gone; the block stays the caller's.</returns>
    public bool Add((byte[] Bytes, int Length) block)
    {
        lock (_blocks)
        {
            while (_blocks.Count == capacity && !IsClosed)
            {
                Monitor.Wait(_blocks);
            }

            if (IsClosed)
            {
                return false;
            }

            _blocks.Enqueue(block);
            Monitor.PulseAll(_blocks);
            return true;
        }
    }

    /// <summary>Waits for a block.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTake(out (byte[] Bytes, int Length) block)
    {
        lock (_blocks)
        {
            while (_blocks.Count == 0 && !_complete)
            {
                Monitor.Wait(_blocks);
            }

            var taken = _blocks.TryDequeue(out block);
            Monitor.PulseAll(_blocks);
            return taken;
        }
    }

    /// <summary>The writer's last word.</summary>
    public void Complete()
    {
        lock (_blocks)
        {
            _complete = true;
            Monitor.PulseAll(_blocks);
        }
    }

    /// <summary>The reader's last word: a writer that waits for room need not wait any longer.</summary>
    public void Close()
    {
        lock (_blocks)
        {
            IsClosed = true;
            Monitor.PulseAll(_blocks);
        }
    }
}
