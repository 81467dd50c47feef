using System.IO.Compression;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>The encodings that <c>encoded:</c> can name, applied from left to right.</summary>
internal static class Encodings
{
    public static byte[]? Apply(string name, byte[] bytes) => name switch
    {
        "base64" => Ascii(Convert.ToBase64String(bytes)),
        "base64-lines" => Ascii(Wrap(Convert.ToBase64String(bytes), 76)),
        "base64url" => Ascii(Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=')),
        "base32" => Ascii(Base32(bytes)),
        "hex" => Ascii(Convert.ToHexStringLower(bytes)),
        "hex-escapes" => Ascii(string.Concat(bytes.Select(b => $"\\x{b:x2}"))),
        "octal-escapes" => Ascii(string.Concat(bytes.Select(b => $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}"))),
        "reverse" => Reverse(bytes),
        "rot13" => [.. bytes.Select(Rot13)],
        "percent" => Ascii(string.Concat(bytes.Select(b => $"%{b:X2}"))),
        "decimal-list" => Ascii(string.Join(",", bytes)),
        "gzip" => Compress(bytes, s => new GZipStream(s, CompressionLevel.SmallestSize, leaveOpen: true)),
        "zlib" => Compress(bytes, s => new ZLibStream(s, CompressionLevel.SmallestSize, leaveOpen: true)),
        "utf16le" => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        _ => null,
    };

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string Wrap(string text, int width) => string.Join('\n', text.Chunk(width).Select(c => new string(c)));

    private static byte[] Reverse(byte[] bytes)
    {
        var copy = bytes.ToArray();
        Array.Reverse(copy);
        return copy;
    }

    private static byte Rot13(byte b) => b switch
    {
        >= (byte)'a' and <= (byte)'z' => (byte)('a' + (b - 'a' + 13) % 26),
        >= (byte)'A' and <= (byte)'Z' => (byte)('A' + (b - 'A' + 13) % 26),
        _ => b,
    };

    private static string Base32(byte[] bytes)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(alphabet[(buffer >> (bits - 5)) & 31]);
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0)
        {
            text.Append(alphabet[(buffer << (5 - bits)) & 31]);
        }
        return text.ToString().PadRight((text.Length + 7) / 8 * 8, '=');
    }

    public static byte[] Compress(byte[] bytes, Func<Stream, Stream> wrap)
    {
        var target = new MemoryStream();
        using (var stream = wrap(target))
        {
            stream.Write(bytes);
        }
        return target.ToArray();
    }
}
