namespace Wellguard.Artifacts.Compression;

/// <summary>
/// Decompresses bzip2 as its reference implementation 1.0.8 writes it, archives one after the other too. The stream below stays open.
/// Throws <see cref="InvalidDataException"/> and <see cref="EndOfStreamException"/>.
/// </summary>
internal sealed class BZip2Stream(Stream stored) : ReadOnlyStream
{
    private const long BlockMark = 0x314159265359;
    private const long EndMark = 0x177245385090;

    /// <summary>After so many equal bytes a count follows.</summary>
    private const int RunLength = 4;

    private readonly BZip2Bits _bits = new(new ByteInput(stored));
    private readonly BZip2Block _block = new();
    private bool _started;
    private bool _ended;
    private uint _combined;

    private int _run;
    private int _left;
    private byte _last;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && !_ended)
        {
            if (_left > 0)
            {
                var piece = Math.Min(_left, buffer.Length - count);
                buffer.Slice(count, piece).Fill(_last);
                _block.Checksum(_last, piece);
                (count, _left) = (count + piece, _left - piece);
            }
            else if (_block.TryNext(out var next))
            {
                if (_run == RunLength)
                {
                    (_left, _run) = (next, 0);
                    continue;
                }

                (_run, _last) = (next == _last && _run > 0 ? _run + 1 : 1, next);
                _block.Checksum(next, 1);
                buffer[count++] = next;
            }
            else
            {
                BeginBlock();
            }
        }

        return count;
    }

    private void BeginBlock()
    {
        if (!_started)
        {
            BeginArchive();
        }
        else if (_run == RunLength)
        {
            throw new InvalidDataException("a run has no length");
        }
        else if (_block.IsOpen)
        {
            _combined = ((_combined << 1) | (_combined >> 31)) ^ _block.Close();
        }

        _run = 0;
        var mark = _bits.Read(24) << 24 | _bits.Read(24);
        if (mark == BlockMark)
        {
            _block.Begin(_bits);
            return;
        }

        if (mark != EndMark || _bits.Read(32) != _combined)
        {
            throw new InvalidDataException("the archive is not what its checksum says");
        }

        _bits.Align();
        _started = false;
        _ended = _bits.IsAtEnd;
    }

    private void BeginArchive()
    {
        if (_bits.Read(24) != (('B' << 16) | ('Z' << 8) | 'h') || _bits.Read(8) - '0' is not (>= 1 and <= 9 and var size))
        {
            throw new InvalidDataException("no header of bzip2");
        }

        _block.Limit = (int)size * 100_000;
        _combined = 0;
        _started = true;
    }
}
