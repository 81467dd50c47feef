using System.Globalization;
using System.Text;

namespace Wellguard.Programs.Scripts;

/// <summary>Backslash escapes of string literals. The five languages agree on those that matter here.</summary>
internal static class Escapes
{
    /// <param name="bytes">A bytes literal: <c>\u</c> means nothing in it.</param>
    public static string Resolve(string text, bool bytes)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'n': result.Append('\n'); break;
                case 't': result.Append('\t'); break;
                case 'r': result.Append('\r'); break;
                case 'b': result.Append('\b'); break;
                case 'f': result.Append('\f'); break;
                case 'v': result.Append('\v'); break;
                case 'a': result.Append('\a'); break;
                case 'e': result.Append('\u001b'); break;
                case '\r': i += i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0; break;
                case '\n': break;
                case 'x' or 'u' or 'U' when !bytes || text[i] == 'x': i = Hexadecimal(text, i, result); break;
                case >= '0' and <= '7': i = Octal(text, i, result); break;
                case '\\' or '\'' or '"' or '`' or '$' or '/' or '@' or '#': result.Append(text[i]); break;
                default: result.Append('\\').Append(text[i]); break;
            }
        }

        return result.ToString();
    }

    /// <summary>Perl, PHP and Ruby: in single quotes only the quote and the backslash are escaped.</summary>
    public static string ResolveSingle(string text) => text.Contains('\\') ? text.Replace("\\\\", "\\\0", StringComparison.Ordinal).Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\0", "\\", StringComparison.Ordinal) : text;

    private static int Octal(string text, int at, StringBuilder result)
    {
        var code = 0;
        var end = at;
        while (end < text.Length && end < at + 3 && text[end] is >= '0' and <= '7')
        {
            code = (code * 8) + text[end++] - '0';
        }

        result.Append((char)code);
        return end - 1;
    }

    private static int Hexadecimal(string text, int at, StringBuilder result)
    {
        var most = text[at] switch { 'x' => 2, 'u' => 4, _ => 8 };
        var start = at + 1;
        var braced = start < text.Length && text[start] == '{';
        var end = braced ? text.IndexOf('}', start) : start;
        if (braced)
        {
            start++;
        }
        else
        {
            while (end < text.Length && end < start + most && char.IsAsciiHexDigit(text[end]))
            {
                end++;
            }
        }

        if (end < 0 || !int.TryParse(text.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, null, out var code) || code is < 0 or > 0x10ffff)
        {
            result.Append('\\').Append(text[at]);
            return at;
        }

        result.Append(code is >= 0xd800 and < 0xe000 || code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code));
        return braced ? end : end - 1;
    }
}
