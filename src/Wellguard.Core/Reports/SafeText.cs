using System.Globalization;
using System.Text;

namespace Wellguard.Reports;

/// <summary>
/// Makes text from an artifact harmless to show. Attacks: ANSI escapes that rewrite the terminal, bidi overrides and invisible characters that
/// disguise text, line breaks that forge lines of the report, megabytes of text.
/// </summary>
public static class SafeText
{
    /// <summary>Longest text of one label, in characters, unless the caller is stricter.</summary>
    public const int LabelLimit = 500;

    /// <summary>Characters of a text that are looked at for lines. Attack: a decoded payload of many megabytes.</summary>
    private const int LinesScanned = 1 << 16;

    /// <summary>One line: what is not visible becomes <c>\n</c>, <c>\t</c> or <c>\u{202E}</c>, more than <paramref name="limit"/> characters are cut with an ellipsis.</summary>
    public static string OneLine(string? text, int limit = LabelLimit, bool ascii = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder(Math.Min(text.Length, limit) + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            var length = safe.Length;
            Append(safe, rune, ascii);
            if (safe.Length > limit)
            {
                safe.Length = length;
                return safe.Append(ascii ? "..." : "…").ToString();
            }
        }

        return safe.ToString();
    }

    /// <summary>The first <paramref name="lines"/> lines, each made safe; a last line says how many more there are.</summary>
    public static IReadOnlyList<string> Lines(string? text, int lines, int limit = LabelLimit, bool ascii = false)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var all = text.Length > LinesScanned ? text[..LinesScanned] : text;
        var split = all.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        var shown = split.Take(lines).Select(line => OneLine(line.Replace("\t", "    ", StringComparison.Ordinal).TrimEnd(), limit, ascii)).ToList();
        if (split.Length > lines)
        {
            shown.Add($"({split.Length - lines} more lines)");
        }

        return shown;
    }

    /// <summary>Columns on a terminal: combining marks 0, East Asian wide and emoji 2.</summary>
    public static int Columns(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Columns(rune);
        }

        return columns;
    }

    /// <summary>Cut to <paramref name="columns"/> with an ellipsis.</summary>
    public static string Fit(string text, int columns, string ellipsis)
    {
        if (Columns(text) <= columns)
        {
            return text;
        }

        var fit = new StringBuilder();
        var left = columns - ellipsis.Length;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Columns(rune);
            if (left < 0)
            {
                break;
            }

            fit.Append(rune.ToString());
        }

        return fit.Append(ellipsis).ToString();
    }

    internal static int Columns(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1,
    };

    private static void Append(StringBuilder safe, Rune rune, bool ascii)
    {
        switch (rune.Value)
        {
            case '\n': safe.Append("\\n"); return;
            case '\r': safe.Append("\\r"); return;
            case '\t': safe.Append("\\t"); return;
            case >= 0x20 and < 0x7F: safe.Append((char)rune.Value); return;
            default: break;
        }

        if (ascii || !IsVisible(rune))
        {
            safe.Append("\\u{").Append(rune.Value.ToString("X")).Append('}');
        }
        else
        {
            safe.Append(rune.ToString());
        }
    }

    /// <summary>Combining marks count as invisible: a stack of them paints over the lines around it.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => false,
        UnicodeCategory.SpaceSeparator => rune.Value == ' ',
        _ => rune.Value is not (0x2800 or 0x3164 or 0xFFA0 or 0x115F or 0x1160),
    };
}
