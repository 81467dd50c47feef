using System.Globalization;
using System.Text;

namespace Wellguard.Programs.Scripts;

/// <content>Operators, indexing and text with holes.</content>
internal sealed partial class ScriptRun
{
    private static readonly System.Buffers.SearchValues<char> NameParts = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$");

    private Value Apply(string op, Value left, Value right, string leftName, string rightName)
    {
        if (op is "+" or "." && (left.IsString || right.IsString))
        {
            return Concatenate(left, right, leftName, rightName);
        }

        if (op == "+" && left.Shape == Shape.List && right.Shape == Shape.List && Copies(left.Items.Count + right.Items.Count))
        {
            return Value.OfList([.. left.Items, .. right.Items]);
        }

        if (op == "*" && _language == ScriptLanguage.Python && left.Shape == Shape.List && right.Shape == Shape.Number && right.Number <= MaxRounds && Copies((long)(left.Items.Count * 8L * Math.Max(right.Number, 0))))
        {
            return Value.OfList([.. Enumerable.Repeat(left.Items, (int)Math.Max(right.Number, 0)).SelectMany(static items => items)]).From(left);
        }

        if (op is "*" or "x" && (left.IsString || right.IsString))
        {
            return Repeat(left.IsString ? left : right, left.IsString ? right : left);
        }

        if (op == "%" && left.IsString && _language is ScriptLanguage.Python or ScriptLanguage.Ruby)
        {
            return Charged(Formats.Percent(left, right.Shape == Shape.List ? right.Items : [right], right));
        }

        if (op == "/" && left.IsString && _language == ScriptLanguage.Python)
        {
            return JoinPath([left, right.IsString ? right : Value.Of("${" + rightName + "}")]);
        }

        if (op == "<<" && left.IsString && _language == ScriptLanguage.Ruby)
        {
            return Concatenate(left, right, leftName, rightName);
        }

        if (op is "||" or "??" or "or" or "&&" or "and")
        {
            return Joined(op, left, right);
        }

        if (left.Shape == Shape.Number && right.Shape == Shape.Number)
        {
            var number = Arithmetic(op, left.Number, right.Number);
            if (_language != ScriptLanguage.Python || number.Shape != Shape.Number)
            {
                return number;
            }

            // Python's whole numbers have no end, its fractions are written as such.
            var isFraction = op == "/" || left.Form == NumberForm.Fraction || right.Form == NumberForm.Fraction || (op == "**" && right.Number < 0);
            return number.Form == NumberForm.Truth ? number : isFraction ? number with { Form = NumberForm.Fraction } : Math.Abs(number.Number) < MaxExact ? number : Value.Unknown;
        }

        if (left.IsString && right.IsString && !left.IsPartial && !right.IsPartial && op is "==" or "===" or "eq" or "!=" or "!==" or "ne")
        {
            return Value.Of(string.Equals(left.Text, right.Text, StringComparison.Ordinal) == op is "==" or "===" or "eq");
        }

        if (left.Shape == Shape.Text && right.Shape == Shape.Text && !left.IsPartial && !right.IsPartial && op is "<" or ">" or "<=" or ">=" && _language is ScriptLanguage.JavaScript or ScriptLanguage.Python)
        {
            return Arithmetic(op, string.CompareOrdinal(left.Text, right.Text), 0);
        }

        if (op is "==" or "===" or "!=" or "!==" or "<" or ">" or "<=" or ">=" or "eq" or "ne" or "instanceof")
        {
            return Value.Unknown;
        }

        return (left.Origin is null ? right : left) is { Origin: not null } source ? new Value(Shape.Unknown) { Origin = source.Origin, Decoding = source.Decoding, IsCut = left.IsCut || right.IsCut }
            : left.IsCut || right.IsCut ? new Value(Shape.Unknown) { IsCut = true } : Value.Unknown;
    }

    private Value Concatenate(Value left, Value right, string leftName, string rightName)
    {
        var (first, second) = (AsText(left, leftName), AsText(right, rightName));
        if (!Copies(first.Length + second.Length))
        {
            return new Value(Shape.Unknown) { Origin = Stronger(left.Origin, right.Origin), Decoding = Value.Joined(left.Decoding, right.Decoding), IsCut = true };
        }

        return new Value(left.Shape == Shape.Bytes && right.Shape == Shape.Bytes ? Shape.Bytes : Shape.Text)
        {
            Text = first + second,
            Origin = Stronger(left.Origin, right.Origin),
            Decoding = Value.Joined(left.Decoding, right.Decoding),
            IsCut = left.IsCut || right.IsCut,
            IsPartial = left.IsPartial || right.IsPartial || !IsWritten(left) || !IsWritten(right),
        };
    }

    /// <summary>An unknown value is a hole, written as the shell writes a variable.</summary>
    private string AsText(Value value, string name) => value.Shape switch
    {
        Shape.Text or Shape.Bytes => value.Text,
        Shape.Number => Written(value),
        _ => null,
    } ?? "${" + name + "}";

    private bool IsWritten(Value value) => value.IsString || (value.Shape == Shape.Number && Written(value) is not null);

    private Value Slice(Value holder, List<Value?> parts) => Formats.Slice(holder, parts, Copies);

    /// <summary>Attack: formats within formats, each of which writes what it gets twice.</summary>
    private Value Charged(Value made) => Copies(made.Text.Length) ? made : new Value(Shape.Unknown) { Origin = made.Origin, Decoding = made.Decoding, IsCut = true };

    private Value Repeat(Value text, Value count)
    {
        if (count.Shape != Shape.Number || count.Number < 0 || count.Number > MaxFolded || !Copies((long)(text.Text.Length * count.Number)))
        {
            return Value.Unknown;
        }

        return text with { Text = new StringBuilder().Insert(0, text.Text, (int)count.Number).ToString() };
    }

    private Value Arithmetic(string op, double left, double right)
    {
        var (a, b) = ((long)Math.Clamp(left, -9e18, 9e18), (long)Math.Clamp(right, -9e18, 9e18));
        var narrow = _language == ScriptLanguage.JavaScript;
        return op switch
        {
            "+" => Value.Of(left + right),
            "-" => Value.Of(left - right),
            "*" => Value.Of(left * right),
            "/" when right != 0 => Value.Of(_language is ScriptLanguage.Ruby ? Math.Floor(left / right) : left / right),
            "//" when right != 0 => Value.Of(Math.Floor(left / right)),
            "%" when right != 0 => Value.Of(_language is ScriptLanguage.Python or ScriptLanguage.Ruby or ScriptLanguage.Perl ? left - (right * Math.Floor(left / right)) : left % right),
            "**" => Math.Pow(left, right) is var power && double.IsFinite(power) ? Value.Of(power) : Value.Unknown,
            "^" => Value.Of(narrow ? (int)a ^ (int)b : a ^ b),
            "|" => Value.Of(narrow ? (int)a | (int)b : a | b),
            "&" => Value.Of(narrow ? (int)a & (int)b : a & b),
            "<<" when b is >= 0 and < 64 => narrow ? Value.Of((int)a << (int)b) : b < 48 && Math.Abs(a) < 1L << (62 - (int)b) ? Value.Of(a << (int)b) : Value.Unknown,
            ">>" when b is >= 0 and < 64 => Value.Of(narrow ? (int)a >> (int)b : a >> (int)b),
            ">>>" when b is >= 0 and < 32 => Value.Of((uint)(int)a >> (int)b),
            "<" => Value.Of(left < right),
            ">" => Value.Of(left > right),
            "<=" => Value.Of(left <= right),
            ">=" => Value.Of(left >= right),
            "==" or "===" => Value.Of(left == right),
            "!=" or "!==" => Value.Of(left != right),
            _ => Value.Unknown,
        };
    }

    /// <summary>f-strings, template literals, double-quoted strings of Perl, PHP and Ruby.</summary>
    private Value Interpolate(Token token)
    {
        var raw = token.Text;
        var python = _language == ScriptLanguage.Python;
        if (raw.AsSpan().IndexOfAny(python ? "{" : _language == ScriptLanguage.Ruby ? "#" : "$@") < 0)
        {
            return Value.Of(Escapes.Resolve(raw, bytes: false));
        }

        var value = Value.Of("");
        var literal = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\')
            {
                i++;
                continue;
            }

            if (Holes.Find(raw, i, _language) is not { } hole)
            {
                i += python && raw[i] is '{' or '}' && i + 1 < raw.Length && raw[i + 1] == raw[i] ? 1 : 0;
                continue;
            }

            value = Concatenate(value, Literal(raw[literal..i]), "", "");
            var inner = hole.Expression;
            var name = inner.Length <= 40 && inner.AsSpan().IndexOfAnyExcept(NameParts) < 0 ? inner.TrimStart('$') : "_";
            var held = Fragment(inner, token.Start);
            var spec = python ? raw[Math.Min(i + 1 + inner.Length, hole.End)..Math.Max(hole.End - 1, Math.Min(i + 1 + inner.Length, hole.End))] : "";
            held = spec.Length == 0 ? held : FormatSpec.Apply(held, IsWritten(held) && held.Shape != Shape.Bytes ? AsText(held, "") : null, spec) is { } shown ? Value.Of(shown).From(held) : new Value(Shape.Unknown) { Origin = held.Origin, Decoding = held.Decoding };
            value = Concatenate(value, held, "", name);
            literal = hole.End;
            i = hole.End - 1;
        }

        return Concatenate(value, Literal(raw[Math.Min(literal, raw.Length)..]), "", "");
    }

    private Value Literal(string raw)
    {
        var text = Escapes.Resolve(raw, bytes: false);
        return Value.Of(_language == ScriptLanguage.Python ? text.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal) : text);
    }

    private Value Fragment(string code, int offset)
    {
        if (!Copies(code.Length * 16L) || !Enter())
        {
            return Value.Unknown;
        }

        var tokens = ScriptTokenizer.Read(new TokenList(_language, code, 1, offset) { Outer = _list });
        var value = Elsewhere(tokens, 0, Expression);
        _nesting--;
        return value;
    }

    /// <summary>The items of a list or the characters of a text; null when unknown.</summary>
    private List<Value>? Elements(Value value)
    {
        switch (value.Shape)
        {
            case Shape.List when Copies(value.Items.Count):
                // A copy: the body of a loop may change the list.
                return [.. value.Items];
            case Shape.Text when !value.IsPartial && Copies(value.Text.Length * 8L):
                return [.. value.Text.Select(static c => Value.Of(c.ToString()))];
            case Shape.Bytes when !value.IsPartial && Copies(value.Text.Length * 8L):
                return [.. value.Text.Select(static c => Value.Of(c))];
            case Shape.Map when Copies(value.Fields.Count):
                return [.. value.Fields.Keys.Select(Value.Of)];
            default:
                return null;
        }
    }

    private Value Index(Value holder)
    {
        var open = _p++;
        var close = _list.Match[open] > open ? _list.Match[open] : _t.Count - 1;
        var parts = new List<Value?>();
        var slice = false;
        while (_p < close && parts.Count < 4)
        {
            if (Is(":") && _language == ScriptLanguage.Python)
            {
                slice = true;
                _p++;
                if (parts.Count == 0)
                {
                    parts.Add(null);
                }

                parts.Add(_p < close && !Is(":") ? Expression() : null);
                continue;
            }

            var before = _p;
            parts.Add(Expression());
            _p = _p == before ? _p + 1 : _p;
            _ = Accept(",");
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        if (slice)
        {
            return Slice(holder, parts);
        }

        return parts is not [{ } key, ..] ? holder : key is { Shape: Shape.Number, Number: < 0 } && _language == ScriptLanguage.JavaScript ? Value.Unknown : At(holder, key);
    }

    private Value HashIndex(Value holder, string name)
    {
        var open = _p++;
        var close = _list.Match[open] > open ? _list.Match[open] : _t.Count - 1;
        var key = Now.Kind == TokenKind.Name && _p + 1 == close ? Value.Of(Now.Text) : Expression();
        _p = Math.Min(close + 1, _t.Count - 1);
        return name == "$ENV" ? At(Value.OfSymbol("%ENV"), key) : _variables.TryGetValue("%" + name.TrimStart('$'), out var map) ? At(map, key) : At(holder, key);
    }

    /// <summary>Functions of which nobody knows which one is meant: all of them are called.</summary>
    private const string EachOf = "each()";

    /// <summary>What a table gives for a key that is not known: its functions, else the first constant.</summary>
    private Value AnyOf(Value map)
    {
        _guessed = true;
        List<Value> held = [.. map.Fields.Values];
        return held.TrueForAll(value => value.Function is not null || MethodOf(value, out _) is not null || Runs(value)) ? new Value(Shape.Unknown) { Member = EachOf, Items = held }
            : (OriginOf(map) is null ? held.Find(static value => value.IsConstant) : null) ?? new Value(Shape.Unknown) { Origin = OriginOf(map), Decoding = map.Decoding };
    }

    private Value At(Value holder, Value key)
    {
        if (key.Shape == Shape.Number)
        {
            var index = (int)Math.Clamp(key.Number, int.MinValue, int.MaxValue);
            var count = holder.Shape == Shape.List ? holder.Items.Count : holder.Text.Length;
            index += index < 0 ? count : 0;
            if (holder.Shape == Shape.List && index >= 0 && index < count)
            {
                return holder.Items[index];
            }

            if (holder.Shape == Shape.Map && holder.Fields.TryGetValue(NumberText(key.Number), out var numbered))
            {
                return numbered;
            }

            if (holder.IsString && !holder.IsPartial && index >= 0 && index < count)
            {
                return holder.Shape == Shape.Bytes ? Value.Of(holder.Text[index]) : Value.Of(holder.Text[index].ToString()).From(holder);
            }

            return new Value(Shape.Unknown) { Origin = holder.Origin, Decoding = holder.Decoding };
        }

        if (_language == ScriptLanguage.Python && holder is { Shape: Shape.Map, Fields.Count: > 0 } && (!key.IsString || (key.IsPartial && !holder.Fields.ContainsKey(key.Text))))
        {
            return AnyOf(holder);
        }

        return key.IsString ? Member(holder, key.Text) : new Value(Shape.Unknown) { Origin = holder.Origin, Decoding = holder.Decoding };
    }
}
