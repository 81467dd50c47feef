using System.Buffers.Binary;

namespace Wellguard.Artifacts.Compression;

/// <summary>
/// Decompresses xz (The .xz File Format 1.2.1): streams one after the other, blocks of LZMA2, checks compared. The stream below stays open.
/// Throws <see cref="InvalidDataException"/> and <see cref="EndOfStreamException"/>; filters of machine code are not read.
/// </summary>
internal sealed class XzStream(Stream stored) : ReadOnlyStream
{
    /// <summary>Attack: a block that asks for 4 GB of dictionary. xz itself writes up to 64 MB; the same bound as for zstd. Half as much again is the most memory.</summary>
    public const int MaxDictionary = 128 << 20;

    private const int HeaderSize = 12;
    private const int Lzma2 = 0x21;

    private readonly ByteInput _input = new(stored);
    private readonly Lzma2Decoder _chunks = new();
    private XzCheck? _check;
    private int _checkType;
    private bool _inBlock;
    private bool _ended;
    private long _blocks;
    private long _blockStart;
    private long _blockSize;
    private long? _statedSize;
    private long? _statedStored;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && !_ended)
        {
            if (!_chunks.Ready.IsEmpty)
            {
                var count = Math.Min(buffer.Length, _chunks.Ready.Length);
                var piece = _chunks.Ready[..count];
                piece.CopyTo(buffer);
                _check!.Add(piece);
                _chunks.Give(count);
                _blockSize += count;
                return count;
            }

            if (!_inBlock)
            {
                BeginBlock();
            }
            else if (!_chunks.Next(_input))
            {
                EndBlock();
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _check?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A header of a stream where one can be, then one of a block, or the end.</summary>
    private void BeginBlock()
    {
        if (_check is null)
        {
            BeginStream();
        }

        _blockStart = _input.Position;
        var size = _input.Byte();
        if (size == 0)
        {
            EndStream();
            return;
        }

        var header = new byte[(size + 1) * 4];
        header[0] = size;
        _input.Exactly(header.AsSpan(1));
        if (XzCheck.Crc32(header.AsSpan(0, header.Length - 4)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(header.Length - 4)))
        {
            throw new InvalidDataException("the header of a block is damaged");
        }

        var flags = header[1];
        var at = 2;
        _statedStored = (flags & 0x40) != 0 ? Number(header, ref at) : null;
        _statedSize = (flags & 0x80) != 0 ? Number(header, ref at) : null;
        if ((flags & 0x3F) != 0 || Number(header, ref at) != Lzma2 || Number(header, ref at) != 1 || header[at] > 40)
        {
            throw new InvalidDataException("a block has filters that are not read");
        }

        var dictionary = header[at] == 40 ? uint.MaxValue : (2u | (header[at] & 1u)) << ((header[at] / 2) + 11);
        if (dictionary > MaxDictionary)
        {
            throw new InvalidDataException($"a block asks for a dictionary of {dictionary >> 20} MB");
        }

        _chunks.Begin((int)dictionary);
        _blockStart += header.Length;
        (_blockSize, _inBlock) = (0, true);
        _blocks++;
    }

    private void EndBlock()
    {
        var stored = _input.Position - _blockStart;
        for (var left = -stored & 3; left > 0; left--)
        {
            Expect(_input.Byte() == 0, "a block's padding is not empty");
        }

        Span<byte> stated = stackalloc byte[64];
        stated = stated[..XzCheck.SizeOf(_checkType)];
        _input.Exactly(stated);
        Expect(_check!.IsRight(stated) && (_statedSize ?? _blockSize) == _blockSize && (_statedStored ?? stored) == stored, "a block is not what its check says");
        _inBlock = false;
    }

    private void BeginStream()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        _input.Exactly(header);
        Expect(header.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0]) && header[7] < 16, "no header of xz");
        Expect(XzCheck.Crc32(header.Slice(6, 2)) == BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), "the header is damaged");
        _checkType = header[7];
        _check = new XzCheck(_checkType);
        _blocks = 0;
    }

    /// <summary>The index, whose first byte was read, and the footer; then padding, and perhaps another stream. Attack: readers that stop at the first stream do not see the second.</summary>
    private void EndStream()
    {
        using var index = new XzCheck(1);
        index.Add([0]);
        Expect(Number(index) == _blocks, "the index names other blocks");
        for (var left = 2 * _blocks; left > 0; left--)
        {
            Number(index);
        }

        while (((_input.Position - _blockStart) & 3) != 0)
        {
            Expect(_input.Byte() == 0, "the index' padding is not empty");
            index.Add([0]);
        }

        Span<byte> rest = stackalloc byte[4 + HeaderSize];
        _input.Exactly(rest);
        Expect(index.IsRight(rest[..4]), "the index is damaged");
        Expect(rest.EndsWith("YZ"u8) && XzCheck.Crc32(rest.Slice(8, 6)) == BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) && rest[13] == _checkType, "the footer is damaged");
        _check!.Dispose();
        _check = null;
        while (_input.TrySkip(0))
        {
        }

        _ended = _input.IsAtEnd;
    }

    private long Number(XzCheck index)
    {
        long value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var b = _input.Byte();
            index.Add([b]);
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    private static long Number(ReadOnlySpan<byte> header, ref int at)
    {
        long value = 0;
        for (var shift = 0; shift < 63 && at < header.Length - 4; shift += 7)
        {
            var b = header[at++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    private static void Expect(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
