using System.Buffers.Binary;
using System.Numerics;

namespace Wellguard.Signals.Content;

/// <summary>
/// Keccak-256 with the padding of the original submission (0x01), as Monero and Ethereum use it; SHA3-256 (FIPS 202) pads with 0x06 and gives other digests.
/// The permutation is Keccak-f[1600] of FIPS 202, section 3.
/// </summary>
internal static class Keccak
{
    private const int Rate = 136;
    private const int Lanes = 25;

    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    public static byte[] Hash256(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        Span<byte> block = stackalloc byte[Rate];
        state.Clear();
        for (; data.Length >= Rate; data = data[Rate..])
        {
            Absorb(state, data[..Rate]);
        }

        block.Clear();
        data.CopyTo(block);
        block[data.Length] = 0x01;
        block[Rate - 1] |= 0x80;
        Absorb(state, block);
        var digest = new byte[32];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(i * 8), state[i]);
        }

        return digest;
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < Rate / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * 8)..]);
        }

        Span<ulong> column = stackalloc ulong[5];
        Span<ulong> row = stackalloc ulong[5];
        foreach (var constant in RoundConstants)
        {
            Theta(state, column);
            RhoAndPi(state);
            for (var y = 0; y < Lanes; y += 5)
            {
                state.Slice(y, 5).CopyTo(row); // chi
                for (var x = 0; x < 5; x++)
                {
                    state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
                }
            }

            state[0] ^= constant; // iota
        }
    }

    private static void Theta(Span<ulong> state, Span<ulong> column)
    {
        for (var x = 0; x < 5; x++)
        {
            column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }

        for (var i = 0; i < Lanes; i++)
        {
            state[i] ^= column[(i + 4) % 5] ^ BitOperations.RotateLeft(column[(i + 1) % 5], 1);
        }
    }

    /// <summary>Walks the one cycle of lanes beside (0, 0); the offsets are the triangular numbers.</summary>
    private static void RhoAndPi(Span<ulong> state)
    {
        var (x, y) = (1, 0);
        var lane = state[1];
        for (var t = 1; t <= 24; t++)
        {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            var at = x + 5 * y;
            (lane, state[at]) = (state[at], BitOperations.RotateLeft(lane, t * (t + 1) / 2 % 64));
        }
    }
}
