namespace Wellguard.Artifacts;

/// <summary>At most so many bytes of another stream, which stays open. Unless it may end early, a longer or shorter content is damage.</summary>
internal sealed class BoundedStream(Stream inner, long length, bool mayEndEarly) : ReadOnlyStream
{
    private long left = length;

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
}
