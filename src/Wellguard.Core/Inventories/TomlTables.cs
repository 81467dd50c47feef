namespace Wellguard.Inventories;

/// <summary>
/// The part of TOML 1.0 that lock files use: the entries of one array of tables with their strings. Keys of a sub-table get its name
/// in front (<c>source.type</c>); a value that is no string is its raw text. One pass, nothing nested is built.
/// </summary>
internal static class TomlTables
{
    /// <summary>Attack: a million keys in one table.</summary>
    private const int MostKeys = 256;

    /// <summary>Bytes: lists of archives with their digests are the longest that is read. Attack: one value of megabytes, copied.</summary>
    private const int LongestValue = 256 << 10;

    /// <param name="wanted">The array's name: <c>package</c> for <c>[[package]]</c>.</param>
    /// <param name="each">Gets a dictionary that is valid during the call.</param>
    public static void Read(ReadOnlySpan<byte> text, string wanted, PackageFile into, Action<Dictionary<string, string>> each)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        string? prefix = null;
        while (!(text = text.TrimStart(" \t\r\n"u8)).IsEmpty)
        {
            if (text[0] == '#')
            {
                Line(ref text);
            }
            else if (text[0] == '[')
            {
                var header = Line(ref text);
                var isArray = header.StartsWith("[["u8);
                var close = header.IndexOf((byte)']');
                var name = (close < 0 ? header : header[..close]).Trim("[ \t\""u8).Utf8();
                if (prefix is not null && (isArray && name == wanted || !name.StartsWith(wanted + ".", StringComparison.Ordinal)))
                {
                    each(table);
                    table.Clear();
                    prefix = null;
                }

                prefix = name == wanted && isArray ? "" : prefix is null ? null : name[(wanted.Length + 1)..] + ".";
            }
            else
            {
                var line = text.IndexOf((byte)'\n');
                var equals = (line < 0 ? text : text[..line]).IndexOf((byte)'=');
                if (equals < 0)
                {
                    into.Problem("a line that is no TOML");
                    Line(ref text);
                    continue;
                }

                var key = text[..equals].Trim(" \t\""u8);
                text = text[(equals + 1)..].TrimStart(" \t"u8);
                var value = Value(ref text);
                if (prefix is not null && table.Count < MostKeys && key.Length <= 128)
                {
                    table[prefix + key.Utf8()] = value.Length <= LongestValue ? value.Utf8() : "";
                }
            }
        }

        if (prefix is not null)
        {
            each(table);
        }
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line;
    }

    /// <summary>Takes one value off the front. Names and versions need no escapes: an escaped string stays as written.</summary>
    private static ReadOnlySpan<byte> Value(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        if (text[0] is (byte)'"' or (byte)'\'')
        {
            var length = StringLength(text);
            var quotes = IsTriple(text) ? 3 : 1;
            var value = text[..length];
            text = text[length..];
            return value.Length >= 2 * quotes ? value[quotes..^quotes] : default;
        }

        if (text[0] is not ((byte)'[' or (byte)'{'))
        {
            return Line(ref text).TrimEnd(" \t\r"u8);
        }

        var depth = 0;
        var at = 0;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)']' or (byte)'}':
                    depth--;
                    break;
                case (byte)'"' or (byte)'\'':
                    at += StringLength(text[at..]) - 1;
                    break;
                case (byte)'#':
                    var end = text[at..].IndexOf((byte)'\n');
                    at = end < 0 ? text.Length - 1 : at + end;
                    break;
            }

            at++;
            if (depth == 0)
            {
                break;
            }
        }

        var all = text[..at];
        text = text[at..];
        return all;
    }

    private static bool IsTriple(ReadOnlySpan<byte> text) => text.Length >= 3 && text[1] == text[0] && text[2] == text[0];

    /// <summary>Length with its quotes; an unterminated string ends with its line, or with the text when it is a multi-line one.</summary>
    private static int StringLength(ReadOnlySpan<byte> text)
    {
        var quote = text[0];
        if (IsTriple(text))
        {
            var close = text[3..].IndexOf(text[..3]);
            return close < 0 ? text.Length : close + 6;
        }

        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && quote == '"')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return at + 1;
            }
            else if (text[at] == '\n')
            {
                return at;
            }
        }

        return text.Length;
    }
}
