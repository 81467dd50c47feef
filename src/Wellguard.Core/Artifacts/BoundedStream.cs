namespace Wellguard.Artifacts;

/// <summary>At most so many bytes of another stream, which stays open. Unless it may end early, a longer or shorter content is damage.</summary>
internal sealed class BoundedStream(Stream inner, long length, bool mayEndEarly) : Stream
{
    private long left = length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (left == 0)
        {
            return mayEndEarly || inner.Read(buffer[..1]) == 0 ? 0 : throw new InvalidDataException("the content is longer than its header says");
        }

        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read > 0 || mayEndEarly ? read : throw new InvalidDataException("the content is shorter than its header says");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
