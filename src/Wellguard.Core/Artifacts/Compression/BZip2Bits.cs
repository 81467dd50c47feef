namespace Wellguard.Artifacts.Compression;

/// <summary>Bits, the highest of a byte first.</summary>
internal sealed class BZip2Bits(ByteInput input)
{
    private ulong _buffer;
    private int _count;

    public bool IsAtEnd => _count == 0 && input.IsAtEnd;

    /// <param name="count">At most 32.</param>
    public long Read(int count)
    {
        var value = Peek(count);
        _count -= count;
        return value;
    }

    /// <summary>Without taking them.</summary>
    public long Peek(int count)
    {
        while (_count < count)
        {
            _buffer = (_buffer << 8) | input.Byte();
            _count += 8;
        }

        return (long)((_buffer >> (_count - count)) & ((1UL << count) - 1));
    }

    /// <summary>Takes what <see cref="Peek"/> gave.</summary>
    public void Skip(int count) => _count -= count;

    public bool Bit() => Read(1) != 0;

    public void Align() => _count -= _count & 7;
}
