using System.Globalization;
using System.Text;

namespace Wellguard.Evasion;

/// <summary>A literal's value: UTF-16 of a text, one character a byte of Python's bytes.</summary>
public sealed record Literal(string Value, bool IsBytes)
{
    /// <summary>Longer ones stay as they are.</summary>
    public const int Longest = 60_000;

    /// <summary>Null for what is not understood wholly.</summary>
    public static Literal? Read(string token, Language language)
    {
        var quote = token.IndexOfAny(['"', '\'']);
        var prefix = token[..quote].ToLowerInvariant();
        var triple = language == Language.Python && token.Length >= quote + 6 && token[quote + 1] == token[quote] && token[quote + 2] == token[quote] ? 3 : 1;
        var body = token[(quote + triple)..^triple];
        var isBytes = prefix.Contains('b', StringComparison.Ordinal);
        if (prefix.Contains('r', StringComparison.Ordinal))
        {
            return new(body.Replace("\r\n", "\n", StringComparison.Ordinal), isBytes);
        }

        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '\r' && i + 1 < body.Length && body[i + 1] == '\n')
            {
                continue;
            }

            if (body[i] != '\\')
            {
                value.Append(body[i]);
                continue;
            }

            if (++i >= body.Length || !Escape(body, ref i, value, language, isBytes))
            {
                return null;
            }
        }

        return new(value.ToString(), isBytes);
    }

    private static bool Escape(string body, ref int at, StringBuilder into, Language language, bool isBytes)
    {
        var python = language == Language.Python;
        var c = body[at];
        switch (c)
        {
            case 'n' or 't' or 'r' or 'b' or 'f' or 'v':
                into.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => '\v' });
                return true;
            case 'a' when python:
                into.Append('\a');
                return true;
            case 'x' or 'u' or 'U' when (c == 'x' || !isBytes) && (c != 'U' || python):
                if (c == 'u' && at + 1 < body.Length && body[at + 1] == '{')
                {
                    return false;
                }

                var digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
                if (at + digits >= body.Length || !int.TryParse(body.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10ffff || (python && code is >= 0xd800 and < 0xe000))
                {
                    return false;
                }

                into.Append(code > 0xffff ? char.ConvertFromUtf32(code) : ((char)code).ToString());
                at += digits;
                return true;
            case >= '0' and <= '7':
                var octal = 0;
                var most = python ? 3 : 1;
                var from = at;
                for (; at < body.Length && at - from < most && body[at] is >= '0' and <= '7'; at++)
                {
                    octal = (octal * 8) + body[at] - '0';
                }

                at--;
                into.Append((char)octal);
                return python || (octal == 0 && (at + 1 >= body.Length || !char.IsAsciiDigit(body[at + 1])));
            case '\n':
                return true;
            case '\r' when at + 1 < body.Length && body[at + 1] == '\n':
                at++;
                return true;
            case '\\' or '\'' or '"':
                into.Append(c);
                return true;
            case 'N' or 'u' or 'x' or 'U' when python && !isBytes:
                return false;
            default:
                into.Append(python ? "\\" + c : c.ToString());
                return !char.IsAsciiDigit(c);
        }
    }

    /// <summary>As source text in double quotes, on one line, in ASCII.</summary>
    public static string Quoted(string value, bool isBytes = false)
    {
        var result = new StringBuilder(isBytes ? "b\"" : "\"");
        foreach (var c in value)
        {
            result.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => "\\\\",
                '"' => "\\\"",
                < ' ' or '\u007f' => $"\\x{(int)c:x2}",
                > '~' => isBytes ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return result.Append('"').ToString();
    }

    /// <summary>As <see cref="Quoted"/>, of Python: characters beyond the first 65,536 are one escape there.</summary>
    public static string PythonQuoted(string value, bool isBytes = false)
    {
        if (!value.Any(char.IsSurrogate))
        {
            return Quoted(value, isBytes);
        }

        var result = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            result.Append(rune.Value > 0xffff ? $"\\U{rune.Value:x8}" : Quoted(rune.ToString())[1..^1]);
        }

        return result.Append('"').ToString();
    }

    /// <summary>Code points of a text, bytes of bytes.</summary>
    public IReadOnlyList<int> Codes(bool utf16)
    {
        if (IsBytes || utf16)
        {
            return [.. Value.Select(static c => (int)c)];
        }

        return [.. Value.EnumerateRunes().Select(static rune => rune.Value)];
    }

    /// <summary>Pieces of a few characters; no character is torn apart.</summary>
    public IReadOnlyList<string> Pieces(int length)
    {
        var pieces = new List<string>();
        for (var at = 0; at < Value.Length;)
        {
            var end = Math.Min(at + length, Value.Length);
            end += end < Value.Length && char.IsLowSurrogate(Value[end]) ? 1 : 0;
            pieces.Add(Value[at..end]);
            at = end;
        }

        return pieces;
    }
}
