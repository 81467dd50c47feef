using System.Globalization;
using System.Text;

namespace Wellguard.Programs.Scripts;

/// <summary>Slices and formats of constants.</summary>
internal static class Formats
{
    /// <param name="mayCopy">So many characters, or items eight times.</param>
    public static Value Slice(Value holder, List<Value?> parts, Func<long, bool> mayCopy)
    {
        int? Part(int index) => index < parts.Count && parts[index] is { Shape: Shape.Number } value ? (int)Math.Clamp(value.Number, -1e9, 1e9) : null;
        if (parts.Exists(static part => part is { Shape: not Shape.Number and not Shape.Unknown }) || holder.Shape is not (Shape.Text or Shape.Bytes or Shape.List) || holder.IsPartial || parts.Exists(static part => part is { Shape: Shape.Unknown, Symbol: not "None" }))
        {
            return new Value(Shape.Unknown) { Origin = holder.Origin, Decoding = holder.Decoding };
        }

        var count = holder.Shape == Shape.List ? holder.Items.Count : holder.Text.Length;
        var step = Part(2) ?? 1;
        if (step == 0)
        {
            return Value.Unknown;
        }

        var (first, last) = Bounds(Part(0), Part(1), step, count);
        var length = Math.Max(0, (last - first + step - Math.Sign(step)) / step);
        if (!mayCopy(holder.Shape == Shape.List ? length * 8L : length))
        {
            return new Value(Shape.Unknown) { Origin = holder.Origin, Decoding = holder.Decoding, IsCut = true };
        }

        var indexes = Indexes(first, last, step, count);
        if (holder.Shape == Shape.List)
        {
            return Value.OfList([.. indexes.Select(index => holder.Items[index])]).From(holder);
        }

        var text = new StringBuilder();
        foreach (var index in indexes)
        {
            text.Append(holder.Text[index]);
        }

        var result = holder with { Text = text.ToString() };
        return step == -1 && count > 1 ? result with { Decoding = [.. holder.Decoding, "reverse"] } : result;
    }

    private static (int First, int Last) Bounds(int? start, int? end, int step, int count)
    {
        var first = start is { } s ? (s < 0 ? s + count : s) : step > 0 ? 0 : count - 1;
        var last = end is { } e ? (e < 0 ? e + count : e) : step > 0 ? count : -1;
        first = step > 0 ? Math.Max(first, 0) : Math.Min(first, count - 1);
        return (first, step > 0 ? Math.Min(last, count) : Math.Max(last, -1));
    }

    private static IEnumerable<int> Indexes(int first, int last, int step, int count)
    {
        for (long i = first; step > 0 ? i < last : i > last; i += step)
        {
            if (i >= 0 && i < count)
            {
                yield return (int)i;
            }
        }
    }

    private static string? TextOf(Value? value) => value switch
    {
        { IsString: true } => value.Text,
        { Shape: Shape.Number, Form: not NumberForm.Plain } => null,
        { Shape: Shape.Number } => Math.Truncate(value.Number) == value.Number && Math.Abs(value.Number) < 1e15 ? ((long)value.Number).ToString(CultureInfo.InvariantCulture) : value.Number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Value Made(Value format, string text, IEnumerable<Value> values, bool partial)
    {
        var result = Value.Of(text) with { IsPartial = partial || format.IsPartial };
        return values.Aggregate(result.From(format), static (made, value) => made.From(value));
    }

    /// <summary><c>'%s-%02x' % (a, b)</c> and <c>sprintf</c>.</summary>
    public static Value Percent(Value format, IReadOnlyList<Value> values, Value? named = null)
    {
        var text = new StringBuilder();
        var (next, partial) = (0, false);
        var source = format.Text;
        for (var i = 0; i < source.Length && text.Length < Analysis.MaxText; i++)
        {
            if (source[i] != '%' || i + 1 == source.Length)
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            if (source[i] == '%')
            {
                text.Append('%');
                continue;
            }

            Value? value = null;
            if (source[i] == '(' && source.IndexOf(')', i) is var close and > 0)
            {
                value = named?.Fields.GetValueOrDefault(source[(i + 1)..close]);
                i = close + 1;
            }

            var spec = i;
            while (i < source.Length && !char.IsAsciiLetter(source[i]))
            {
                i++;
            }

            value ??= next < values.Count ? values[next++] : null;
            var shown = i < source.Length ? Converted(value, source[i], source[spec..i]) : null;
            partial |= shown is null;
            text.Append(shown ?? "${_}");
        }

        return Made(format, text.ToString(), values, partial);
    }

    private static string? Converted(Value? value, char kind, string spec)
    {
        var isLeft = spec.StartsWith('-');
        var digits = isLeft ? spec[1..] : spec;
        var width = 0;
        if (digits.Length > 0 && (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out width) || width >= MaxWidth))
        {
            return null;
        }

        var shown = value is { Shape: Shape.Number, Form: NumberForm.Plain or NumberForm.Truth } ? OfNumber(value, kind) : kind is 's' or 'r' && value is not { IsString: true } ? TextOf(value) : kind == 's' || (kind == 'c' && value is { IsString: true, Text.Length: 1 }) ? TextOf(value) : null;
        return shown is null || width <= shown.Length ? shown : isLeft ? shown.PadRight(width) : digits[0] != '0' || kind == 's' ? shown.PadLeft(width) : shown[0] == '-' ? null : shown.PadLeft(width, '0');
    }

    /// <summary>Attack: a width of a billion.</summary>
    private const int MaxWidth = 1_000;

    private static string? OfNumber(Value value, char kind)
    {
        var shown = kind switch
        {
            'x' => ((long)value.Number).ToString("x", CultureInfo.InvariantCulture),
            'X' => ((long)value.Number).ToString("X", CultureInfo.InvariantCulture),
            'c' => ((char)(int)value.Number).ToString(),
            'd' or 'i' or 'u' => ((long)value.Number).ToString(CultureInfo.InvariantCulture),
            'o' when value.Number >= 0 => Convert.ToString((long)value.Number, 8),
            's' or 'r' => TextOf(value),
            _ => null,
        };
        return kind is 'x' or 'X' or 'o' && value.Number < 0 ? null : shown;
    }

    /// <summary><c>'{0}{name}{}'.format(a, b, name=c)</c>.</summary>
    public static Value Braces(Value format, IReadOnlyList<Argument> arguments)
    {
        var text = new StringBuilder();
        var (next, partial) = (0, false);
        var source = format.Text;
        var positional = arguments.Where(static argument => argument.Name is null).ToList();
        for (var i = 0; i < source.Length && text.Length < Analysis.MaxText; i++)
        {
            var c = source[i];
            if (c is '{' or '}' && i + 1 < source.Length && source[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{' && source.IndexOf('}', i) is var close and > 0)
            {
                var key = source[(i + 1)..close];
                var mark = key.IndexOfAny([':', '!']);
                var rest = mark < 0 ? "" : key[mark..];
                key = mark < 0 ? key : key[..mark];
                var index = key.Length == 0 ? next++ : int.TryParse(key, out var number) ? number : -1;
                var value = index >= 0 ? (index < positional.Count ? positional[index].Value : null) : arguments.FirstOrDefault(argument => argument.Name == key)?.Value;
                var shown = value is null ? null : FormatSpec.Apply(value, TextOf(value), rest);
                partial |= shown is null;
                text.Append(shown ?? "${" + (key.Length > 0 && index < 0 ? key : "_") + "}");
                i = close;
            }
            else
            {
                text.Append(c);
            }
        }

        return Made(format, text.ToString(), arguments.Select(static argument => argument.Value), partial);
    }
}
