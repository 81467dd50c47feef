namespace Wellguard.Artifacts;

/// <summary>Hands out the bytes of a stream that arrives in blocks, without copying.</summary>
/// <param name="nextBlock">Gives the next block, or an empty one at the end; the block before it is then no longer used.</param>
/// <param name="pass">Passes over so many bytes after the last block without reading them, and gives how many there were; null where all must be read.</param>
internal sealed class BlockReader(Func<ReadOnlyMemory<byte>> nextBlock, Func<long, long>? pass = null)
{
    /// <summary>For a stream in which most is passed over.</summary>
    private const int SeekableBlock = 1 << 14;

    private ReadOnlyMemory<byte> _block;
    private bool _ended;

    /// <summary>Bytes handed out or passed over so far.</summary>
    public long Position { get; private set; }

    /// <summary>From where a seekable stream stands.</summary>
    public static BlockReader Over(Stream seekable)
    {
        var block = new byte[SeekableBlock];
        return new(() => block.AsMemory(0, seekable.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)), Pass);

        long Pass(long count)
        {
            var passed = Math.Min(count, Math.Max(0, seekable.Length - seekable.Position));
            seekable.Position += passed;
            return passed;
        }
    }

    /// <returns>1 to <paramref name="most"/> bytes, or none at the end of the stream.</returns>
    public ReadOnlySpan<byte> Next(long most)
    {
        if (_block.IsEmpty && !_ended)
        {
            _block = nextBlock();
            _ended = _block.IsEmpty;
        }

        var length = (int)Math.Min(most, _block.Length);
        var piece = _block.Span[..length];
        _block = _block[length..];
        Position += length;
        return piece;
    }

    /// <returns>False when the stream ended before <paramref name="target"/> was full.</returns>
    public bool Fill(Span<byte> target)
    {
        while (target.Length > 0)
        {
            var piece = Next(target.Length);
            if (piece.IsEmpty)
            {
                return false;
            }

            piece.CopyTo(target);
            target = target[piece.Length..];
        }

        return true;
    }

    /// <returns>False when the stream ended first.</returns>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (_block.IsEmpty && pass is not null)
            {
                var passed = pass(count);
                Position += passed;
                return passed == count;
            }

            var piece = Next(count);
            if (piece.IsEmpty)
            {
                return false;
            }

            count -= piece.Length;
        }

        return true;
    }
}
