using System.Text;

namespace Wellguard.Programs.Scripts;

/// <content>Methods of constant texts and lists.</content>
internal sealed partial class ScriptRun
{
    private static readonly System.Buffers.SearchValues<char> RegexMarks = System.Buffers.SearchValues.Create(".*+?()[]{}|^$\\");

    /// <summary>Numbers above it count nothing: they are texts.</summary>
    private const double LongestNumber = 1e60;

    private Value? Method(Value receiver, string name, List<Value> values, List<Argument> arguments)
    {
        var first = values.Count > 0 ? values[0] : null;
        if (name is "then" or "catch" or "finally" && first?.Function is { } then)
        {
            var made = Evaluate(then, [receiver], Value.Unknown);
            return made.Shape != Shape.Unknown || made.Origin is not null ? made : receiver with { Symbol = null };
        }

        return receiver.Shape switch
        {
            Shape.Number when name == "to_bytes" && receiver.Number >= LongestNumber => new Value(Shape.Unknown) { Decoding = ["numbers"] },
            Shape.Text or Shape.Bytes => TextMethod(receiver, name, first, values, arguments),
            Shape.List => ListMethod(receiver, name, first, values),
            Shape.Map when name is "get" or "pop" && _language == ScriptLanguage.Python && first is not null => receiver.Fields.GetValueOrDefault(first.IsString ? first.Text : "") ?? (values.Count > 1 ? values[1] : first is { IsString: true, IsPartial: false } ? null : AnyOf(receiver)),
            Shape.Map when name is "get" or "fetch" && first is { IsString: true } => receiver.Fields.GetValueOrDefault(first.Text),
            Shape.Map when name is "items" or "values" && values.Count == 0 && _language == ScriptLanguage.Python => Value.OfList([.. receiver.Fields.Select(field => name == "values" ? field.Value : Value.OfList([Value.Of(field.Key), field.Value]))]),
            Shape.Map when name is "update" or "setdefault" && _language == ScriptLanguage.Python => Updated(receiver, name, values, arguments),
            _ => null,
        };
    }

    /// <summary><c>a.update(b, c=d)</c>, <c>a.setdefault('b', c)</c>.</summary>
    private static Value Updated(Value map, string name, List<Value> values, List<Argument> arguments)
    {
        if (name == "setdefault" && values is [{ IsString: true } key, var held, ..])
        {
            map.Fields.TryAdd(key.Text, held);
            return map.Fields[key.Text];
        }

        foreach (var (field, value) in values.SelectMany(static value => value.Fields.ToList()).Concat(arguments.Where(static argument => argument.Name is { Length: > 1 }).Select(static argument => KeyValuePair.Create(argument.Name!, argument.Value))))
        {
            map.Fields[field] = value;
        }

        if (values is [{ Fields.Count: 0, Origin: not null } whole, ..])
        {
            map.Fields["#" + map.Fields.Count] = whole;
        }

        return Value.Unknown;
    }

    private Value? TextMethod(Value text, string name, Value? first, List<Value> values, List<Argument> arguments)
    {
        if (!Copies(text.Text.Length))
        {
            return null;
        }

        switch (name)
        {
            case "decode" or "force_encoding":
                return Decode(first is { IsString: true } ? first.Text : "utf8", null, text);
            case "encode" or "encode64" or "b" or "bytes" when name != "bytes":
                var codec = first is { IsString: true } ? first.Text : "utf8";
                return codec.StartsWith("rot", StringComparison.Ordinal) ? Decode("rot13", null, text) : text with { Shape = Shape.Bytes, Text = Encoding.Latin1.GetString(text.Raw) };
            case "toString" or "to_s" or "to_str" or "valueOf" or "as_posix" or "__str__" or "expanduser" or "resolve" or "absolute" or "freeze" or "dup" or "html_safe":
                return first is { IsString: true } && first.Text is "base64" or "hex" ? null : Decode("utf8", null, text);
            case "join":
                return first is null ? text : Elements(first) is { } parts ? Joined(text, parts) : first.Origin is not null ? first with { Symbol = null } : null;
            case "joinpath":
                return JoinPath([text, .. values]);
            case "format":
                return Charged(Formats.Braces(text, arguments));
            case "concat":
                return values.Aggregate(text, (sum, value) => Concatenate(sum, value, "", "_"));
            case "replace" or "replaceAll" or "gsub" or "sub" or "tr" or "delete":
                return Replaced(text, name, values);
            case "split" or "chars" or "each_char":
                return Split(text, name == "split" ? first : Value.Of(""));
            case "rstrip" or "trimEnd" or "chomp":
                return first is { IsString: true } ? text with { Text = text.Text.TrimEnd(first.Text.ToCharArray()) } : text with { Text = text.Text.TrimEnd() };
            case "lstrip" or "trimStart":
                return first is { IsString: true } ? text with { Text = text.Text.TrimStart(first.Text.ToCharArray()) } : text with { Text = text.Text.TrimStart() };
            case "strip" or "trim" or "strip_heredoc" or "squish":
                return first is { IsString: true } ? text with { Text = text.Text.Trim(first.Text.ToCharArray()) } : text with { Text = text.Text.Trim() };
            case "includes" or "startsWith" or "endsWith" or "startswith" or "endswith" when first is { Shape: Shape.Text, IsPartial: false } && text is { Shape: Shape.Text, IsPartial: false } && values.Count == 1:
                return Value.Of(name == "includes" ? text.Text.Contains(first.Text, StringComparison.Ordinal) : name[0] == 's' ? text.Text.StartsWith(first.Text, StringComparison.Ordinal) : text.Text.EndsWith(first.Text, StringComparison.Ordinal));
            case "indexOf" or "find" when first is { Shape: Shape.Text, IsPartial: false } && text is { Shape: Shape.Text, IsPartial: false } && values.Count == 1 && _language is ScriptLanguage.JavaScript or ScriptLanguage.Python:
                return Value.Of(text.Text.IndexOf(first.Text, StringComparison.Ordinal));
            case "lower" or "toLowerCase" or "downcase" or "casefold":
                return text with { Text = text.Text.ToLowerInvariant() };
            case "upper" or "toUpperCase" or "upcase":
                return text with { Text = text.Text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal) };
            case "swapcase":
                return text with { Text = string.Concat(text.Text.Select(static c => char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))) };
            case "reverse":
                return Slice(text, [null, null, Value.Of(-1)]);
            case "charAt" or "at" when first is { Shape: Shape.Number }:
                return At(text, first);
            case "charCodeAt" or "codePointAt" when !text.IsPartial:
                var index = first is { Shape: Shape.Number } ? first.Number : 0;
                return index >= 0 && index < text.Text.Length ? Value.Of(text.Text[(int)index]) : null;
            case "ord" when text.Text.Length > 0:
                return Value.Of(text.Text[0]);
            case "substring" when first is { Shape: Shape.Number } && values is [_] or [_, { Shape: Shape.Number }]:
                var (one, other) = (Math.Max(first.Number, 0), values.Count > 1 ? Math.Max(values[1].Number, 0) : text.Text.Length);
                return Slice(text, [Value.Of(Math.Min(one, other)), Value.Of(Math.Max(one, other))]);
            case "slice" or "substring" when first is null or { Shape: Shape.Number }:
                return Slice(text, [first, values.Count > 1 ? values[1] : null]);
            case "substr" when first is { Shape: Shape.Number }:
                var begin = first.Number < 0 ? Math.Max(first.Number + text.Text.Length, 0) : first.Number;
                return Slice(text, [Value.Of(begin), values.Count > 1 && values[1].Shape == Shape.Number ? Value.Of(begin + (_language == ScriptLanguage.JavaScript ? Math.Max(values[1].Number, 0) : values[1].Number)) : null]);
            case "unpack" or "unpack1" when first is { IsString: true }:
                var unpacked = first.Text.StartsWith('m') ? Decode("base64", null, text) : null;
                return unpacked is null || name == "unpack1" ? unpacked : Value.OfList([unpacked]);
            case "hex":
                return text.Shape == Shape.Text && _language == ScriptLanguage.Ruby ? ParseNumber(text.Text, 16) : null;
            case "to_i":
                return ParseNumber(text.Text, first is { Shape: Shape.Number } ? (int)first.Number : 10);
            default:
                return null;
        }
    }

    private Value? Replaced(Value text, string name, List<Value> values)
    {
        if (values is not [var what, ..] || text.IsPartial)
        {
            return null;
        }

        var with = values.Count > 1 ? values[1] : Value.Of("");
        if (what is { Symbol: "regex" } && with.IsString && what.Text.Length is > 0 and <= 8 && what.Text.AsSpan().IndexOfAny(RegexMarks) < 0)
        {
            what = Value.Of(what.Text);
        }

        if (!what.IsString || !with.IsString || what.Text.Length == 0 || name is "tr" or "delete" || !Copies(text.Text.Length * (1L + (with.Text.Length / what.Text.Length))))
        {
            return null;
        }

        if (values.Count > 2 || (_language == ScriptLanguage.JavaScript && with.Text.Contains('$', StringComparison.Ordinal)))
        {
            return null;
        }

        var once = name == "sub" || (name == "replace" && _language == ScriptLanguage.JavaScript && values[0].Symbol is null);
        var at = once ? text.Text.IndexOf(what.Text, StringComparison.Ordinal) : -1;
        var result = once ? (at < 0 ? text.Text : string.Concat(text.Text.AsSpan(0, at), with.Text, text.Text.AsSpan(at + what.Text.Length))) : text.Text.Replace(what.Text, with.Text, StringComparison.Ordinal);
        return text with { Text = result };
    }

    private Value? Split(Value text, Value? separator)
    {
        if (text.IsPartial || !Copies(text.Text.Length * 8L) || separator is { IsString: false, Symbol: not "None" })
        {
            return null;
        }

        var parts = separator is null || !separator.IsString ? text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            : separator.Text.Length == 0 ? [.. text.Text.Select(static c => c.ToString())] : text.Text.Split(separator.Text);
        return Value.OfList([.. parts.Select(part => Value.Of(part))]).From(text);
    }

    private Value? ListMethod(Value list, string name, Value? first, List<Value> values)
    {
        switch (name)
        {
            case "join":
                return Joined(first is { IsString: true } ? first : Value.Of(_language == ScriptLanguage.JavaScript ? "," : ""), list.Items).From(list);
            case "reverse" or "reverse!":
                return Copies(list.Items.Count) ? Reversed(list) : null;
            case "map" or "collect" or "forEach" or "each" or "flatMap" when first is not null:
                return Mapped(first, list.Items, list);
            case "push" or "append" or "unshift" when first is not null && list.Items.Count < MaxRounds * 10:
                list.Items.AddRange(values);
                return Value.Of(list.Items.Count);
            case "insert" or "add" when values.Count > 0 && list.Items.Count < MaxRounds * 10:
                list.Items.Insert(values is [{ Shape: Shape.Number } place, _] ? (int)Math.Clamp(place.Number, 0, list.Items.Count) : list.Items.Count, values[^1]);
                return Value.Unknown;
            case "extend" or "concat" when first is { Shape: Shape.List } && Copies(list.Items.Count + first.Items.Count):
                if (name == "concat")
                {
                    return Value.OfList([.. list.Items, .. first.Items]);
                }

                list.Items.AddRange([.. first.Items]);
                return Value.Unknown;
            case "pop" or "shift" when list.Items.Count > 0:
                var at = name == "shift" || first is { Shape: Shape.Number, Number: 0 } ? 0 : list.Items.Count - 1;
                var item = list.Items[at];
                list.Items.RemoveAt(at);
                return item;
            case "slice":
                return Slice(list, [first, values.Count > 1 ? values[1] : null]);
            case "filter" when first?.Function is not null && _language == ScriptLanguage.JavaScript && Mapped(first, [.. list.Items], list) is { Shape: Shape.List } judged && judged.Items.TrueForAll(one => Truth(one) is not null):
                return Value.OfList([.. list.Items.Where((_, at) => Truth(judged.Items[at]) == true)]).From(list);
            case "filter" or "select" or "compact" or "flatten" or "to_a":
                _guessed = true;
                return list;
            case "pack" when first is { IsString: true }:
                return first.Text.StartsWith('m') ? null : Pack(first.Text, list.Items);
            case "toString" when _language == ScriptLanguage.JavaScript:
                return BytesOf(list);
            default:
                return null;
        }
    }

    private Value Reversed(Value list)
    {
        var items = Enumerable.Reverse(list.Items).ToList();
        if (_language is ScriptLanguage.JavaScript or ScriptLanguage.Python)
        {
            list.Items.Clear();
            list.Items.AddRange(items);
        }

        return Value.OfList(items) with { Decoding = items.Count > 1 ? [.. list.Decoding, "reverse"] : list.Decoding, Origin = list.Origin };
    }
}
