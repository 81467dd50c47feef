using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Programs.Scripts;

/// <summary>Encodings that hide text, as lenient as the interpreters are. Bytes are strings of one character for each byte. Null: not such an encoding.</summary>
internal static class Decoders
{
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>RFC 1924 order, as Python's <c>b85</c> has it.</summary>
    private const string Base85Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

    public static string Utf8(string bytes)
    {
        var raw = new byte[bytes.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            if (bytes[i] > 255)
            {
                return bytes;
            }

            raw[i] = (byte)bytes[i];
        }

        var text = Encoding.UTF8.GetString(raw);
        return text.Contains('\ufffd') ? bytes : text;
    }

    public static byte[]? Base64(string text)
    {
        var clean = new StringBuilder(text.Length + 3);
        foreach (var c in text)
        {
            if (c == '=')
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_')
            {
                clean.Append(c switch { '-' => '+', '_' => '/', _ => c });
            }
        }

        clean.Length -= clean.Length % 4 == 1 ? 1 : 0;
        clean.Append('=', (4 - (clean.Length % 4)) % 4);
        var result = new byte[clean.Length / 4 * 3];
        return Convert.TryFromBase64String(clean.ToString(), result, out var written) ? result[..written] : null;
    }

    public static byte[]? Hex(string text)
    {
        var clean = text.AsSpan().IndexOfAny(" \n\t\r:") >= 0 ? text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal) : text;
        var result = new byte[clean.Length / 2];
        return Convert.FromHexString(clean.AsSpan(0, result.Length * 2), result, out _, out _) == OperationStatus.Done ? result : null;
    }

    public static byte[]? Base32(string text)
    {
        var result = new List<byte>(text.Length);
        var (bits, count) = (0, 0);
        foreach (var c in text.TrimEnd('='))
        {
            var digit = Base32Alphabet.IndexOf(char.ToUpperInvariant(c));
            if (digit < 0)
            {
                return null;
            }

            bits = ((bits << 5) | digit) & 0xfff;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                result.Add((byte)(bits >> count));
            }
        }

        return [.. result];
    }

    /// <param name="ascii">Adobe's alphabet (<c>a85</c>) instead of RFC 1924's.</param>
    public static byte[]? Base85(string text, bool ascii)
    {
        var result = new List<byte>(text.Length);
        var digits = new List<int>(text.Length + 4);
        foreach (var c in ascii ? text.Replace("<~", "", StringComparison.Ordinal).Replace("~>", "", StringComparison.Ordinal) : text)
        {
            var digit = ascii ? c - '!' : Base85Alphabet.IndexOf(c);
            if (ascii && (char.IsWhiteSpace(c) || c == 'z'))
            {
                digits.AddRange(c == 'z' ? [0, 0, 0, 0, 0] : []);
            }
            else if (digit is < 0 or > 84)
            {
                return null;
            }
            else
            {
                digits.Add(digit);
            }
        }

        var padding = (5 - (digits.Count % 5)) % 5;
        digits.AddRange(Enumerable.Repeat(84, padding));
        for (var i = 0; i < digits.Count; i += 5)
        {
            ulong number = 0;
            for (var k = 0; k < 5; k++)
            {
                number = (number * 85) + (uint)digits[i + k];
            }

            for (var shift = 24; shift >= 0; shift -= 8)
            {
                result.Add((byte)(number >> shift));
            }
        }

        return [.. result.Take(Math.Max(result.Count - padding, 0))];
    }

    public static string Rot13(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            var c = source[i];
            target[i] = char.IsAsciiLetterLower(c) ? (char)('a' + ((c - 'a' + 13) % 26)) : char.IsAsciiLetterUpper(c) ? (char)('A' + ((c - 'A' + 13) % 26)) : c;
        }
    });

    /// <summary>zlib, gzip or raw deflate, by its first bytes. What expands beyond <see cref="Analysis.MaxDecoded"/> is cut off.</summary>
    public static byte[]? Inflate(byte[] bytes)
    {
        try
        {
            using var source = new MemoryStream(bytes);
            using Stream inflated = bytes switch
            {
                [0x1f, 0x8b, ..] => new GZipStream(source, CompressionMode.Decompress),
                [0x78, 0x01 or 0x5e or 0x9c or 0xda, ..] => new ZLibStream(source, CompressionMode.Decompress),
                _ => new DeflateStream(source, CompressionMode.Decompress),
            };
            var result = new MemoryStream();
            var block = new byte[1 << 16];
            while (result.Length < Analysis.MaxDecoded)
            {
                var read = inflated.Read(block, 0, (int)Math.Min(block.Length, Analysis.MaxDecoded - result.Length));
                if (read == 0)
                {
                    break;
                }

                result.Write(block, 0, read);
            }

            return result.Length == 0 ? null : result.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary><c>%41</c> and <c>%u0041</c>.</summary>
    public static string Percent(string text, bool plusIsSpace = false)
    {
        var bytes = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var wide = text[i] == '%' && i + 5 < text.Length && text[i + 1] == 'u';
            var (start, length) = wide ? (i + 2, 4) : (i + 1, 2);
            if (text[i] == '%' && start + length <= text.Length && int.TryParse(text.AsSpan(start, length), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                bytes.Append((char)code);
                i = start + length - 1;
            }
            else
            {
                bytes.Append(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
            }
        }

        return Utf8(bytes.ToString());
    }
}
