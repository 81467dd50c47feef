using System.Globalization;
using System.Text;

namespace Wellguard.Programs.Shell;

/// <summary>Backslash escapes of <c>$'…'</c>, <c>echo -e</c> and <c>printf</c> (bash manual, ANSI-C Quoting).</summary>
internal static class Escapes
{
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                decoded.Append(text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'n': decoded.Append('\n'); break;
                case 't': decoded.Append('\t'); break;
                case 'r': decoded.Append('\r'); break;
                case 'a': decoded.Append('\a'); break;
                case 'b': decoded.Append('\b'); break;
                case 'e' or 'E': decoded.Append('\u001b'); break;
                case 'x': i = Number(text, i + 1, 2, 16, decoded) - 1; break;
                case 'u': i = Number(text, i + 1, 4, 16, decoded) - 1; break;
                case 'U': i = Number(text, i + 1, 8, 16, decoded) - 1; break;
                case '0': i = Number(text, i + 1, 3, 8, decoded) - 1; break;
                case >= '1' and <= '7': i = Number(text, i, 3, 8, decoded) - 1; break;
                case '\\' or '\'' or '"' or '?': decoded.Append(text[i]); break;
                default: decoded.Append('\\').Append(text[i]); break;
            }
        }

        return decoded.ToString();
    }

    /// <returns>The index behind the digits.</returns>
    private static int Number(string text, int start, int most, int radix, StringBuilder into)
    {
        var end = start;
        while (end < text.Length && end - start < most && (radix == 16 ? char.IsAsciiHexDigit(text[end]) : text[end] is >= '0' and <= '7'))
        {
            end++;
        }

        if (end == start)
        {
            into.Append(radix == 8 ? "\0" : "");
            return end;
        }

        var digits = text.AsSpan(start, end - start);
        var value = 0L;
        foreach (var digit in digits)
        {
            value = (value * radix) + int.Parse([digit], NumberStyles.HexNumber);
        }

        into.Append(value is > 0xFFFF and <= 0x10FFFF ? char.ConvertFromUtf32((int)value) : ((char)(value & 0xFFFF)).ToString());
        return end;
    }
}
