using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Signals.Content;

/// <summary>Tells addresses of cryptocurrencies from other text by the checksum that each carries.</summary>
internal static class WalletChecksums
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int LongestBech32 = 90;

    /// <returns>The currency, or null when no checksum fits.</returns>
    public static string? CurrencyOf(ReadOnlySpan<char> word) => word.Length switch
    {
        95 or 106 when IsMonero(word) => "Monero",
        42 when word.StartsWith("0x", StringComparison.Ordinal) && IsEthereum(word) => "Ethereum",
        >= 14 and <= LongestBech32 when word.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) && IsSegwit(word) => "Bitcoin",
        >= 26 and <= 35 when word[0] is '1' or '3' && IsBitcoin(word) => "Bitcoin",
        _ => null,
    };

    /// <summary>Base58 in blocks of 8 bytes (CryptoNote standard 007); prefix 18, 19 (with payment id) or 42 (sub-address); the last 4 bytes are Keccak-256 of the rest.</summary>
    private static bool IsMonero(ReadOnlySpan<char> word)
    {
        const int Block = 11;
        Span<byte> bytes = stackalloc byte[80];
        var length = 0;
        for (var at = 0; at < word.Length; at += Block)
        {
            var part = word[at..Math.Min(word.Length, at + Block)];
            var size = part.Length switch { 11 => 8, 10 => 7, 9 => 6, 7 => 5, 6 => 4, 5 => 3, 3 => 2, 2 => 1, _ => 0 };
            UInt128 value = 0;
            foreach (var c in part)
            {
                var digit = Base58.IndexOf(c, StringComparison.Ordinal);
                if (digit < 0)
                {
                    return false;
                }

                value = value * 58 + (UInt128)digit;
            }

            if (size == 0 || value >> (8 * size) != 0)
            {
                return false;
            }

            for (var i = size - 1; i >= 0; i--)
            {
                bytes[length++] = (byte)(value >> (8 * i));
            }
        }

        return bytes[0] is 18 or 19 or 42 && Keccak.Hash256(bytes[..(length - 4)]).AsSpan(0, 4).SequenceEqual(bytes.Slice(length - 4, 4));
    }

    /// <summary>Base58Check: 25 bytes, version 0 or 5, the last 4 are SHA-256 twice of the rest.</summary>
    private static bool IsBitcoin(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[25];
        bytes.Clear();
        foreach (var c in word)
        {
            var carry = Base58.IndexOf(c, StringComparison.Ordinal);
            if (carry < 0)
            {
                return false;
            }

            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
            {
                return false;
            }
        }

        Span<byte> once = stackalloc byte[32];
        Span<byte> twice = stackalloc byte[32];
        SHA256.HashData(bytes[..21], once);
        SHA256.HashData(once, twice);
        return bytes[0] is 0 or 5 && bytes[1..21].ContainsAnyExcept((byte)0) && twice[..4].SequenceEqual(bytes[21..]);
    }

    /// <summary>BIP 173 (version 0, constant 1) and BIP 350 (later versions, constant 0x2bc830a3).</summary>
    private static bool IsSegwit(ReadOnlySpan<char> word)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        if (word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z'))
        {
            return false;
        }

        ReadOnlySpan<int> prefix = [3, 3, 0, 2, 3]; // "bc" expanded
        var sum = 1u;
        var version = Bech32.IndexOf(char.ToLowerInvariant(word[3]), StringComparison.Ordinal);
        for (var i = 0; i < prefix.Length + word.Length - 3; i++)
        {
            var value = i < prefix.Length ? prefix[i] : Bech32.IndexOf(char.ToLowerInvariant(word[i - prefix.Length + 3]), StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            var top = sum >> 25;
            sum = (sum & 0x1ffffff) << 5 ^ (uint)value;
            for (var bit = 0; bit < 5; bit++)
            {
                sum ^= ((top >> bit) & 1) == 1 ? generator[bit] : 0;
            }
        }

        return sum == (version == 0 ? 1u : 0x2bc830a3u);
    }

    /// <summary>EIP-55: letters are upper case where the Keccak-256 of the lower-case address has a digit of 8 or more. One case alone carries no checksum.</summary>
    private static bool IsEthereum(ReadOnlySpan<char> word)
    {
        var digits = word[2..];
        if (digits.ContainsAnyExcept("0123456789abcdefABCDEF") || !digits.ContainsAnyInRange('a', 'f') || !digits.ContainsAnyInRange('A', 'F'))
        {
            return false;
        }

        Span<byte> lower = stackalloc byte[40];
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = (byte)char.ToLowerInvariant(digits[i]);
        }

        var hash = Keccak.Hash256(lower);
        for (var i = 0; i < lower.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (char.IsAsciiLetter(digits[i]) && char.IsAsciiLetterUpper(digits[i]) != nibble >= 8)
            {
                return false;
            }
        }

        return true;
    }
}
