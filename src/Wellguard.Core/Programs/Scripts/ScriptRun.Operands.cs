using System.Globalization;

namespace Wellguard.Programs.Scripts;

/// <param name="Name">Of a keyword argument, else null.</param>
internal sealed record Argument(string? Name, Value Value);

/// <content>Operands: literals, names, collections, comprehensions, arguments.</content>
internal sealed partial class ScriptRun
{
    private Value Primary()
    {
        var token = Now;
        switch (token.Kind)
        {
            case TokenKind.Text or TokenKind.Bytes:
                _p++;
                return Adjacent(token.Kind == TokenKind.Bytes ? Value.OfBytes(token.Text) : Value.Of(token.Text));
            case TokenKind.Template:
                _p++;
                return Adjacent(Interpolate(token));
            case TokenKind.Command:
                var start = _p++;
                return RunShell(Interpolate(token), start, captured: true);
            case TokenKind.Number:
                _p++;
                return NumberOf(token.Text);
            case TokenKind.Regex:
                _p++;
                return new Value(Shape.Unknown) { Symbol = "regex", Text = token.Text };
            case TokenKind.Name:
                return NamedOperand(token);
            case TokenKind.Operator:
                return ReadLine() ?? token.Text switch
                {
                    "(" => Parentheses(),
                    "[" => ListLiteral(),
                    "{" => MapLiteral(),
                    _ => Stray(),
                };
            default:
                return Value.Unknown;
        }
    }

    private Value Stray()
    {
        // A closing bracket or a comma belongs to whoever opened it.
        if (Now.Text is not (")" or "]" or "}" or "," or ";" or ":" or "="))
        {
            _p++;
        }

        return Value.Unknown;
    }

    private Value NumberOf(string text)
    {
        var clean = text.Replace("_", "", StringComparison.Ordinal);
        if (clean.Length > 2 && clean[0] == '0' && char.ToLowerInvariant(clean[1]) is var radix and ('x' or 'b' or 'o'))
        {
            double sum = 0;
            foreach (var digit in clean.AsSpan(2))
            {
                sum = (sum * (radix == 'x' ? 16 : radix == 'o' ? 8 : 2)) + (char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : 0);
            }

            return Value.Of(sum);
        }

        if (clean.Length > 1 && clean[0] == '0' && clean.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0)
        {
            return Value.Of(clean.Aggregate(0d, static (sum, digit) => (sum * 8) + digit - '0'));
        }

        return double.TryParse(clean, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Value.Of(number) with { Form = _language == ScriptLanguage.Python && clean.AsSpan().ContainsAny('.', 'e', 'E') ? NumberForm.Fraction : NumberForm.Plain } : Value.Unknown;
    }

    /// <summary>Python: string literals side by side are one.</summary>
    private Value Adjacent(Value value)
    {
        if (_language is not ScriptLanguage.Python || Now.NewLine || Now.Kind is not (TokenKind.Text or TokenKind.Bytes or TokenKind.Template))
        {
            return value;
        }

        var text = new System.Text.StringBuilder(value.Text);
        var partial = value.IsPartial;
        while (!Now.NewLine && Now.Kind is TokenKind.Text or TokenKind.Bytes or TokenKind.Template)
        {
            var next = Now;
            _p++;
            var part = next.Kind == TokenKind.Template ? Interpolate(next) : Value.Of(next.Text);
            text.Append(part.Text);
            partial |= part.IsPartial;
            value = value.From(part);
        }

        return Copies(text.Length) ? value with { Text = text.ToString(), IsPartial = partial } : Value.Unknown;
    }

    private Value NamedOperand(Token token)
    {
        var start = _p++;
        switch (token.Text)
        {
            case "function" or "func" or "fn" or "sub" when _language != ScriptLanguage.Python && (Is("(") || Is("{") || Is("*") || (Now.Kind == TokenKind.Name && IsAt(_p + 1, "("))):
                return FunctionLiteral();
            case "class" when _language == ScriptLanguage.JavaScript && (Is("{") || Now.Kind == TokenKind.Name):
                return ClassExpression(start);
            case "True" or "true":
                return Value.Of(true);
            case "False" or "false":
                return Value.Of(false);
            case "async" when _language == ScriptLanguage.JavaScript:
                return Deeper(static run => run.Unary());
            case "do" when _language == ScriptLanguage.Perl && Is("{"):
                var body = Braced("", []);
                return Evaluate(body, []);
            case "eval" when _language is ScriptLanguage.Perl && Is("{"):
                return Evaluate(Braced("", []), []);
            case "lambda" or "proc" or "loop" when _language == ScriptLanguage.Ruby && (Is("{") || IsName("do")):
                return RubyBlock();
            case "array" when _language == ScriptLanguage.Php && Is("("):
                return Parentheses(asList: true);
            case "if" or "unless" or "case" or "begin" or "while" when _language == ScriptLanguage.Ruby:
                _p--;
                Keyword(token, _t.Count - 1);
                return Value.Unknown;
        }

        if (_variables.TryGetValue(token.Text, out var value) && !(value.Function is { } named && IsHidden(token.Text, named)))
        {
            return value;
        }

        if (_language == ScriptLanguage.Perl && token.Text is ['$', >= '1' and <= '9'] && _variables.TryGetValue("$_", out var matched))
        {
            return new Value(Shape.Unknown) { Origin = matched.Origin };
        }

        if (_language == ScriptLanguage.Perl && token.Text[0] == '$' && Is("[") && _variables.TryGetValue("@" + token.Text[1..], out var array))
        {
            return array;
        }

        if (_language.BareCalls() && token.Text[0] is not '$' and not '@' and not '%' && _t[start].Kind == TokenKind.Name && IsAt(_p, "=>"))
        {
            return Value.Of(token.Text);
        }

        return NamedConstant(token.Text) ?? Value.OfSymbol(token.Text is ['\\', .. var rest] ? rest : token.Text);
    }

    private Value FunctionLiteral()
    {
        while (Is("*") || Now.Kind == TokenKind.Name)
        {
            _p++;
        }

        var names = Is("(") ? Parameters(evaluateDefaults: false) : [];
        while (!AtEnd && !Is("{") && !Is(";") && !Is("=>"))
        {
            Skip();
        }

        if (Accept("=>"))
        {
            return ExpressionBody(names);
        }

        return Is("{") ? Pending(Braced("", names)) : Value.Unknown;
    }

    private Value RubyBlock()
    {
        var open = _p++;
        var close = _list.Match[open] > open ? _list.Match[open] : _t.Count - 1;
        var names = Is("|") ? Parameters(evaluateDefaults: false) : [];
        var body = new FunctionBody("", names, _p, close, false) { Home = this, Tokens = _list };
        _p = Math.Min(close + 1, _t.Count - 1);
        return Pending(body);
    }

    private Value Parentheses(bool asList = false)
    {
        var open = _p++;
        var close = _list.Match[open] > open ? _list.Match[open] : _t.Count - 1;
        if (_language == ScriptLanguage.JavaScript && IsAt(close + 1, "=>"))
        {
            _p = open;
            var names = Parameters(evaluateDefaults: false);
            _p++;
            return ArrowBody(names);
        }

        if (_language == ScriptLanguage.Php && close == _p + 1 && Now.Kind == TokenKind.Name && Now.Text is "string" or "int" or "array" or "object" or "bool" or "float")
        {
            _p = close + 1;
            return Deeper(static run => run.Unary());
        }

        var items = Sequence(close, out var commas, out var made);
        if (made is not null)
        {
            return made;
        }

        if (!asList && !commas)
        {
            return items.Count == 1 ? items[0] : Value.OfList(items);
        }

        return _language == ScriptLanguage.JavaScript ? items.LastOrDefault() ?? Value.Unknown : ToMap(items) ?? Value.OfList(items);
    }

    private Value ListLiteral()
    {
        var close = _list.Match[_p] > _p ? _list.Match[_p] : _t.Count - 1;
        _p++;
        var items = Sequence(close, out _, out var made);
        return made ?? ToMap(items) ?? Value.OfList(items);
    }

    /// <summary>PHP: <c>['a' => 1]</c> arrives as pairs.</summary>
    private static Value? ToMap(List<Value> items)
    {
        if (items.Count == 0 || !items.TrueForAll(static item => item.Member == "=>"))
        {
            return null;
        }

        var fields = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var pair in items)
        {
            fields[pair.Items[0] is { Shape: Shape.Number } number ? NumberText(number.Number) : pair.Items[0].IsString ? pair.Items[0].Text : pair.Items[0].Symbol ?? ""] = pair.Items[1];
        }

        return new Value(Shape.Map) { Fields = fields };
    }

    /// <summary>Items up to a closing bracket; <paramref name="made"/> is set when it was a comprehension.</summary>
    private List<Value> Sequence(int close, out bool commas, out Value? made)
    {
        var items = new List<Value>();
        commas = false;
        made = null;
        while (_p < close)
        {
            var from = _p;
            var spread = Is("...") || (Is("*") && _language == ScriptLanguage.Python);
            var value = Expression();
            if (Is("=>") && _language != ScriptLanguage.JavaScript)
            {
                _p++;
                value = new Value(Shape.List) { Items = [value, Expression()], Member = "=>" };
            }

            if (_language == ScriptLanguage.Python && (IsName("for") || (IsName("async") && _t[_p + 1].Text == "for")))
            {
                made = Comprehension(from, close);
                break;
            }

            if (spread && value.Shape == Shape.List)
            {
                items.AddRange(value.Items);
            }
            else
            {
                _guessed |= spread;
                items.Add(value);
            }

            commas |= Is(",");
            if (_p < close)
            {
                _p = Is(",") || _p == from ? _p + 1 : _p;
            }
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        return items;
    }

    /// <summary><c>[element for name in items if condition]</c>: the element is read again for each item.</summary>
    private Value Comprehension(int element, int close) => Comprehension(element, close, Expression);

    private Value Comprehension(int element, int close, Func<Value> read)
    {
        var cost = element + 1 + ((_p - element) / 16);
        _p += IsName("async") ? 2 : 1;
        var names = NamesUpTo(close);
        _p++;
        var items = Deeper(static run => run.Binary(1));
        var filter = IsName("if") && !HasLoop(_p, close) ? _p + 1 : 0;
        var saved = names.ConvertAll(name => _variables.GetValueOrDefault(name));
        if ((_p < close && filter == 0) || Elements(items) is not { } known)
        {
            return OfUnknown(element, cost, close, read, names, saved, items);
        }

        var result = new List<Value>();
        foreach (var item in known)
        {
            if (result.Count > MaxRounds * 10 || !RereadsShort(element, cost))
            {
                result.Clear();
                items = items with { IsCut = true };
                break;
            }

            BindLoop(names, item);
            if (filter > 0 && Truth(Elsewhere(_list, filter, Choice)) == false)
            {
                continue;
            }

            result.Add(Elsewhere(_list, element, read));
        }

        for (var i = 0; i < names.Count; i++)
        {
            _variables[names[i]] = saved[i] ?? Value.Unknown;
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        return items.IsCut ? new Value(Shape.Unknown) { Origin = items.Origin, Decoding = items.Decoding, IsCut = true } : Value.OfList(result).From(items);
    }

    /// <summary>Of items that nobody knows the element is read once: where it comes from is known.</summary>
    private Value OfUnknown(int element, int cost, int close, Func<Value> read, List<string> names, List<Value?> saved, Value items)
    {
        var item = new Value(Shape.Unknown) { Origin = items.Origin, Decoding = items.Decoding };
        var made = item;
        if (_language == ScriptLanguage.Python && RereadsShort(element, cost))
        {
            names.ForEach(name => _variables[name] = item);
            made = Elsewhere(_list, element, read);
        }

        for (var i = 0; i < names.Count; i++)
        {
            _variables[names[i]] = saved[i] ?? Value.Unknown;
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        return item with { Origin = Stronger(items.Origin, OriginOf(made)) };
    }

    /// <summary>Whether another loop stands between two tokens.</summary>
    private bool HasLoop(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_t[i] is { Kind: TokenKind.Name, Text: "for" })
            {
                return true;
            }

            i = Math.Max(i, _list.Match[i]);
        }

        return false;
    }

    /// <summary><c>key: value</c>; of a set, the key alone.</summary>
    private Value Pair()
    {
        var key = Expression();
        return Accept(":") ? new Value(Shape.List) { Items = [key, Expression()], Member = "=>" } : key;
    }

    private Value MapLiteral()
    {
        var close = _list.Match[_p] > _p ? _list.Match[_p] : _t.Count - 1;
        _p++;
        var fields = new Dictionary<string, Value>(StringComparer.Ordinal);
        var number = 0;
        while (_p < close)
        {
            var from = _p;
            if (Accept("...") || Accept("**"))
            {
                foreach (var (name, held) in Expression().Fields)
                {
                    fields[name] = held;
                }

                Accept(",");
                _p = Math.Max(_p, from + 1);
                continue;
            }

            var key = Now.Kind is TokenKind.Name && (IsAt(_p + 1, ":") || IsAt(_p + 1, ",") || IsAt(_p + 1, "}")) ? Now.Text : null;
            Value value;
            if (key is not null)
            {
                value = IsAt(_p + 1, ":") ? Value.Unknown : _variables.GetValueOrDefault(key) ?? NamedConstant(key) ?? Value.OfSymbol(key);
                _p++;
            }
            else
            {
                value = Expression();
                key = value.IsString ? value.Text : value.Shape == Shape.Number ? NumberText(value.Number) : value.Function?.Name is { Length: > 0 } method ? method : "#" + number++;
            }

            if (Is(":") || Is("=>"))
            {
                _p++;
                value = Expression();
            }

            if (_language == ScriptLanguage.Python && (IsName("for") || (IsName("async") && _t[_p + 1].Text == "for")))
            {
                var made = Comprehension(from, close, Pair);
                return made.Shape == Shape.List && ToMap(made.Items) is { } map ? map.From(made) : made;
            }

            fields[key] = value;
            if (_p < close)
            {
                _p = Is(",") || _p == from ? _p + 1 : _p;
            }
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        return new Value(Shape.Map) { Fields = fields };
    }

    private List<Argument> Arguments()
    {
        var close = _list.Match[_p] > _p ? _list.Match[_p] : _t.Count - 1;
        _p++;
        var result = new List<Argument>();
        while (_p < close)
        {
            var from = _p;
            var argument = OneArgument();
            if (_language == ScriptLanguage.Python && IsName("for"))
            {
                argument = new Argument(null, Comprehension(from, close));
            }

            result.Add(argument);
            if (_p < close)
            {
                _p = Is(",") || _p == from ? _p + 1 : _p;
            }
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        if (_language == ScriptLanguage.Ruby && (Is("{") || IsName("do")) && !Now.NewLine)
        {
            result.Add(new Argument(null, RubyBlock()));
        }

        return result;
    }

    private Argument OneArgument()
    {
        if (Now.Kind is TokenKind.Name && ((IsAt(_p + 1, "=") && _language == ScriptLanguage.Python) || (IsAt(_p + 1, ":") && _language is ScriptLanguage.Ruby or ScriptLanguage.Php) || (IsAt(_p + 1, "=>") && _language != ScriptLanguage.JavaScript)))
        {
            var name = Now.Text;
            _p += 2;
            return new Argument(name, Expression());
        }

        var spread = Is("...") || Is("*");
        var value = Expression();
        if (Is("=>") && _language != ScriptLanguage.JavaScript)
        {
            _p++;
            return new Argument(value.Text, Expression());
        }

        return new Argument(spread ? "*" : null, value);
    }
}
