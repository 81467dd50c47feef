using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Tests.Artifacts;

/// <summary>Checks wallet addresses by their own specifications, apart from the product's code: the corpus must not lean on what it tests.</summary>
internal static partial class Wallets
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    public static IEnumerable<(string Kind, string Address)> Find(string text)
    {
        foreach (var (kind, pattern) in (IEnumerable<(string, Regex)>)[("monero", Monero()), ("bitcoin", Bitcoin()), ("bech32", Segwit()), ("ethereum", Ethereum())])
        {
            foreach (Match match in pattern.Matches(text))
            {
                yield return (kind, match.Value);
            }
        }
    }

    public static bool IsValid(string kind, string address) => kind switch
    {
        "monero" => IsMonero(address),
        "bitcoin" => IsBitcoin(address),
        "bech32" => IsBech32(address),
        _ => IsEthereum(address),
    };

    [GeneratedRegex(@"\b(4[0-9AB]|8[0-9A-Za-z])[1-9A-HJ-NP-Za-km-z]{93}([1-9A-HJ-NP-Za-km-z]{11})?\b")]
    private static partial Regex Monero();

    [GeneratedRegex(@"(?<![A-Za-z0-9/+])[13][1-9A-HJ-NP-Za-km-z]{32,33}(?![A-Za-z0-9/+=])")]
    private static partial Regex Bitcoin();

    [GeneratedRegex(@"\bbc1[a-z0-9]{39,59}\b")]
    private static partial Regex Segwit();

    [GeneratedRegex(@"\b0x[0-9A-Fa-f]{40}\b")]
    private static partial Regex Ethereum();

    private static bool IsMonero(string address)
    {
        var bytes = new List<byte>();
        int[] sizes = [0, -1, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8];
        foreach (var block in address.Chunk(11))
        {
            bytes.AddRange(Number(new string(block)).ToByteArray(isUnsigned: true, isBigEndian: true).PadLeft(sizes[block.Length]));
        }
        return Keccak256([.. bytes[..^4]]).AsSpan(0, 4).SequenceEqual(bytes[^4..].ToArray());
    }

    private static bool IsBitcoin(string address)
    {
        var bytes = Number(address).ToByteArray(isUnsigned: true, isBigEndian: true).PadLeft(25);
        return bytes.Length == 25 && SHA256.HashData(SHA256.HashData(bytes.AsSpan(0, 21))).AsSpan(0, 4).SequenceEqual(bytes.AsSpan(21));
    }

    private static bool IsBech32(string address)
    {
        uint[] generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var sum = 1u;
        foreach (var value in (int[])[3, 3, 0, 2, 3, .. address[3..].Select(c => Bech32.IndexOf(c, StringComparison.Ordinal))])
        {
            var top = sum >> 25;
            sum = (sum & 0x1ffffff) << 5 ^ (uint)value;
            for (var i = 0; i < 5; i++)
            {
                sum ^= ((top >> i) & 1) == 1 ? generator[i] : 0;
            }
        }
        return sum == (address[3] == 'q' ? 1u : 0x2bc830a3u);
    }

    private static bool IsEthereum(string address)
    {
        var lower = address[2..].ToLowerInvariant();
        var hash = Convert.ToHexStringLower(Keccak256(Encoding.ASCII.GetBytes(lower)));
        return lower.Zip(hash, (c, h) => int.Parse([h], NumberStyles.HexNumber, CultureInfo.InvariantCulture) >= 8 ? char.ToUpperInvariant(c) : c).SequenceEqual(address[2..]);
    }

    private static BigInteger Number(string text) => text.Aggregate(BigInteger.Zero, (sum, c) => sum * 58 + Base58.IndexOf(c, StringComparison.Ordinal));

    private static byte[] PadLeft(this byte[] bytes, int size) => [.. new byte[Math.Max(0, size - bytes.Length)], .. bytes];

    /// <summary>Keccak with the padding of the original submission (0x01), rate 1088: what Monero and Ethereum use, not SHA3-256.</summary>
    private static byte[] Keccak256(byte[] data)
    {
        var state = new ulong[25];
        byte[] padded = [.. data, 1, .. new byte[(136 - (data.Length + 1) % 136) % 136]];
        padded[^1] |= 0x80;
        for (var block = 0; block < padded.Length; block += 136)
        {
            for (var i = 0; i < 17; i++)
            {
                state[i] ^= BitConverter.ToUInt64(padded, block + i * 8);
            }
            Permute(state);
        }
        return [.. state.Take(4).SelectMany(BitConverter.GetBytes)];
    }

    private static void Permute(ulong[] state)
    {
        var shift = 1;
        for (var round = 0; round < 24; round++)
        {
            var column = new ulong[5];
            for (var i = 0; i < 25; i++)
            {
                column[i % 5] ^= state[i];
            }
            for (var i = 0; i < 25; i++)
            {
                state[i] ^= column[(i + 4) % 5] ^ BitOperations.RotateLeft(column[(i + 1) % 5], 1);
            }
            int x = 1, y = 0;
            var moved = state[1];
            for (var step = 0; step < 24; step++)
            {
                (x, y) = (y, (2 * x + 3 * y) % 5);
                (moved, state[x + 5 * y]) = (state[x + 5 * y], BitOperations.RotateLeft(moved, (step + 1) * (step + 2) / 2));
            }
            for (var row = 0; row < 25; row += 5)
            {
                var before = state[row..(row + 5)];
                for (var i = 0; i < 5; i++)
                {
                    state[row + i] = before[i] ^ (~before[(i + 1) % 5] & before[(i + 2) % 5]);
                }
            }
            for (var bit = 0; bit < 7; bit++)
            {
                state[0] ^= (shift & 1) == 1 ? 1ul << ((1 << bit) - 1) : 0;
                shift = (shift << 1 ^ (shift >> 7) * 0x171) & 0xFF;
            }
        }
    }
}
