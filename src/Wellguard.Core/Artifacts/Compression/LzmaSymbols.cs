using System.Runtime.CompilerServices;

namespace Wellguard.Artifacts.Compression;

/// <summary>Literals and matches of LZMA, with the probabilities that they are coded by (Igor Pavlov, LZMA specification, 2015; names follow it).</summary>
internal sealed class LzmaSymbols
{
    private const int States = 12;
    private const ushort Half = 1 << 10;
    private const int AlignBits = 4;
    private const int FirstPositionModel = 4;
    private const int EndPositionModel = 14;
    private const int MinMatch = 2;
    private const int MaxPositionBits = 4;
    private const int LiteralSize = 0x300;

    private readonly ushort[] _isMatch = new ushort[States << MaxPositionBits];
    private readonly ushort[] _isRepeat = new ushort[States];
    private readonly ushort[] _isRepeat0 = new ushort[States];
    private readonly ushort[] _isRepeat1 = new ushort[States];
    private readonly ushort[] _isRepeat2 = new ushort[States];
    private readonly ushort[] _isRepeat0Long = new ushort[States << MaxPositionBits];
    private readonly ushort[] _slots = new ushort[4 << 6];
    private readonly ushort[] _special = new ushort[1 + (1 << (EndPositionModel / 2)) - EndPositionModel];
    private readonly ushort[] _align = new ushort[1 << AlignBits];
    private readonly ushort[] _literals = new ushort[LiteralSize << 4];
    private readonly Lengths _matchLengths = new();
    private readonly Lengths _repeatLengths = new();

    private int _contextBits;
    private int _literalMask;
    private int _positionMask;
    private int _state;
    private uint _rep0;
    private uint _rep1;
    private uint _rep2;
    private uint _rep3;

    /// <summary>Bytes since the last reset of the state, for what depends on the position.</summary>
    private uint _position;

    /// <param name="packed"><c>(pb * 5 + lp) * 9 + lc</c>.</param>
    public void SetProperties(byte packed)
    {
        var (context, rest) = (packed % 9, packed / 9);
        var (literal, position) = (rest % 5, rest / 5);
        if (position > MaxPositionBits || context + literal > 4)
        {
            throw new InvalidDataException("impossible properties of LZMA");
        }

        (_contextBits, _literalMask, _positionMask) = (context, (1 << literal) - 1, (1 << position) - 1);
        Reset();
    }

    public void Reset()
    {
        (_state, _rep0, _rep1, _rep2, _rep3, _position) = (0, 0, 0, 0, 0, 0);
        foreach (var probabilities in (ReadOnlySpan<ushort[]>)[_isMatch, _isRepeat, _isRepeat0, _isRepeat1, _isRepeat2, _isRepeat0Long, _slots, _special, _align, _literals])
        {
            Array.Fill(probabilities, Half);
        }

        _matchLengths.Reset();
        _repeatLengths.Reset();
    }

    /// <summary>Fills <paramref name="window"/> from <paramref name="at"/> to its end. Distances reach to its start, and not beyond the dictionary.</summary>
    public void Decode(ReadOnlySpan<byte> stored, Span<byte> window, int at, int dictionary)
    {
        var input = new RangeInput(stored);
        while (at < window.Length)
        {
            var place = (int)_position & _positionMask;
            if (input.Bit(ref _isMatch[(_state << MaxPositionBits) + place]) == 0)
            {
                Literal(ref input, window, at++);
                _position++;
                continue;
            }

            int length;
            if (input.Bit(ref _isRepeat[_state]) == 0)
            {
                (_rep3, _rep2, _rep1) = (_rep2, _rep1, _rep0);
                length = _matchLengths.Read(ref input, place);
                _state = _state < 7 ? 7 : 10;
                _rep0 = Distance(ref input, length);
            }
            else if (IsShortRepeat(ref input, place))
            {
                length = 1 - MinMatch;
            }
            else
            {
                length = _repeatLengths.Read(ref input, place);
                _state = _state < 7 ? 8 : 11;
            }

            length += MinMatch;
            if (_rep0 >= (uint)Math.Min(at, dictionary) || length > window.Length - at)
            {
                throw new InvalidDataException("a match reaches beyond what was decoded");
            }

            Repeat(window, at, at - (int)_rep0 - 1, length);
            at += length;
            _position += (uint)length;
        }

        input.Finish();
    }

    /// <summary>One byte of the last distance; otherwise the distance is the last again, or one of the three before it.</summary>
    private bool IsShortRepeat(ref RangeInput input, int place)
    {
        if (input.Bit(ref _isRepeat0[_state]) == 0)
        {
            if (input.Bit(ref _isRepeat0Long[(_state << MaxPositionBits) + place]) == 0)
            {
                _state = _state < 7 ? 9 : 11;
                return true;
            }
        }
        else if (input.Bit(ref _isRepeat1[_state]) == 0)
        {
            (_rep0, _rep1) = (_rep1, _rep0);
        }
        else if (input.Bit(ref _isRepeat2[_state]) == 0)
        {
            (_rep0, _rep1, _rep2) = (_rep2, _rep0, _rep1);
        }
        else
        {
            (_rep0, _rep1, _rep2, _rep3) = (_rep3, _rep0, _rep1, _rep2);
        }

        return false;
    }

    private void Literal(ref RangeInput input, Span<byte> window, int at)
    {
        var before = at > 0 ? window[at - 1] : 0;
        var context = (((int)_position & _literalMask) << _contextBits) + (before >> (8 - _contextBits));
        var probabilities = _literals.AsSpan(LiteralSize * context, LiteralSize);
        var symbol = 1;
        if (_state >= 7)
        {
            if (_rep0 >= (uint)at)
            {
                throw new InvalidDataException("a match reaches beyond what was decoded");
            }

            int match = window[at - (int)_rep0 - 1];
            do
            {
                var expected = (match >> 7) & 1;
                match <<= 1;
                var bit = input.Bit(ref probabilities[((1 + expected) << 8) + symbol]);
                symbol = (symbol << 1) | bit;
                if (expected != bit)
                {
                    break;
                }
            }
            while (symbol < 0x100);
        }

        while (symbol < 0x100)
        {
            symbol = (symbol << 1) | input.Bit(ref probabilities[symbol]);
        }

        window[at] = (byte)symbol;
        _state = _state < 4 ? 0 : _state < 10 ? _state - 3 : _state - 6;
    }

    private uint Distance(ref RangeInput input, int length)
    {
        var slot = input.Tree(_slots.AsSpan(Math.Min(length, 3) << 6, 1 << 6), 6);
        if (slot < FirstPositionModel)
        {
            return (uint)slot;
        }

        var bits = (slot >> 1) - 1;
        var distance = (2u | ((uint)slot & 1)) << bits;
        return slot < EndPositionModel
            ? distance + (uint)input.ReverseTree(_special.AsSpan((int)distance - slot), bits)
            : distance + (input.Direct(bits - AlignBits) << AlignBits) + (uint)input.ReverseTree(_align, AlignBits);
    }

    private static void Repeat(Span<byte> window, int at, int from, int length)
    {
        if (at - from >= length)
        {
            window.Slice(from, length).CopyTo(window[at..]);
            return;
        }

        if (at - from == 1)
        {
            window.Slice(at, length).Fill(window[from]);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            window[at + i] = window[from + i];
        }
    }

    private sealed class Lengths
    {
        private readonly ushort[] _choices = new ushort[2];
        private readonly ushort[] _low = new ushort[1 << (MaxPositionBits + 3)];
        private readonly ushort[] _middle = new ushort[1 << (MaxPositionBits + 3)];
        private readonly ushort[] _high = new ushort[1 << 8];

        public void Reset()
        {
            foreach (var probabilities in (ReadOnlySpan<ushort[]>)[_choices, _low, _middle, _high])
            {
                Array.Fill(probabilities, Half);
            }
        }

        public int Read(ref RangeInput input, int place) =>
            input.Bit(ref _choices[0]) == 0 ? input.Tree(_low.AsSpan(place << 3, 8), 3)
            : input.Bit(ref _choices[1]) == 0 ? 8 + input.Tree(_middle.AsSpan(place << 3, 8), 3)
            : 16 + input.Tree(_high, 8);
    }

    /// <summary>The range coder.</summary>
    private ref struct RangeInput
    {
        private const uint Top = 1 << 24;

        private readonly ReadOnlySpan<byte> _stored;
        private int _at;
        private uint _range;
        private uint _code;

        public RangeInput(ReadOnlySpan<byte> stored)
        {
            if (stored.Length < 5 || stored[0] != 0)
            {
                throw new InvalidDataException("no start of a range coder");
            }

            _stored = stored;
            _at = 5;
            _range = uint.MaxValue;
            _code = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(stored[1..]);
        }

        public readonly void Finish()
        {
            if (_at != _stored.Length || _code != 0)
            {
                throw new InvalidDataException("the chunk does not end where its header says");
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Bit(ref ushort probability)
        {
            var bound = (_range >> 11) * probability;
            int bit;
            if (_code < bound)
            {
                _range = bound;
                probability += (ushort)((2048 - probability) >> 5);
                bit = 0;
            }
            else
            {
                _range -= bound;
                _code -= bound;
                probability -= (ushort)(probability >> 5);
                bit = 1;
            }

            Normalize();
            return bit;
        }

        public uint Direct(int count)
        {
            uint value = 0;
            for (; count > 0; count--)
            {
                _range >>= 1;
                _code -= _range;
                var isZero = 0 - (_code >> 31);
                _code += _range & isZero;
                value = (value << 1) + (isZero + 1);
                Normalize();
            }

            return value;
        }

        public int Tree(Span<ushort> probabilities, int bits)
        {
            var symbol = 1;
            for (var i = 0; i < bits; i++)
            {
                symbol = (symbol << 1) + Bit(ref probabilities[symbol]);
            }

            return symbol - (1 << bits);
        }

        public int ReverseTree(Span<ushort> probabilities, int bits)
        {
            var (node, symbol) = (1, 0);
            for (var i = 0; i < bits; i++)
            {
                var bit = Bit(ref probabilities[node]);
                node = (node << 1) + bit;
                symbol |= bit << i;
            }

            return symbol;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Normalize()
        {
            if (_range < Top)
            {
                _range <<= 8;
                _code = (_code << 8) | (_at < _stored.Length ? _stored[_at++] : throw new InvalidDataException("the chunk ends early"));
            }
        }
    }
}
