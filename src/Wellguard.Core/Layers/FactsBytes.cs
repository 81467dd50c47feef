using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Wellguard.Layers;

/// <summary>Writes numbers in groups of seven bits (zigzag, lowest first) and texts as UTF-8; a text that came before is a reference.</summary>
internal sealed class FactsWriter
{
    public const int NoText = 0, NewText = 1, FirstReference = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    public byte[] Bytes() => _bytes.WrittenSpan.ToArray();

    public void Number(long value)
    {
        var left = (ulong)(value << 1) ^ (ulong)(value >> 63);
        for (; left >= 0x80; left >>= 7)
        {
            Byte((byte)(left | 0x80));
        }

        Byte((byte)left);
    }

    public void Truth(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Text(string? text)
    {
        if (text is null)
        {
            Number(NoText);
            return;
        }

        ref var reference = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out var isKnown);
        if (isKnown)
        {
            Number(reference);
            return;
        }

        reference = _texts.Count - 1 + FirstReference;
        Number(NewText);
        var utf8 = Encoding.UTF8.GetBytes(text);
        Number(utf8.Length);
        _bytes.Write(utf8);
    }

    public void List<T>(IReadOnlyList<T> items, Action<FactsWriter, T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(this, item);
        }
    }

    public void Map<T>(Dictionary<string, T> items, Action<FactsWriter, T> write)
    {
        Number(items.Count);
        foreach (var (key, item) in items)
        {
            Text(key);
            write(this, item);
        }
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}

/// <summary>Reads what <see cref="FactsWriter"/> wrote. Every member throws <see cref="InvalidDataException"/> when the bytes are something else.</summary>
internal ref struct FactsReader(ReadOnlySpan<byte> bytes)
{
    private readonly List<string> _texts = [];
    private ReadOnlySpan<byte> _left = bytes;
    private int _depth;

    public delegate T Item<T>(ref FactsReader from);

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var group = Byte();
            value |= (ulong)(group & 0x7f) << shift;
            if (group < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException();
    }

    public bool Truth() => Byte() != 0;

    public string Text() => TextOrNull() ?? throw new InvalidDataException();

    public string? TextOrNull()
    {
        var reference = Number();
        if (reference is FactsWriter.NoText)
        {
            return null;
        }

        if (reference is not FactsWriter.NewText)
        {
            return reference >= FactsWriter.FirstReference && reference - FactsWriter.FirstReference < _texts.Count ? _texts[(int)reference - FactsWriter.FirstReference] : throw new InvalidDataException();
        }

        var length = Count();
        var text = Encoding.UTF8.GetString(_left[..length]);
        _left = _left[length..];
        _texts.Add(text);
        return text;
    }

    public List<T> List<T>(Item<T> read)
    {
        var count = Count();
        var items = new List<T>(count);
        for (var i = 0; i < count; i++)
        {
            items.Add(read(ref this));
        }

        return items;
    }

    public Dictionary<string, T> Map<T>(Item<T> read)
    {
        var count = Count();
        var items = new Dictionary<string, T>(count);
        for (var i = 0; i < count; i++)
        {
            items[Text()] = read(ref this);
        }

        return items;
    }

    public void Enter(int most)
    {
        if (++_depth > most)
        {
            throw new InvalidDataException();
        }
    }

    public void Leave() => _depth--;

    /// <summary>Everything that is counted takes a byte at least: a count beyond the end is a lie.</summary>
    private int Count()
    {
        var count = Number();
        return count >= 0 && count <= _left.Length ? (int)count : throw new InvalidDataException();
    }

    private byte Byte()
    {
        if (_left.IsEmpty)
        {
            throw new InvalidDataException();
        }

        var value = _left[0];
        _left = _left[1..];
        return value;
    }
}
