using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Collects one file: whole up to <see cref="FileContent.WholeLimit"/>, above that its first and last half limit and Go's build information.</summary>
internal sealed class FileBuffer
{
    private const int Half = FileContent.WholeLimit / 2;

    /// <summary>How much of Go's build information is kept: module lists of large programs are below 64 kB.</summary>
    private const int GoWindow = 1 << 17;

    private static ReadOnlySpan<byte> GoMarker => " Go buildinf:"u8;

    private byte[] _bytes = [];
    private byte[] _tail = [];
    private byte[] _go = [];
    private int _length;
    private long _seen;
    private long _size;
    private int _tailLength;
    private int _goLength;
    private bool _goOpen;

    public int Length => _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _tailLength);

    public ReadOnlySpan<byte> GoBuildInfo => _go.AsSpan(0, _goLength);

    public void Begin(long size)
    {
        _size = size;
        _seen = 0;
        _length = 0;
        _tailLength = 0;
        _goLength = 0;
        _goOpen = false;
    }

    /// <param name="keepAll">False: only the head is wanted so far.</param>
    public void Append(ReadOnlySpan<byte> piece, bool keepAll)
    {
        piece = piece[..(int)Math.Min(piece.Length, _size - _seen)]; // a file of a live system may grow while it is read
        var most = keepAll ? (_size <= FileContent.WholeLimit ? (int)_size : Half) : (int)Math.Min(_size, LayerPass.HeadSize);
        var head = Math.Min(piece.Length, most - _length);
        if (head > 0)
        {
            Reserve(ref _bytes, FileContent.WholeLimit);
            piece[..head].CopyTo(_bytes.AsSpan(_length));
            _length += head;
        }

        if (keepAll && _size > FileContent.WholeLimit)
        {
            AppendTail(piece);
            AppendGo(piece);
        }

        _seen += piece.Length;
    }

    /// <summary>The tail starts at a fixed offset, because the size is known beforehand.</summary>
    private void AppendTail(ReadOnlySpan<byte> piece)
    {
        var start = Math.Max(Half, _size - Half);
        var skip = (int)Math.Clamp(start - _seen, 0, piece.Length);
        piece = piece[skip..];
        if (piece.IsEmpty)
        {
            return;
        }

        Reserve(ref _tail, Half);

        piece.CopyTo(_tail.AsSpan((int)(_seen + skip - start)));
        _tailLength = (int)(_seen + skip - start) + piece.Length;
    }

    /// <summary>Known gap: a marker that straddles two blocks is not seen, and the first one counts even when it is a constant of a Go tool.</summary>
    private void AppendGo(ReadOnlySpan<byte> piece)
    {
        if (!_goOpen)
        {
            var at = piece.IndexOf(GoMarker);
            if (at < 1 || piece[at - 1] != 0xff)
            {
                return;
            }

            piece = piece[(at - 1)..];
            _goOpen = true;
            Reserve(ref _go, GoWindow);
        }

        var count = Math.Min(piece.Length, GoWindow - _goLength);
        piece[..count].CopyTo(_go.AsSpan(_goLength));
        _goLength += count;
    }

    /// <summary>Allocated once a pass and not cleared: only the pages of the largest file are ever touched.</summary>
    private static void Reserve(ref byte[] array, int length)
    {
        if (array.Length == 0)
        {
            array = GC.AllocateUninitializedArray<byte>(length);
        }
    }
}
