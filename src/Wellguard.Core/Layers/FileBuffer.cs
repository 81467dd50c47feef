using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Collects one file: whole up to <see cref="FileContent.WholeLimit"/>, above that its first and last half limit and Go's build information.</summary>
/// <remarks>Small files have memory of each buffer's own; a large one waits for the memory that all layers of a scan share.</remarks>
internal sealed class FileBuffer(LargeFile large)
{
    /// <summary>Most sources and libraries are smaller.</summary>
    private const int SmallSize = 1 << 20;

    private const int Half = FileContent.WholeLimit / 2;

    /// <summary>How much of Go's build information is kept: module lists of large programs are below 64 kB.</summary>
    private const int GoWindow = 1 << 17;

    /// <summary>Marker, flags, padding, and enough of the version to know it.</summary>
    private const int GoHeader = 40;

    /// <summary>Go's linker aligns the section.</summary>
    private const int GoBoundary = 16;

    private static ReadOnlySpan<byte> GoMarker => " Go buildinf:"u8;

    private byte[] _small = [];
    private bool _isLarge;
    private byte[] _go = [];
    private int _length;
    private long _seen;
    private long _size;
    private int _tailLength;
    private readonly byte[] _goCarry = new byte[GoHeader - 1];
    private int _goCarried;
    private int _goLength;
    private bool _goOpen;

    public int Length => _length;

    public ReadOnlySpan<byte> Bytes => (_isLarge ? large.Bytes : _small).AsSpan(0, _length);

    public ReadOnlySpan<byte> Tail => _isLarge ? large.Bytes.AsSpan(Half, _tailLength) : default;

    public ReadOnlySpan<byte> GoBuildInfo => _go.AsSpan(0, _goLength);

    public void Begin(long size)
    {
        End();
        _size = size;
        _seen = 0;
        _length = 0;
        _tailLength = 0;
        _goLength = 0;
        _goCarried = 0;
        _goOpen = false;
    }

    /// <summary>The file is done with: the shared memory is free again.</summary>
    public void End()
    {
        if (_isLarge)
        {
            _isLarge = false;
            large.Turn.Release();
        }

        _length = 0;
        _tailLength = 0;
    }

    /// <param name="keepAll">False: only the head is wanted so far.</param>
    public void Append(ReadOnlySpan<byte> piece, bool keepAll)
    {
        piece = piece[..(int)Math.Min(piece.Length, _size - _seen)]; // a file of a live system may grow while it is read
        var most = keepAll ? (_size <= FileContent.WholeLimit ? (int)_size : Half) : (int)Math.Min(_size, LayerPass.HeadSize);
        var head = Math.Min(piece.Length, most - _length);
        if (head > 0)
        {
            if (most > SmallSize)
            {
                BecomeLarge();
            }

            Reserve(ref _small, SmallSize);
            piece[..head].CopyTo((_isLarge ? large.Bytes : _small).AsSpan(_length));
            _length += head;
        }

        if (keepAll && _size > FileContent.WholeLimit)
        {
            AppendTail(piece);
            AppendGo(piece);
        }

        _seen += piece.Length;
    }

    /// <summary>The next so many bytes are not given. They are none of the first or last half limit.</summary>
    public void PassOver(long count)
    {
        _seen += count;
        _goCarried = 0;
    }

    private void BecomeLarge()
    {
        if (!_isLarge)
        {
            large.Turn.Wait();
            _isLarge = true;
            Reserve(ref large.Bytes, FileContent.WholeLimit);
            _small.AsSpan(0, _length).CopyTo(large.Bytes);
        }
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

        piece.CopyTo(large.Bytes.AsSpan(Half + (int)(_seen + skip - start)));
        _tailLength = (int)(_seen + skip - start) + piece.Length;
    }

    /// <summary>
    /// The first marker on its boundary with a readable header behind it: Go's own tools hold the marker as a constant too. One that straddles two pieces is
    /// looked for where they meet.
    /// </summary>
    private void AppendGo(ReadOnlySpan<byte> piece)
    {
        if (!_goOpen)
        {
            Span<byte> seam = stackalloc byte[2 * (GoHeader - 1)];
            var carried = _goCarried;
            _goCarry.AsSpan(0, carried).CopyTo(seam);
            var joined = Math.Min(piece.Length, GoHeader - 1);
            piece[..joined].CopyTo(seam[carried..]);
            var (at, rest) = FindGo(seam[..(carried + joined)], _seen - carried) is >= 0 and var inSeam && inSeam < carried ? (inSeam, joined) : (-1, 0);
            if (at >= 0)
            {
                KeepGo(seam[at..(carried + joined)]);
                piece = piece[rest..];
            }
            else if (FindGo(piece, _seen) is >= 0 and var inPiece)
            {
                piece = piece[inPiece..];
                _goOpen = true;
            }
            else
            {
                Carry(seam[..(carried + joined)], piece);
                return;
            }
        }

        KeepGo(piece);
    }

    private void KeepGo(ReadOnlySpan<byte> piece)
    {
        _goOpen = true;
        Reserve(ref _go, GoWindow);
        var count = Math.Min(piece.Length, GoWindow - _goLength);
        piece[..count].CopyTo(_go.AsSpan(_goLength));
        _goLength += count;
    }

    /// <summary>Remembers the last bytes, one fewer than a header has.</summary>
    private void Carry(ReadOnlySpan<byte> seam, ReadOnlySpan<byte> piece)
    {
        var last = piece.Length >= GoHeader - 1 ? piece[^(GoHeader - 1)..] : seam[Math.Max(0, seam.Length - (GoHeader - 1))..];
        last.CopyTo(_goCarry);
        _goCarried = last.Length;
    }

    /// <summary>Index of the byte 0xff before the marker, or -1.</summary>
    /// <param name="offset">Of the first byte in the file.</param>
    private static int FindGo(ReadOnlySpan<byte> bytes, long offset)
    {
        for (var from = 0; bytes[from..].IndexOf(GoMarker) is >= 0 and var next; from += next + 1)
        {
            var at = from + next - 1;
            if (at >= 0 && at + GoHeader <= bytes.Length && bytes[at] == 0xff && (offset + at) % GoBoundary == 0 && IsGoHeader(bytes[at..]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Pointer size and flags, and since Go 1.18 the version behind its length (debug/buildinfo).</summary>
    private static bool IsGoHeader(ReadOnlySpan<byte> info)
    {
        if (info[14] is not (4 or 8) || info[15] > 3)
        {
            return false;
        }

        var version = info[((info[32] & 0x80) != 0 ? 34 : 33)..];
        return (info[15] & 2) == 0 || version.StartsWith("go"u8) || version.StartsWith("devel"u8);
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

/// <summary>Memory for one file above a megabyte. Attack: two layers of huge files side by side.</summary>
internal sealed class LargeFile : IDisposable
{
    internal readonly SemaphoreSlim Turn = new(1);

    /// <summary>A whole file, or the first and the last half of a longer one.</summary>
    internal byte[] Bytes = [];

    public void Dispose() => Turn.Dispose();
}
