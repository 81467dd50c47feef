namespace Wellguard.Artifacts.Compression;

/// <summary>Bytes one after the other, of a stream that stays open. Throws <see cref="EndOfStreamException"/> where there is no further one.</summary>
internal sealed class ByteInput(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at;
    private int _end;

    /// <summary>Read up to now.</summary>
    public long Position { get; private set; }

    public bool IsAtEnd => _at == _end && !Fill();

    public byte Byte()
    {
        if (_at == _end && !Fill())
        {
            throw new EndOfStreamException("the compressed data ends early");
        }

        Position++;
        return _buffer[_at++];
    }

    /// <summary>False at the end, and before another byte.</summary>
    public bool TrySkip(byte expected)
    {
        if (IsAtEnd || _buffer[_at] != expected)
        {
            return false;
        }

        Byte();
        return true;
    }

    public void Exactly(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            if (_at == _end && !Fill())
            {
                throw new EndOfStreamException("the compressed data ends early");
            }

            var count = Math.Min(_end - _at, into.Length);
            _buffer.AsSpan(_at, count).CopyTo(into);
            _at += count;
            Position += count;
            into = into[count..];
        }
    }

    private bool Fill()
    {
        (_at, _end) = (0, stream.Read(_buffer));
        return _end > 0;
    }
}
