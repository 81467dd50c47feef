using System.Globalization;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Texts with escapes; what is no escape stays as it is.</summary>
internal static class EscapedText
{
    public static byte[] Percent(ReadOnlySpan<byte> bytes)
    {
        var made = new List<byte>(bytes.Length);
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '%' && Hex(bytes, at + 1, 2) is { } value)
            {
                made.Add((byte)value);
                at += 2;
            }
            else
            {
                made.Add(bytes[at]);
            }
        }

        return [.. made];
    }

    /// <summary><c>\x41</c>, <c>\u0041</c>, <c>\/</c>, <c>\n</c> as JSON and JavaScript write them.</summary>
    public static byte[] Backslash(ReadOnlySpan<byte> bytes)
    {
        var made = new List<byte>(bytes.Length);
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != '\\' || at + 1 == bytes.Length)
            {
                made.Add(bytes[at]);
                continue;
            }

            var digits = bytes[++at] switch { (byte)'x' => 2, (byte)'u' => 4, _ => 0 };
            if (digits > 0 && Hex(bytes, at + 1, digits) is { } value)
            {
                made.Add((byte)value);
                at += digits;
            }
            else
            {
                made.Add(bytes[at] switch { (byte)'n' => (byte)'\n', (byte)'r' => (byte)'\r', (byte)'t' => (byte)'\t', var other => other });
            }
        }

        return [.. made];
    }

    private static int? Hex(ReadOnlySpan<byte> bytes, int at, int digits) =>
        at + digits <= bytes.Length && int.TryParse(bytes.Slice(at, digits), NumberStyles.AllowHexSpecifier, null, out var value) ? value : null;
}
