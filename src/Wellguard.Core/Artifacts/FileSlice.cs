using Microsoft.Win32.SafeHandles;

namespace Wellguard.Artifacts;

/// <summary>A part of an open file as a stream of its own: several can read one handle at once.</summary>
internal sealed class FileSlice(SafeFileHandle handle, long offset, long length, bool owns) : ReadOnlyStream
{
    private long position;

    public override bool CanSeek => true;
    public override long Length => length;

    public override long Position
    {
        get => position;
        set => position = Math.Max(0, value);
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, length - position));
        if (count == 0)
        {
            return 0;
        }

        var read = RandomAccess.Read(handle, buffer[..count], offset + position);
        position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing && owns)
        {
            handle.Dispose();
        }

        base.Dispose(disposing);
    }
}
