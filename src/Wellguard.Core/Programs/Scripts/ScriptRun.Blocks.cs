namespace Wellguard.Programs.Scripts;

/// <content>Loops, and the reading of function bodies.</content>
internal sealed partial class ScriptRun
{
    private void With()
    {
        _p++;
        if (Is("("))
        {
            _p++;
        }

        while (!AtEnd && !Is(":"))
        {
            var value = Expression();
            if (InstanceOf(value) is { } entered && MethodIn(entered, "__enter__") is { } enter)
            {
                value = CallMethod(enter, entered, []) is { Symbol: not null } made ? made : value;
            }

            // A context manager that is a generator gives what it yields first.
            value = value is { Shape: Shape.List, Member: Generator, Items.Count: > 0 } ? value.Items[0] : value;
            if (IsName("as"))
            {
                _p++;
                if (Now.Kind == TokenKind.Name)
                {
                    _variables[Now.Text] = value;
                }

                Skip();
            }

            if (!Accept(",") && !Accept(")"))
            {
                break;
            }
        }

        Accept(":");
    }

    private void For(int to)
    {
        var keyword = _p++;
        var parenthesized = Is("(");
        var close = parenthesized ? _list.Match[_p] : 0;
        _p += parenthesized ? 1 : 0;
        if (parenthesized && IsCounting(close))
        {
            Counting(keyword, close);
            return;
        }

        while (Now.Kind == TokenKind.Name && Now.Text is "var" or "let" or "const" or "my" or "await")
        {
            _p++;
        }

        var names = new List<string>();
        Value items;
        if (_t[keyword].Text == "foreach" && _language == ScriptLanguage.Php)
        {
            items = Expression();
            names.AddRange(NamesUpTo(close));
        }
        else if (_language == ScriptLanguage.Perl)
        {
            names.AddRange(Is("(") ? ["$_"] : NamesUpTo(_p + 1));
            items = Expression();
        }
        else
        {
            var most = Math.Min(_p + 16, _t.Count - 1);
            names.AddRange(NamesUpTo(most));
            _p++;
            items = CommaList();
        }

        if (close > 0)
        {
            _p = Math.Min(close + 1, _t.Count - 1);
        }

        var end = Math.Min(EndOfBody(keyword), to);
        Loop(names, items, end);
    }

    private bool IsCounting(int close)
    {
        for (var i = _p; i < close && i < _p + MaxScan; i++)
        {
            if (IsAt(i, ";"))
            {
                return true;
            }

            i = Math.Max(i, _list.Match[i]);
        }

        return false;
    }

    /// <summary>Names in a loop head up to <c>in</c>, <c>of</c>, <c>as</c> or an index.</summary>
    private List<string> NamesUpTo(int end)
    {
        var names = new List<string>();
        while (_p < end && !IsName("in") && !IsName("of"))
        {
            if (Now.Kind == TokenKind.Name && Now.Text is not ("my" or "as" or "our"))
            {
                names.Add(Now.Text);
            }

            _p++;
        }

        return names;
    }

    private void Loop(List<string> names, Value items, int end)
    {
        var from = _p;
        var known = Elements(items);
        if (known is null || known.Count == 0)
        {
            foreach (var name in names)
            {
                _variables[name] = new Value(Shape.Unknown) { Origin = items.Origin, Decoding = items.Decoding };
            }

            _conditions.Push(end);
            return;
        }

        var rounds = 0;
        foreach (var item in known)
        {
            if (rounds++ > 0 && (rounds > MaxRounds || !RereadsShort(from, end)))
            {
                CutLoop(names, from, end);
                break;
            }

            BindLoop(names, item);
            _p = from;
            Block(end);
        }

        _p = end;
    }

    private bool _isCutting;

    /// <summary>A loop that was not read to its end: what it would still have given is not known, nor what it put together.</summary>
    private void CutLoop(List<string> names, int from, int end)
    {
        var cut = new Value(Shape.Unknown) { IsCut = true };
        foreach (var name in names)
        {
            _variables[name] = cut;
        }

        if (!_isCutting)
        {
            // Inside of it loops are not read once more for being cut: forty in each other would be read a billion times.
            (_isCutting, _p) = (true, from);
            Block(end);
            _isCutting = false;
        }

        for (var i = from; i < end; i++)
        {
            if (_t[i].Kind == TokenKind.Name && _t[i + 1].Kind == TokenKind.Operator && (IsAssignment(_t[i + 1].Text) || (_t[i + 1].Text is "." && _t[i + 2].Text is "append" or "push" or "extend" or "concat" or "unshift" or "insert")))
            {
                _variables[_t[i].Text] = _variables.TryGetValue(_t[i].Text, out var made) ? made with { IsCut = true } : cut;
            }
        }
    }

    private void BindLoop(List<string> names, Value item)
    {
        for (var i = 0; i < names.Count; i++)
        {
            _variables[names[i]] = names.Count == 1 ? item : item.Shape == Shape.List && i < item.Items.Count ? item.Items[i] : Value.Unknown;
        }
    }

    /// <summary><c>for (init; condition; step)</c>: runs while the condition is known.</summary>
    private void Counting(int keyword, int close)
    {
        Block(NextSemicolon(close));
        var condition = _p + 1;
        _p = condition;
        _p = NextSemicolon(close);
        var step = _p + 1;
        _p = Math.Min(close + 1, _t.Count - 1);
        var end = EndOfBody(keyword);
        var from = _p;
        for (var rounds = 0; ; rounds++)
        {
            // The first reading is no further one: what it does not know, no bound cut off.
            if (rounds > 0 && (rounds >= MaxRounds || !RereadsShort(condition, end)))
            {
                CutLoop(_t[condition].Kind == TokenKind.Name ? [_t[condition].Text] : [], from, end);
                break;
            }

            var holds = Elsewhere(_list, condition, Expression);
            if (holds.Shape != Shape.Number)
            {
                _p = from;
                _conditions.Push(end);
                return;
            }

            if (holds.Number == 0)
            {
                break;
            }

            _p = from;
            Block(end);
            Elsewhere(_list, step, CommaExpression);
        }

        _p = end;
    }

    private int NextSemicolon(int close)
    {
        var i = _p;
        while (i < close && !IsAt(i, ";"))
        {
            i = Math.Max(i, _list.Match[i]) + 1;
        }

        return i;
    }

    private bool While(int keyword)
    {
        var condition = _p;
        var holds = CommaExpression();
        if (_language == ScriptLanguage.Perl && holds.Origin is not null && IsAt(condition, "(") && IsAt(condition + 1, "<"))
        {
            _variables["$_"] = holds;
        }

        var end = EndOfBody(keyword);
        if (holds.Shape == Shape.Number && _t[condition].Kind == TokenKind.Name && _t[condition].Text is "True" or "true")
        {
            return true;
        }

        _conditions.Push(end);
        return true;
    }

    private void RunPending()
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            var body = _pending[i];
            if (!body.Evaluated)
            {
                ReadAlone(body);
            }
        }

        _pending.Clear();
    }

    /// <summary>What was too deep inside other functions is read by itself at the end.</summary>
    private void RunTooDeep()
    {
        while (_tooDeep.TryDequeue(out var body))
        {
            if (!body.Evaluated)
            {
                ReadAlone(body);
                RunPending();
            }
        }
    }

    /// <summary>Bodies that are closed properly are read once for each function around them, at most <see cref="MaxInline"/> times, and again for calls.</summary>
    private bool ReadsBody(FunctionBody body)
    {
        _bodies += Math.Max(body.To - body.From, 1);
        if (_bodies > _mostBodies)
        {
            Say(OverlappingBodies);
        }

        return _bodies <= _mostBodies && analysis.Modules?.Rereads(body.To - body.From) != false;
    }

    private static readonly HashSet<string> Running =
        ["eval", "exec", "execSync", "execFile", "execFileSync", "spawn", "spawnSync", "fork", "Function", "require", "import", "__import__", "fetch", "system", "popen", "Popen", "urlopen", "compile", "subprocess", "os", "child_process", "passthru", "shell_exec", "qx"];

    /// <summary>A body that is not read holds a name that runs or loads something.</summary>
    private static bool MayRun(FunctionBody body)
    {
        for (var i = body.From; i < body.To; i++)
        {
            var token = body.Tokens.Tokens[i];
            if (token.Kind == TokenKind.Command || (token.Kind == TokenKind.Name && Running.Contains(token.Text)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a function for itself, whoever calls it.</summary>
    private void ReadAlone(FunctionBody body)
    {
        var root = _root;
        _root = body;
        Evaluate(body, []);
        _root = root;
    }

    /// <summary>
    /// Reads a body with its parameters bound. One that runs code which a bound cut off is read once more, with bounds that nothing but such functions uses up: in a large bundle the others have taken everything.
    /// </summary>
    private Value Evaluate(FunctionBody body, List<Value> arguments, Value? others = null)
    {
        if (!ReferenceEquals(body.Home, this))
        {
            return body.Home.For(this, home => home.Evaluate(body, arguments, others));
        }

        var value = EvaluateOnce(body, arguments, others);
        if (!body.IsCut || _again)
        {
            return value;
        }

        (body.IsCut, _again) = (false, true);
        if (Rereads(body.From, body.To))
        {
            value = EvaluateOnce(body, arguments, others);
        }
        else
        {
            Say(UncomputedCode);
        }

        _again = false;
        return value;
    }

    private static bool AreSame(List<Value> first, List<Value> second)
    {
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            var (one, other) = (i < first.Count ? first[i] : Value.Unknown, i < second.Count ? second[i] : Value.Unknown);
            if (!ReferenceEquals(one, other) && (one.Shape != other.Shape || one.Text != other.Text || one.Number != other.Number || one.Items.Count + one.Fields.Count + other.Items.Count + other.Fields.Count > 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a function that was not read would have made of a text is cut off.</summary>
    private static Value Unread(List<Value> arguments) => arguments.Exists(static argument => argument.IsString || argument.IsCut) ? new Value(Shape.Unknown) { IsCut = true } : Value.Unknown;

    private Value EvaluateOnce(FunctionBody body, List<Value> arguments, Value? others)
    {
        if (_inline >= MaxInline)
        {
            if (body is { Evaluated: false, Waits: false } && MayRun(body))
            {
                body.Waits = true;
                _tooDeep.Enqueue(body);
            }

            return Unread(arguments);
        }

        body.Evaluated = true;
        if (body.Open > 0 && AreSame(body.Given, arguments))
        {
            return Value.Unknown; // it tries again
        }

        if (body.Open >= MaxRecursion || !ReadsBody(body) || !Enter())
        {
            return Unread(arguments);
        }

        _inline++;
        body.Open++;
        var outerGiven = body.Given;
        body.Given = arguments;
        body.State = _state;
        var (self, home) = (_self, _home);
        var isMethod = _holders.TryGetValue(body, out var holder);
        if (isMethod && !ReferenceEquals(home, holder))
        {
            (_self, _home) = (holder, holder);
        }

        var saved = new List<(string, Value?)>();
        for (var i = 0; i < body.Parameters.Count; i++)
        {
            var name = body.Parameters[i];
            if (name.Length == 0)
            {
                continue;
            }

            var old = _variables.GetValueOrDefault(name);
            saved.Add((name, old));
            _variables[name] = i == body.Rest && arguments.Count > 0 ? Value.OfList([.. arguments.Skip(i)]) : i < arguments.Count && !ReferenceEquals(arguments[i], LeftOut) ? Given(name, arguments[i]) : i == 0 && isMethod && Array.IndexOf(Selves, name) >= 0 ? Value.OfSymbol(name) : others ?? body.Defaults?.GetValueOrDefault(name) ?? Given(name, Value.Unknown);
        }

        foreach (var (number, from, to) in body.Patterns)
        {
            Elsewhere(body.Tokens, from, () =>
            {
                AssignPattern(from, to, number < arguments.Count && !ReferenceEquals(arguments[number], LeftOut) ? arguments[number] : others ?? Value.Unknown);
                return true;
            });
        }

        var conditions = _conditions.ToArray();
        var outer = _current;
        _current = body;
        var (oldReturned, oldYielded, oldNever) = (_returned, _yielded, _neverReturns);
        (_returned, _yielded, _neverReturns) = (null, null, 0);
        var value = Elsewhere(body.Tokens, body.From, () =>
        {
            Value? expression = null;
            if (body.IsExpression)
            {
                expression = Expression();
            }
            else
            {
                Statements(body.To);
            }

            _bodies += Math.Max(_p - Math.Max(body.From, body.To), 0); // an expression without end reads beyond its body
            return expression ?? (_yielded is { } given ? Value.OfList(given) with { Member = Generator } : _returned) ?? Value.Unknown;
        });
        (_returned, _yielded, _neverReturns) = (oldReturned, oldYielded, oldNever);
        _current = outer;
        if (body.IsOpen && outer is not null)
        {
            outer.IsOpen = true;
        }

        (_self, _home) = (self, home);
        while (_conditions.Count > conditions.Length)
        {
            _conditions.Pop();
        }

        foreach (var (name, old) in saved)
        {
            if (old is null)
            {
                _variables.Remove(name);
            }
            else
            {
                _variables[name] = old;
            }
        }

        _nesting--;
        _inline--;
        body.Open--;
        body.Given = outerGiven;
        body.Result = value;
        return value;
    }

    /// <summary>What nobody knows under the name of a key is a key.</summary>
    private static Value Given(string name, Value value) => ReferenceEquals(value, Value.Unknown) && IsKey(name) ? new Value(Shape.Unknown) { Origin = PrivateKey } : value;
}
