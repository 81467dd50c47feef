namespace Wellguard.Artifacts.Compression;

/// <summary>A block of bzip2: Huffman codes, move to front, Burrows-Wheeler.</summary>
internal sealed class BZip2Block
{
    private const int MaxSymbols = 258;
    private const int MaxTables = 6;
    private const int MaxCode = 20;
    private const int FastCode = 10;
    private const int SymbolBits = 9;
    private const int GroupSize = 50;

    /// <summary>The reference implementation takes so many and ignores the others.</summary>
    private const int MaxSelectors = 18_002;

    private static readonly uint[] Table = MakeTable();

    private readonly byte[] _selectors = new byte[MaxSelectors];
    private readonly Code[] _codes = [.. Enumerable.Range(0, MaxTables).Select(static _ => new Code())];
    private readonly byte[] _used = new byte[256];

    /// <summary>Below: the byte. Above: the place of the next.</summary>
    private uint[] _links = [];
    private int _left;
    private uint _at;
    private uint _crc;
    private uint _stated;

    /// <summary>In bytes, before runs are written out.</summary>
    public int Limit { get; set; }

    /// <summary>Not closed yet.</summary>
    public bool IsOpen { get; private set; }

    public void Checksum(byte value, int count)
    {
        for (; count > 0; count--)
        {
            _crc = (_crc << 8) ^ Table[(_crc >> 24) ^ value];
        }
    }

    /// <summary>Compares, and gives the checksum.</summary>
    public uint Close()
    {
        IsOpen = false;
        return ~_crc == _stated ? _stated : throw new InvalidDataException("a block is not what its checksum says");
    }

    public bool TryNext(out byte value)
    {
        if (_left == 0)
        {
            value = 0;
            return false;
        }

        _left--;
        var link = _links[_at];
        value = (byte)link;
        _at = link >> 8;
        return true;
    }

    public void Begin(BZip2Bits bits)
    {
        (_stated, _crc, IsOpen) = ((uint)bits.Read(32), uint.MaxValue, true);
        if (bits.Bit())
        {
            throw new InvalidDataException("a block is randomised, as none is since 1997");
        }

        var origin = (uint)bits.Read(24);
        var used = ReadUsed(bits);
        var tables = (int)bits.Read(3);
        var selectors = (int)bits.Read(15);
        if (used == 0 || tables is < 2 or > MaxTables || selectors == 0)
        {
            throw new InvalidDataException("impossible tables");
        }

        ReadSelectors(bits, tables, selectors);
        for (var table = 0; table < tables; table++)
        {
            _codes[table].Read(bits, used + 2);
        }

        Span<int> counts = stackalloc int[256];
        var length = ReadSymbols(bits, used, Math.Min(selectors, MaxSelectors), counts);
        if (origin >= length)
        {
            throw new InvalidDataException("the block starts beyond its end");
        }

        var sum = 0;
        foreach (ref var count in counts)
        {
            (count, sum) = (sum, sum + count);
        }

        for (var i = 0; i < length; i++)
        {
            _links[counts[(byte)_links[i]]++] |= (uint)i << 8;
        }

        (_left, _at) = (length, _links[origin] >> 8);
    }

    private int ReadUsed(BZip2Bits bits)
    {
        var groups = bits.Read(16);
        var used = 0;
        for (var group = 0; group < 16; group++)
        {
            var members = (groups >> (15 - group) & 1) != 0 ? bits.Read(16) : 0;
            for (var i = 0; i < 16; i++)
            {
                if ((members >> (15 - i) & 1) != 0)
                {
                    _used[used++] = (byte)((group * 16) + i);
                }
            }
        }

        return used;
    }

    private void ReadSelectors(BZip2Bits bits, int tables, int count)
    {
        Span<byte> order = [0, 1, 2, 3, 4, 5];
        for (var i = 0; i < count; i++)
        {
            var place = 0;
            for (; bits.Bit(); place++)
            {
                if (place + 1 >= tables)
                {
                    throw new InvalidDataException("impossible tables");
                }
            }

            var selected = order[place];
            order[..place].CopyTo(order[1..]);
            order[0] = selected;
            if (i < MaxSelectors)
            {
                _selectors[i] = selected;
            }
        }
    }

    /// <returns>Length of the block; <paramref name="counts"/> how often there is each byte.</returns>
    private int ReadSymbols(BZip2Bits bits, int used, int selectors, Span<int> counts)
    {
        if (_links.Length < Limit)
        {
            _links = new uint[Limit];
        }

        var (length, run, weight) = (0, 0, 1);
        for (var symbolIndex = 0; ; symbolIndex++)
        {
            var group = symbolIndex / GroupSize;
            if (group >= selectors)
            {
                throw new InvalidDataException("the block has no end");
            }

            var symbol = _codes[_selectors[group]].Next(bits);
            if (symbol < 2 && weight <= Limit)
            {
                run += weight << symbol;
                weight <<= 1;
                continue;
            }

            if (run > Limit - length || symbol < 2)
            {
                throw new InvalidDataException("the block is longer than its archive says");
            }

            if (run > 0)
            {
                _links.AsSpan(length, run).Fill(_used[0]);
                counts[_used[0]] += run;
                length += run;
                (run, weight) = (0, 1);
            }

            if (symbol == used + 1)
            {
                return length;
            }

            if (length >= Limit)
            {
                throw new InvalidDataException("the block is longer than its archive says");
            }

            var value = _used[symbol - 1];
            _used.AsSpan(0, symbol - 1).CopyTo(_used.AsSpan(1));
            _used[0] = value;
            counts[value]++;
            _links[length++] = value;
        }
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            table[i] = i << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                table[i] = (table[i] & 0x80000000) != 0 ? (table[i] << 1) ^ 0x04C11DB7 : table[i] << 1;
            }
        }

        return table;
    }

    /// <summary>A canonical Huffman code.</summary>
    private sealed class Code
    {
        private readonly byte[] _lengths = new byte[MaxSymbols];
        private readonly ushort[] _symbols = new ushort[MaxSymbols];
        private readonly int[] _counts = new int[MaxCode + 1];
        private readonly ushort[] _fast = new ushort[1 << FastCode];

        public void Read(BZip2Bits bits, int symbols)
        {
            Array.Clear(_counts);
            var length = (int)bits.Read(5);
            for (var i = 0; i < symbols; i++)
            {
                while (length is >= 1 and <= MaxCode && bits.Bit())
                {
                    length += bits.Bit() ? -1 : 1;
                }

                if (length is < 1 or > MaxCode)
                {
                    throw new InvalidDataException("a code is too long");
                }

                _lengths[i] = (byte)length;
                _counts[length]++;
            }

            var at = 0;
            for (var size = 1; size <= MaxCode; size++)
            {
                for (var i = 0; i < symbols; i++)
                {
                    if (_lengths[i] == size)
                    {
                        _symbols[at++] = (ushort)i;
                    }
                }
            }

            FillFast();
        }

        /// <summary>After the last symbol of an honest archive there are more bits than the longest code has.</summary>
        public int Next(BZip2Bits bits)
        {
            var coming = (int)bits.Peek(MaxCode);
            var fast = _fast[coming >> (MaxCode - FastCode)];
            if (fast != 0)
            {
                bits.Skip(fast >> SymbolBits);
                return fast & ((1 << SymbolBits) - 1);
            }

            var (first, index) = (0, 0);
            for (var length = 1; length <= MaxCode; length++)
            {
                var offset = (coming >> (MaxCode - length)) - first;
                if (offset < _counts[length])
                {
                    bits.Skip(length);
                    return offset >= 0 ? _symbols[index + offset] : throw new InvalidDataException("no such code");
                }

                index += _counts[length];
                first = (first + _counts[length]) << 1;
            }

            throw new InvalidDataException("no such code");
        }

        /// <summary>Symbols of the short codes, by the bits that come.</summary>
        private void FillFast()
        {
            Array.Clear(_fast);
            var (code, index) = (0, 0);
            for (var length = 1; length <= FastCode; length++)
            {
                for (var i = 0; i < _counts[length] && code < 1 << length; i++, code++)
                {
                    _fast.AsSpan(code << (FastCode - length), 1 << (FastCode - length)).Fill((ushort)((length << SymbolBits) | _symbols[index++]));
                }

                code <<= 1;
            }
        }
    }
}
