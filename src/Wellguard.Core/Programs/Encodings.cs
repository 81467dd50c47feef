using System.IO.Compression;
using System.Text;

namespace Wellguard.Programs;

/// <summary>Bounded decoders. Bytes that are not text are carried as Latin-1, so that a further decoder gets them back.</summary>
internal static class Encodings
{
    /// <summary>White space and line breaks are skipped, missing padding is added, a broken tail is cut.</summary>
    public static byte[]? FromBase64(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/')
            {
                clean.Append(c);
            }
            else if (c is '-' or '_')
            {
                clean.Append(c == '-' ? '+' : '/');
            }
            else if (c == '=')
            {
                break;
            }
            else if (!char.IsWhiteSpace(c))
            {
                return null;
            }
        }

        clean.Length -= clean.Length % 4 == 1 ? 1 : 0;
        clean.Append('=', -clean.Length & 3);
        var bytes = new byte[clean.Length / 4 * 3];
        return clean.Length > 0 && Convert.TryFromBase64String(clean.ToString(), bytes, out var length) ? bytes[..length] : null;
    }

    public static byte[]? FromBase32(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0u, 0);
        foreach (var c in text.TrimEnd('=', '\n', ' '))
        {
            var value = c switch { >= 'A' and <= 'Z' => c - 'A', >= 'a' and <= 'z' => c - 'a', >= '2' and <= '7' => c - '2' + 26, _ => -1 };
            if (value < 0)
            {
                return null;
            }

            bits = (bits << 5) | (uint)value;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes.Add((byte)(bits >> count));
            }
        }

        return [.. bytes];
    }

    /// <summary>The lines between <c>begin MODE NAME</c> and <c>end</c> (POSIX.1-2017, uuencode); null when there are none.</summary>
    public static byte[]? FromUuencoded(string text)
    {
        var bytes = new List<byte>();
        var inside = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!inside)
            {
                inside = line.StartsWith("begin ");
                continue;
            }

            if (line is "end" || line.IsEmpty)
            {
                break;
            }

            var length = (line[0] - 32) & 63;
            for (var i = 1; i + 3 < line.Length + 3 && length > 0; i += 4)
            {
                var group = 0;
                for (var j = 0; j < 4; j++)
                {
                    group = (group << 6) | (i + j < line.Length ? (line[i + j] - 32) & 63 : 0);
                }

                for (var j = 16; j >= 0 && length > 0; j -= 8, length--)
                {
                    bytes.Add((byte)(group >> j));
                }
            }
        }

        return inside ? [.. bytes] : null;
    }

    /// <summary>Hex digits; white space, <c>\x</c> and <c>0x</c> are skipped.</summary>
    public static byte[]? FromHex(string text)
    {
        var digits = new string([.. text.Replace("\\x", "", StringComparison.Ordinal).Replace("0x", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c))]);
        return digits.Length > 1 && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    /// <returns>Null when it is not gzip or expands beyond <see cref="Analysis.MaxDecoded"/>.</returns>
    public static byte[]? Inflate(string latin1)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Encoding.Latin1.GetBytes(latin1)), CompressionMode.Decompress);
            var bytes = new byte[Analysis.MaxDecoded];
            var length = gzip.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length < bytes.Length ? bytes[..length] : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public static string ToText(byte[] bytes)
    {
        try
        {
            return bytes.AsSpan().IndexOf((byte)0) >= 0 || bytes is [0x1f, 0x8b, ..] ? Encoding.Latin1.GetString(bytes) : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
