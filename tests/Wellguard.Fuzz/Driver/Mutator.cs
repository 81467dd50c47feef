using System.Globalization;
using System.Text;

namespace Wellguard.Fuzz.Driver;

/// <summary>Makes an input from others by a stack of random changes. The same seed and corpus give the same inputs.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> tokens, bool isText)
{
    /// <summary>Largest input, in bytes.</summary>
    public const int Longest = 1 << 16;

    private static readonly long[] Edges =
        [0, 1, 2, 7, 8, 16, 32, 64, 100, 127, 128, 255, 256, 511, 512, 1000, 1024, 4095, 4096, 32767, 32768, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, long.MaxValue, long.MinValue, -1, -2, -128, -32768];

    private readonly byte[][] tokens = [.. tokens.Select(token => token.Any(letter => letter > '\u007f') ? Encoding.Latin1.GetBytes(token) : Encoding.UTF8.GetBytes(token))];
    private byte[] bytes = new byte[2 * Longest];
    private int length;

    public byte[] Mutate(byte[] parent, byte[] other)
    {
        parent.CopyTo(bytes, 0);
        length = parent.Length;
        for (var left = 1 << random.Next(0, 6); left > 0; left--)
        {
            Change(other);
        }

        return bytes[..length];
    }

    private void Change(byte[] other)
    {
        if (length == 0)
        {
            Insert(0, Token());
            return;
        }

        var at = Place();
        var count = Count(length - at);
        switch (random.Next(isText ? 17 : 13))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = (byte)(bytes[at] + random.Next(-35, 36));
                break;
            case 3 or 4:
                WriteNumber(at);
                break;
            case 5 or 6:
                Remove(at, count);
                break;
            case 7:
                Insert(Place(), bytes.AsSpan(at, count).ToArray());
                break;
            case 8:
                bytes.AsSpan(at, count).ToArray().CopyTo(bytes.AsSpan(Math.Min(Place(), length - count)));
                break;
            case 9:
                Insert(at, Token());
                break;
            case 10:
                var token = Token();
                token.AsSpan(0, Math.Min(token.Length, length - at)).CopyTo(bytes.AsSpan(at));
                break;
            case 11 when other.Length > 0:
                var from = random.Next(other.Length);
                Insert(at, other.AsSpan(from, Count(other.Length - from)).ToArray());
                break;
            case 12:
                Rare(at, count);
                break;
            case 13:
                ChangeDigits(at);
                break;
            case 14:
                var (start, end) = Line(at);
                Insert(Line(Place()).Start, bytes.AsSpan(start, end - start).ToArray());
                break;
            case 15:
                (start, end) = Line(at);
                Remove(start, end - start);
                break;
            case 16:
                Insert(at, Token());
                break;
        }
    }

    /// <summary>What attackers of parsers do: the same piece thousands of times, an end cut off, a run of one byte.</summary>
    private void Rare(int at, int count)
    {
        switch (random.Next(8))
        {
            case 0:
                var piece = random.Next(2) == 0 ? Token() : bytes.AsSpan(at, Math.Min(count, 16)).ToArray();
                var times = Math.Min(1 << random.Next(3, 14), Longest / piece.Length);
                Insert(at, [.. Enumerable.Repeat(piece, times).SelectMany(part => part)]);
                break;
            case 1:
                length = at;
                break;
            default:
                bytes.AsSpan(at, count).Fill((byte)random.Next(256));
                break;
        }
    }

    /// <summary>Half of all changes go to the first kilobyte: what follows depends on it.</summary>
    private int Place() => random.Next(random.Next(2) == 0 ? length : Math.Min(length, 1024));

    private int Count(int most) => Math.Min(most, random.Next(8) switch { 0 => random.Next(1, 1024), 1 or 2 => random.Next(1, 128), _ => random.Next(1, 16) });

    private byte[] Token() => tokens.Length == 0 ? [(byte)random.Next(256)] : tokens[random.Next(tokens.Length)];

    private void WriteNumber(int at)
    {
        Span<byte> number = stackalloc byte[8];
        BitConverter.TryWriteBytes(number, Edges[random.Next(Edges.Length)]);
        var width = Math.Min(1 << random.Next(4), length - at);
        number = number[..width];
        if (random.Next(2) == 0)
        {
            number.Reverse();
        }

        number.CopyTo(bytes.AsSpan(at));
    }

    private void ChangeDigits(int at)
    {
        var digit = bytes.AsSpan(at, length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0)
        {
            at += digit;
            var end = bytes.AsSpan(at, length - at).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            Remove(at, end < 0 ? length - at : end);
            Insert(at, Encoding.ASCII.GetBytes(Edges[random.Next(Edges.Length)].ToString(CultureInfo.InvariantCulture)));
        }
    }

    private (int Start, int End) Line(int at)
    {
        var end = bytes.AsSpan(at, length - at).IndexOf((byte)'\n');
        return (bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1, end < 0 ? length : at + end + 1);
    }

    private void Remove(int at, int count)
    {
        bytes.AsSpan(at + count, length - at - count).CopyTo(bytes.AsSpan(at));
        length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, Longest - length)];
        bytes.AsSpan(at, length - at).CopyTo(bytes.AsSpan(at + piece.Length));
        piece.CopyTo(bytes.AsSpan(at));
        length += piece.Length;
    }
}
