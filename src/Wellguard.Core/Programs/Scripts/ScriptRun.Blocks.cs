namespace Wellguard.Programs.Scripts;

/// <content>Definitions, loops, imports: statements that bind names.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Functions are known before the code that stands above them.</summary>
    private void Hoist()
    {
        if (_language == ScriptLanguage.Python)
        {
            return;
        }

        var blocks = new Stack<(Scope Scope, bool IsClass)>();
        var isClass = false;
        for (var i = 0; i + 3 < _t.Count; i++)
        {
            while (blocks.TryPeek(out var closed) && i >= closed.Scope.To)
            {
                blocks.Pop();
            }

            if (_t[i].Kind == TokenKind.Name && _t[i].Text is "function" or "sub" or "def" && _t[i + 1].Kind == TokenKind.Name)
            {
                var body = Elsewhere(_list, i, () => Signature(evaluateDefaults: false));
                if (body is not null && !(_language == ScriptLanguage.Perl && IsBuiltIn(body.Name)))
                {
                    body.KnownIn = !blocks.TryPeek(out var block) ? null : block.IsClass ? new Scope(_list, i, i) : block.Scope;
                    _variables[body.Name] = new Value(Shape.Function) { Function = body };
                }
            }

            var opens = _language == ScriptLanguage.Ruby ? _t[i].Kind == TokenKind.Name && _t[i].Text is "class" or "module" or "def" : IsAt(i, "{");
            isClass |= _language != ScriptLanguage.Ruby && _t[i].Kind == TokenKind.Name && _t[i].Text is "class" or "trait" && _t[i + 1].Kind == TokenKind.Name;
            if (opens)
            {
                if (_list.Match[i] > i)
                {
                    blocks.Push((new Scope(_list, i, _list.Match[i]), isClass));
                }

                isClass = false;
            }
        }
    }

    /// <summary>Perl: a function of the program takes the place of none of these.</summary>
    private static bool IsBuiltIn(string name) => name is "system" or "exec" or "eval" or "open" or "readpipe" or "chmod" or "unlink" or "rename" or "glob" or "opendir";

    /// <summary>A known function that a definition elsewhere has the name of.</summary>
    private bool IsHidden(string name, FunctionBody body) => body.KnownIn is { } scope && !scope.Holds(_list, _p) && Apis.TryFind(_language, name, out _);

    private void Definition()
    {
        var keyword = _p;
        if (Signature(evaluateDefaults: true) is not { } body)
        {
            _p = Math.Max(_p, keyword + 1);
            return;
        }

        if (_variables.TryGetValue(body.Name, out var known) && known.Function is { } hoisted && hoisted.From == body.From)
        {
            body = hoisted;
        }
        else
        {
            if (_language == ScriptLanguage.Python)
            {
                body.KnownIn = ClassAround(_list, keyword) is { } around && !(_current is { } inside && inside.From > around.From) ? new Scope(_list, keyword, keyword) : ScopeAround();
            }

            if (!(_language == ScriptLanguage.Perl && IsBuiltIn(body.Name)))
            {
                _variables[body.Name] = new Value(Shape.Function) { Function = body };
            }
        }

        NoteMethod(body);
        Decorate(body);
        var end = _p;
        Evaluate(body, []);
        _p = end;
    }

    /// <summary>Reads <c>def name(parameters)</c> up to the body; leaves reading behind the body.</summary>
    private FunctionBody? Signature(bool evaluateDefaults)
    {
        var keyword = _p++;
        while (Is("*") || Is("&"))
        {
            _p++;
        }

        var name = Now.Text;
        _p++;
        if (_language == ScriptLanguage.Ruby && Accept("."))
        {
            name = Now.Text;
            _p++;
        }

        _rest = -1;
        var parameters = Is("(") ? Parameters(evaluateDefaults) : [];
        switch (_language)
        {
            case ScriptLanguage.Python:
                while (!AtEnd && !Is(":") && !Now.NewLine)
                {
                    Skip();
                }

                Accept(":");
                var end = EndOfIndent(keyword);
                var body = new FunctionBody(name, parameters, _p, end, false) { Tokens = _list, Rest = _rest };
                _p = end;
                return body;
            case ScriptLanguage.Ruby:
                var last = _list.Match[keyword] > keyword ? _list.Match[keyword] : _t.Count - 1;
                var method = new FunctionBody(name, parameters, _p, last, false) { Tokens = _list, Rest = _rest };
                _p = last;
                return method;
            default:
                while (!AtEnd && !Is("{") && !Is(";"))
                {
                    _p++;
                }

                return Is("{") ? Braced(name, parameters) : null;
        }
    }

    private FunctionBody Braced(string name, IReadOnlyList<string> parameters)
    {
        var from = _p + 1;
        var to = Math.Max(_list.Match[_p], from);
        _p = Math.Min(to + 1, _t.Count - 1);
        return new FunctionBody(name, parameters, from, Math.Min(to, _t.Count - 1), false) { Tokens = _list, Rest = _rest };
    }

    /// <summary>At <c>(</c> or, for a Ruby block, at <c>|</c>.</summary>
    private List<string> Parameters(bool evaluateDefaults)
    {
        var names = new List<string>();
        var rest = -1;
        var end = Is("|") ? EndOfBars() : Math.Min(_list.Match[_p] > _p ? _list.Match[_p] : _p + 1, _t.Count - 1);
        _p++;
        while (_p < end)
        {
            while (_p < end && (Is("*") || Is("**") || Is("...") || Is("&")))
            {
                rest = Is("*") || Is("...") ? names.Count : rest;
                _p++;
            }

            var name = "";
            if (Now.Kind == TokenKind.Name)
            {
                name = Now.Text;
                _p++;
                if (_language == ScriptLanguage.Php && Now.Kind == TokenKind.Name)
                {
                    name = Now.Text;
                    _p++;
                }
            }

            names.Add(name);
            while (_p < end && !Is(","))
            {
                if (Is("=") && evaluateDefaults && name.Length > 0)
                {
                    _p++;
                    _variables[name] = Expression();
                }
                else
                {
                    Skip();
                }
            }

            _p = Math.Min(_p + 1, end);
        }

        _p = Math.Min(end + 1, _t.Count - 1);
        _rest = rest;
        return names;
    }

    /// <summary>Of the parameters that were read last, the one that takes all further arguments.</summary>
    private int _rest = -1;

    private int EndOfBars()
    {
        var end = _p + 1;
        while (end < _t.Count - 1 && !IsAt(end, "|") && !_t[end].NewLine)
        {
            end++;
        }

        return end;
    }

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
            if (rounds++ > 0 && (rounds > MaxRounds || !Rereads(from, end)))
            {
                break;
            }

            BindLoop(names, item);
            _p = from;
            Block(end);
        }

        _p = end;
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
        for (var rounds = 0; rounds < MaxRounds && Rereads(condition, end); rounds++)
        {
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
                Evaluate(body, []);
            }
        }

        _pending.Clear();
    }

    /// <summary>Bodies that are closed properly are read once for each function around them, at most <see cref="MaxInline"/> times, and again for calls.</summary>
    private bool ReadsBody(FunctionBody body)
    {
        _bodies += Math.Max(body.To - body.From, 1);
        if (_bodies > _mostBodies)
        {
            Say(OverlappingBodies);
        }

        return _bodies <= _mostBodies;
    }

    /// <summary>Reads a body with its parameters bound.</summary>
    private Value Evaluate(FunctionBody body, List<Value> arguments, Value? others = null)
    {
        body.Evaluated = true;
        if (_inline >= MaxInline || !ReadsBody(body) || !Enter())
        {
            return Value.Unknown;
        }

        _inline++;
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
            _variables[name] = i == body.Rest && arguments.Count > 0 ? Value.OfList([.. arguments.Skip(i)]) : i < arguments.Count ? arguments[i] : i == 0 && isMethod && Array.IndexOf(Selves, name) >= 0 ? Value.OfSymbol(name) : others ?? (old is not null && arguments.Count == 0 && _language == ScriptLanguage.Python && old.IsConstant ? old : Value.Unknown);
        }

        var conditions = _conditions.ToArray();
        var outer = _current;
        _current = body;
        var oldReturned = _returned;
        _returned = null;
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
            return expression ?? _returned ?? Value.Unknown;
        });
        _returned = oldReturned;
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
        body.Result = value;
        return value;
    }
}
