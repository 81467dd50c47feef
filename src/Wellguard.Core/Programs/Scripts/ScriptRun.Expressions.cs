namespace Wellguard.Programs.Scripts;

/// <content>Expressions: assignment, choice, operators, what follows an operand.</content>
internal sealed partial class ScriptRun
{
    private Value Expression()
    {
        if (!Enter())
        {
            Skip();
            return Value.Unknown;
        }

        var start = _p;
        var value = Choice();
        if (Now.Kind == TokenKind.Operator && IsAssignment(Now.Text) && !(Now.NewLine && _language.LinesEnd()))
        {
            var sign = _p++;
            value = Expression();
            Assign(start, sign, _t[sign].Text, value);
        }
        else if (_language == ScriptLanguage.Python && Is(":") && _t[start].Kind == TokenKind.Name && _p == start + 1 && _t[start].NewLine && _t[_p + 1].Kind == TokenKind.Name && IsAt(_p + 2, "="))
        {
            // name: type = value
            _p += 3;
            value = Expression();
            _variables[_t[start].Text] = value;
        }

        _nesting--;
        return value;
    }

    private static bool IsAssignment(string op) => op is "=" or ":=" or (['+' or '-' or '*' or '/' or '.' or '%' or '|' or '&' or '^' or '<' or '>' or '?', .., '=']) and not "<=" and not ">=" and not "==" || op == "^=";

    private Value Choice()
    {
        var value = Binary(1);
        if (_language == ScriptLanguage.Python)
        {
            if (IsName("if") && !Now.NewLine)
            {
                _p++;
                var condition = Binary(1);
                if (IsName("else"))
                {
                    _p++;
                    value = Chosen(condition, value, Expression());
                }
            }

            return value;
        }

        if (Is("?") && !(Now.NewLine && _language == ScriptLanguage.Ruby))
        {
            _p++;
            var first = Is(":") ? value : Expression();
            if (Accept(":"))
            {
                var second = Expression();
                value = Chosen(value, first, second);
            }
            else
            {
                value = first;
            }
        }

        return value;
    }

    private const int Comparison = 8, Power = 17;

    private int Precedence(Token token)
    {
        if (token.Kind == TokenKind.Name)
        {
            return token.Text switch
            {
                "or" or "xor" => 1,
                "and" => 2,
                "in" or "is" or "not" or "instanceof" or "eq" or "ne" or "lt" or "gt" or "le" or "ge" or "cmp" => token.Text is "eq" or "ne" or "lt" or "gt" or "le" or "ge" or "cmp" && _language != ScriptLanguage.Perl ? 0 : token.Text is "in" && _language == ScriptLanguage.Ruby ? 0 : Comparison,
                "x" => _language == ScriptLanguage.Perl ? 15 : 0,
                _ => 0,
            };
        }

        if (token.Kind != TokenKind.Operator)
        {
            return 0;
        }

        // Python and Ruby compare what bit operators gave, the others the other way round.
        var bitsFirst = _language is ScriptLanguage.Python or ScriptLanguage.Ruby;
        return token.Text switch
        {
            "||" or "??" => 3,
            "&&" => 4,
            "|" when !bitsFirst => 5,
            "^" when !bitsFirst => 6,
            "&" when !bitsFirst => 7,
            "==" or "!=" or "===" or "!==" or "<=>" or "=~" or "!~" => Comparison,
            "<" or ">" or "<=" or ">=" => _language == ScriptLanguage.Python ? Comparison : Comparison + 1,
            "|" => 10,
            "^" => 11,
            "&" => 12,
            "<<" or ">>" or ">>>" => 13,
            "+" or "-" => 14,
            "." => _language.DotConcatenates() ? 14 : 0,
            ".." => 4,
            "*" or "/" or "%" or "//" => 15,
            "**" => Power,
            _ => 0,
        };
    }

    private Value Binary(int least)
    {
        var start = _p;
        var left = Unary();
        while (true)
        {
            var token = Now;
            var precedence = token.NewLine && _language.LinesEnd() ? 0 : Precedence(token);
            if (precedence == 0 || precedence < least || !Enter())
            {
                return left;
            }

            var op = _p++;
            if (token.Text == "not" && !IsName("in"))
            {
                _p--;
                _nesting--;
                return left;
            }

            if (IsName("in") || IsName("not"))
            {
                _p++;
            }

            var operand = _p;
            var right = Binary(precedence == Power ? Power : precedence + 1);
            left = token is { Kind: TokenKind.Name, Text: "in" or "not" } ? Within(left, right, token.Text == "not") : Apply(token.Text, left, right, HoleName(start, op), HoleName(operand, _p));
            _nesting--;
        }
    }

    /// <summary>What an unknown operand is called in the text that holds it.</summary>
    private string HoleName(int from, int to)
    {
        var name = _t[Math.Max(from, to - 1)] is { Kind: TokenKind.Name } token ? token.Text.TrimStart('$', '@', '%') : "";
        return name.Length is > 0 and <= 40 ? name : "_";
    }

    private Value Unary()
    {
        var token = Now;
        if (token.Kind == TokenKind.Operator)
        {
            switch (token.Text)
            {
                case "-" or "+" or "!" or "~" or "++" or "--" or "*" or "**" or "..." or "&" or "\\" or "@" or "%" or "$" or "::":
                    if (!Enter())
                    {
                        Skip();
                        return Value.Unknown;
                    }

                    _p++;
                    if (token.Text is "@" or "%" or "$" or "&" && Is("{"))
                    {
                        var close = _list.Match[_p];
                        _p++;
                        var inner = Expression();
                        _p = Math.Max(_p, Math.Min(close + 1, _t.Count - 1));
                        _nesting--;
                        return Postfix(inner, _p);
                    }

                    // Python: the sign is put before the power.
                    var value = _language == ScriptLanguage.Python && token.Text is "-" or "+" or "~" ? Binary(Power) : Unary();
                    _nesting--;
                    return token.Text is "-" or "+" or "!" or "~" ? Negate(token.Text, value) : value;
            }
        }
        else if (token.Kind == TokenKind.Name && token.Text is "not" or "typeof" or "void" or "delete" or "await" or "new" or "yield" or "my" or "our" or "local" or "const" or "let" or "var" or "return" or "lambda" or "async" or "clone" or "throw" or "defined" or "raise")
        {
            return Prefix(token);
        }

        return Postfix(null, _p);
    }

    private Value Prefix(Token token)
    {
        var next = _t[_p + 1];
        if ((next.Kind == TokenKind.Operator && next.Text is "=" or "." or "," or ")" or ";" or ":") || !Enter())
        {
            return Postfix(null, _p);
        }

        Value value;
        if (token.Text == "lambda" && _language == ScriptLanguage.Python)
        {
            value = Lambda();
        }
        else
        {
            _p++;
            value = token.Text == "not" ? Negate("!", Binary(Comparison)) : token.Text is "return" or "throw" or "yield" ? Expression() : Unary();
            value = token.Text == "typeof" ? TypeName(value) : value;
        }

        _nesting--;
        return value;
    }

    private Value Negate(string op, Value value) => op switch
    {
        "-" when value.Shape == Shape.Number => Value.Of(-value.Number) with { Form = value.Form == NumberForm.Truth ? NumberForm.Plain : value.Form },
        "+" when value.Shape == Shape.Number => Value.Of(value.Number) with { Form = value.Form == NumberForm.Truth ? NumberForm.Plain : value.Form },
        "+" when value is { Shape: Shape.Text, IsPartial: false } => NumberIn(value.Text) ?? Value.Unknown,
        "~" when value.Shape == Shape.Number && Math.Abs(value.Number) < MaxExact => Value.Of(_language == ScriptLanguage.JavaScript ? ~(int)(long)value.Number : ~(long)value.Number),
        "!" when Truth(value) is { } truth => Value.Of(!truth),
        _ => Value.Unknown,
    };

    private Value Lambda()
    {
        var names = new List<string>();
        (_rest, _patterns) = (-1, []);
        for (_p++; !AtEnd && !Is(":") && !Now.NewLine; _p++)
        {
            _rest = Is("*") ? names.Count : _rest;
            if (Now.Kind == TokenKind.Name && (Is(",") || IsAt(_p - 1, ",") || _t[_p - 1].Text == "lambda" || IsAt(_p - 1, "*")))
            {
                names.Add(Now.Text);
            }
            else if (_list.Match[_p] > _p)
            {
                _p = _list.Match[_p];
            }
        }

        Accept(":");
        return ExpressionBody(names);
    }

    /// <summary>The body is read when it is called, or at the end of the statement.</summary>
    private Value ExpressionBody(List<string> names)
    {
        var (from, rest, patterns) = (_p, _rest, _patterns);
        SkipExpression();
        _skipped += _p - from;
        if (_skipped > MaxSkipped)
        {
            Say(UnreadLambdas);
            return Value.Unknown;
        }

        return Pending(new FunctionBody("", names, from, _p, true) { Home = this, Tokens = _list, Rest = rest, Patterns = patterns });
    }

    private Value Pending(FunctionBody body)
    {
        _pending.Add(body);
        return new Value(Shape.Function) { Function = body };
    }

    private void SkipExpression()
    {
        while (!AtEnd && !(Now.Kind == TokenKind.Operator && Now.Text is "," or ")" or "]" or "}" or ";") && !(Now.NewLine && _language.LinesEnd()))
        {
            if ((_language == ScriptLanguage.Python && IsName("for")) || EndsByLine())
            {
                return;
            }

            Skip();
        }
    }

    /// <summary>JavaScript: two operands in a row with a line break between them are two statements (ECMA-262, "Automatic Semicolon Insertion").</summary>
    private bool EndsByLine() =>
        _language == ScriptLanguage.JavaScript && Now is { NewLine: true, Kind: TokenKind.Name or TokenKind.Number or TokenKind.Text } && !ScriptLanguages.Infix.Contains(Now.Text) && _p > 0
        && _t[_p - 1] is var before && (before.Kind is TokenKind.Text or TokenKind.Number or TokenKind.Template or TokenKind.Regex || (before.Kind == TokenKind.Name && !ScriptLanguages.BeforeOperand.Contains(before.Text)) || (before.Kind == TokenKind.Operator && before.Text is ")" or "]" or "}"));

    private Value Postfix(Value? value, int start)
    {
        if (value is null)
        {
            value = Primary();
        }

        for (var links = 0; links < 20_000; links++)
        {
            var token = Now;
            var continues = token.NewLine && _language == ScriptLanguage.Ruby && token.Kind == TokenKind.Operator && token.Text is "." or "&.";
            if ((token.NewLine && _language.LinesEnd() && !continues) || AtEnd)
            {
                break;
            }

            if (token.Kind == TokenKind.Operator)
            {
                if (!Link(ref value, start, token))
                {
                    break;
                }
            }
            else if (token.Kind == TokenKind.Template && _language == ScriptLanguage.JavaScript && _p > start && _t[_p - 1].Kind != TokenKind.Template)
            {
                _p++;
                value = Interpolate(token);
            }
            else if (_language.BareCalls() && StartsArgument(token) && IsCallable(value))
            {
                value = Call(value, BareArguments(), start);
            }
            else if (_language == ScriptLanguage.Ruby && token.Kind == TokenKind.Name && token.Text == "do" && (value.Receiver is not null || value.Symbol is not null) && _p > start)
            {
                value = Call(value, [new Argument(null, RubyBlock())], start);
            }
            else
            {
                break;
            }
        }

        return value;
    }

    private bool Link(ref Value value, int start, Token token)
    {
        switch (token.Text)
        {
            case "." or "?." or "->" or "&." or "::" when token.Text != "." || !_language.DotConcatenates():
                MemberLink(ref value, start);
                return true;
            case "(":
                if (IsMethodDefinition())
                {
                    var body = MethodDefinition(_t[_p - 1].Text);
                    value = body;
                    return true;
                }

                value = Call(value, Arguments(), start);
                return true;
            case "[" when _language != ScriptLanguage.Ruby || token.Start == _t[_p - 1].End:
                value = Index(value);
                return true;
            case "{" when _language == ScriptLanguage.Perl && token.Start == _t[_p - 1].End && _t[_p - 1].Kind == TokenKind.Name && _t[_p - 1].Text is ['$', ..]:
                value = HashIndex(value, _t[_p - 1].Text);
                return true;
            case "{" when _language == ScriptLanguage.Ruby && (value.Receiver is not null || value.Symbol is not null):
                value = Call(value, [new Argument(null, RubyBlock())], start);
                return true;
            case "++" or "--" when _language != ScriptLanguage.Python:
                if (_p - start == 1 && _t[start].Kind == TokenKind.Name && value.Shape == Shape.Number)
                {
                    _variables[_t[start].Text] = Value.Of(value.Number + (token.Text == "++" ? 1 : -1));
                }

                _p++;
                return true;
            case "=>" when _language == ScriptLanguage.JavaScript && _p - start == 1 && _t[start].Kind == TokenKind.Name:
                _p++;
                (_rest, _patterns) = (-1, []);
                value = ArrowBody([_t[start].Text]);
                return true;
            default:
                return false;
        }
    }

    private Value ArrowBody(List<string> names) => Is("{") ? Pending(Braced("", names)) : ExpressionBody(names);

    private void MemberLink(ref Value value, int start)
    {
        _p++;
        if (Is("#"))
        {
            _p++;
        }

        if (Is("(") || Is("["))
        {
            return;
        }

        if (Is("{") && _language is ScriptLanguage.Perl)
        {
            value = HashIndex(value, "");
            return;
        }

        if (Now.Kind != TokenKind.Name)
        {
            return;
        }

        var name = Now.Text;
        _p++;
        if (_t[start].Kind == TokenKind.Name && _p - start <= 9 && _dotted.Contains(_t[start].Text) && _variables.TryGetValue(NameOf(start, _p), out var known))
        {
            value = known;
            return;
        }

        value = Member(value, name);
        if (_language == ScriptLanguage.Ruby && !Is("(") && !Is("{") && !IsName("do") && !(Is("=") && !Now.NewLine) && !StartsArgument(Now) && value.Receiver is not null && !char.IsAsciiLetterUpper(name[0]))
        {
            value = Call(value, [], start);
        }
    }

    private bool IsMethodDefinition()
    {
        var close = _list.Match[_p];
        return _language == ScriptLanguage.JavaScript && close > _p && IsAt(close + 1, "{") && !_t[close + 1].NewLine && _p > 0 && _t[_p - 1].Kind == TokenKind.Name;
    }

    private Value MethodDefinition(string name)
    {
        var body = Braced(name, Parameters(evaluateDefaults: false));
        NoteMethod(body);
        return Pending(body);
    }

    private bool StartsArgument(Token token) => !token.NewLine && _p > 0 && token.Start > _t[_p - 1].End
        && (token.Kind is TokenKind.Text or TokenKind.Template or TokenKind.Command or TokenKind.Number || (token.Kind == TokenKind.Name && !ScriptLanguages.Infix.Contains(token.Text)));

    private bool IsCallable(Value value) => value.Receiver is not null || (value.Symbol is not null && _t[_p - 1].Kind == TokenKind.Name && _t[_p - 1].Text[0] is not '$' and not '@' and not '%');

    private List<Argument> BareArguments()
    {
        var result = new List<Argument>();
        do
        {
            result.Add(OneArgument());
        }
        while (Accept(",") && !AtEnd);
        if (_language == ScriptLanguage.Ruby && IsName("do") && !Now.NewLine)
        {
            result.Add(new Argument(null, RubyBlock()));
        }

        return result;
    }
}
