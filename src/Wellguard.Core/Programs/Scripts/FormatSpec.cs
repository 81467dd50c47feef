using System.Globalization;

namespace Wellguard.Programs.Scripts;

/// <summary>Python's format specifications: <c>[[fill]align][0][width][type]</c> of texts and whole numbers (Library Reference, "Format Specification Mini-Language").</summary>
internal static class FormatSpec
{
    /// <summary>Attack: a width of a billion.</summary>
    private const int MaxWidth = 10_000;

    /// <param name="shown">The value as text.</param>
    /// <param name="spec">Behind the value's name: <c>!r</c>, <c>:&gt;10</c>, <c>:03d</c>, or nothing.</param>
    /// <returns>Null for what is not computed here.</returns>
    public static string? Apply(Value value, string? shown, string spec)
    {
        if (spec.Length == 0 || shown is null)
        {
            return shown;
        }

        if (spec[0] == '!')
        {
            return spec.Length == 2 && spec[1] == 's' ? shown : null;
        }

        var at = 1;
        var fill = ' ';
        char? align = null;
        if (spec.Length > 2 && spec[2] is '<' or '>' or '^')
        {
            (fill, align, at) = (spec[1], spec[2], 3);
        }
        else if (spec.Length > 1 && spec[1] is '<' or '>' or '^')
        {
            (align, at) = (spec[1], 2);
        }

        if (at < spec.Length && spec[at] == '0' && align is null)
        {
            (fill, align) = ('0', '=');
            at++;
        }

        var digits = at;
        while (digits < spec.Length && char.IsAsciiDigit(spec[digits]))
        {
            digits++;
        }

        var width = digits == at ? 0 : int.TryParse(spec.AsSpan(at, digits - at), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : int.MaxValue;
        if (width > MaxWidth || spec.Length > digits + 1 || Typed(value, shown, spec[digits..]) is not { } text)
        {
            return null;
        }

        var isNumber = value.Shape == Shape.Number;
        return (align ?? (isNumber ? '>' : '<')) switch
        {
            '<' => text.PadRight(width, fill),
            '>' => text.PadLeft(width, fill),
            '=' when isNumber && text[0] != '-' => text.PadLeft(width, fill),
            _ => width <= text.Length ? text : null,
        };
    }

    private static string? Typed(Value value, string shown, string type)
    {
        if (value.Shape != Shape.Number)
        {
            return type is "" or "s" ? shown : null;
        }

        if (value.Form != NumberForm.Plain || Math.Truncate(value.Number) != value.Number || value.Number is < 0 or > int.MaxValue)
        {
            return type is "" && value.Form == NumberForm.Plain ? shown : null;
        }

        var number = (int)value.Number;
        return type switch
        {
            "" or "d" => shown,
            "x" => number.ToString("x", CultureInfo.InvariantCulture),
            "X" => number.ToString("X", CultureInfo.InvariantCulture),
            "b" => number.ToString("b", CultureInfo.InvariantCulture),
            "o" => Convert.ToString(number, 8),
            "c" when number is > 0 and < 0xd800 => ((char)number).ToString(),
            _ => null,
        };
    }
}
