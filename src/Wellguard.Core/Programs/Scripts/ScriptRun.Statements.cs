namespace Wellguard.Programs.Scripts;

/// <content>Statements: blocks, conditions, definitions, loops.</content>
internal sealed partial class ScriptRun
{
    /// <summary>How far the end of a statement without braces is looked for. Attack: <c>if(a)if(a)if(a)…</c></summary>
    private const int MaxScan = 2_000;

    /// <summary>Rounds of a loop over a constant list.</summary>
    private const int MaxRounds = 10_000;

    private void Statements(int to)
    {
        while (_p < to)
        {
            var before = _p;
            while (_conditions.TryPeek(out var end) && _p >= end)
            {
                _conditions.Pop();
            }

            if (!analysis.HasTime())
            {
                _p = to;
                break;
            }

            Statement(to);
            RunPending();
            if (_p <= before)
            {
                _p = before + 1;
            }
        }

        while (_conditions.TryPeek(out var end) && to >= end)
        {
            _conditions.Pop();
        }
    }

    private void Block(int to)
    {
        if (!Enter())
        {
            _p = to;
            return;
        }

        Statements(to);
        _nesting--;
    }

    private void Statement(int to)
    {
        var token = Now;
        if (_language == ScriptLanguage.Python && token is { NewLine: true } && Is("@"))
        {
            Decorator();
            return;
        }

        if (token.Kind == TokenKind.Operator && token.Text is ";" or "{" or "}" or ")" or "]" or "," or ":" or "@")
        {
            _p++;
            return;
        }

        if (token.Kind == TokenKind.Name && Keyword(token, to))
        {
            return;
        }

        Tuple(_p);
    }

    private void Tuple(int start)
    {
        Expression();
        if (!Is(",") || _language is not ScriptLanguage.Python and not ScriptLanguage.Ruby || Now.NewLine)
        {
            return;
        }

        while (Accept(",") && !Now.NewLine && !Is("=") && !AtEnd)
        {
            Expression();
        }

        // a, b = b, c: the last expression has taken the assignment for its own.
        if (Is("="))
        {
            _p++;
            AssignPattern(start, _p - 1, Expression());
        }
        else if (FindAssignment(start) is var sign and > 0)
        {
            var value = Elsewhere(_list, sign + 1, CommaList);
            AssignPattern(start, sign, value);
        }
    }

    private int FindAssignment(int start)
    {
        for (var i = start; i < _p && i < start + MaxScan; i++)
        {
            if (IsAt(i, "="))
            {
                return i;
            }

            i = Math.Max(i, _list.Match[i]);
        }

        return 0;
    }

    private Value CommaList()
    {
        var first = Expression();
        if (!Is(","))
        {
            return first;
        }

        var items = new List<Value> { first };
        while (Accept(",") && !Now.NewLine && !AtEnd)
        {
            items.Add(Expression());
        }

        return Value.OfList(items);
    }

    private bool Keyword(Token token, int to)
    {
        switch (token.Text)
        {
            case "import" or "from" when _language is ScriptLanguage.Python or ScriptLanguage.JavaScript && !IsAt(_p + 1, "(") && (!IsAt(_p + 1, ".") || (_language == ScriptLanguage.Python && token.NewLine)):
                Import();
                return true;
            case "export" when _language == ScriptLanguage.JavaScript && !IsAt(_p + 1, "(") && !IsAt(_p + 1, "=") && !IsAt(_p + 1, "."):
                Export();
                return true;
            case "public" or "private" or "protected" or "static" or "async" or "final" or "abstract" when !IsAt(_p + 1, "(") && !IsAt(_p + 1, "=") && !IsAt(_p + 1, "."):
                _p++;
                return true;
            case "var" or "let" or "const" when _language == ScriptLanguage.JavaScript:
                _p++;
                Declarations();
                return true;
            case "def" or "function" or "fn" or "sub" when _t[_p + 1].Kind == TokenKind.Name || (IsAt(_p + 1, "*") || IsAt(_p + 1, "&")):
                Definition();
                return true;
            case "class" or "module" or "package" or "namespace" or "interface" or "trait" when _t[_p + 1].Kind == TokenKind.Name:
                ClassHead();
                return true;
            case "if" or "elif" or "elsif" or "elseif" or "unless" or "while" or "until" or "switch" or "case" or "when" when !IsAt(_p + 1, "=") && !IsAt(_p + 1, ":"):
                NoteEndless(_p);
                Conditional();
                return true;
            case "else" or "except" or "catch" or "rescue" or "default" when !IsAt(_p + 1, "."):
                Otherwise();
                return true;
            case "for" or "foreach":
                NoteEndless(_p);
                For(to);
                return true;
            case "try" or "finally" or "begin" or "end" or "ensure" or "do" or "then" or "pass" or "global" or "nonlocal" or "BEGIN" or "break" or "continue" or "next" or "last" when !IsAt(_p + 1, ".") && !IsAt(_p + 1, "(") && !IsAt(_p + 1, "["):
                _p++;
                return true;
            case "with" when _language == ScriptLanguage.Python:
                With();
                return true;
            case "return":
                var returns = _p++ >= _neverReturns;
                var value = Is(";") || Is("}") || (Now.NewLine && _language.LinesEnd()) ? Value.Unknown : CommaExpression();
                _returned = _returned is { Shape: not Shape.Unknown } or { Origin: not null } || !returns ? _returned : value;
                return true;
            case "use" or "require" or "include" or "include_once" or "require_once" when _language is ScriptLanguage.Perl or ScriptLanguage.Php:
                Use();
                return true;
            case "yield" when _language == ScriptLanguage.Python && !IsAt(_p + 1, "="):
                Yield();
                return true;
            case "raise" or "throw" or "assert" or "del" or "echo" or "print" or "yield" or "puts" or "say" when !IsAt(_p + 1, "(") && !IsAt(_p + 1, "="):
                _p++;
                _ = Now.NewLine && _language.LinesEnd() ? Value.Unknown : CommaExpression();
                return true;
            case "exec" when _language == ScriptLanguage.Python && !IsAt(_p + 1, "(") && !_t[_p + 1].NewLine && _t[_p + 1].Kind != TokenKind.Operator:
                var start = _p++;
                Interpret("python", Binary(Comparison), start);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What a generator gives: marks the list.</summary>
    private const string Generator = "yield";

    /// <summary>What the function that is read gave up to now; null when it is no generator.</summary>
    private List<Value>? _yielded;

    private void Yield()
    {
        _p++;
        var all = IsName("from");
        _p += all ? 1 : 0;
        var value = Now.NewLine ? Value.Unknown : CommaExpression();
        _yielded ??= [];
        if (_yielded.Count < MaxRounds)
        {
            _yielded.AddRange(all && Elements(value) is { } items ? items.Take(MaxRounds) : [value]);
        }
    }

    /// <summary>In the comma languages the last value counts.</summary>
    private Value CommaExpression()
    {
        var value = Expression();
        var items = new List<Value> { value };
        while (Is(",") && !AtEnd)
        {
            _p++;
            if (Now.NewLine && _language.LinesEnd())
            {
                break;
            }

            value = Expression();
            items.Add(value);
        }

        return items.Count > 1 && _language != ScriptLanguage.JavaScript ? Value.OfList(items) : value;
    }

    private void Declarations()
    {
        do
        {
            var start = _p;
            if (Is("{") || Is("["))
            {
                Skip();
                if (Is("="))
                {
                    var sign = _p++;
                    AssignPattern(start, sign, Expression());
                }
                else if (IsName("of") || IsName("in"))
                {
                    return;
                }
            }
            else
            {
                Expression();
            }
        }
        while (Accept(",") && !AtEnd);
    }

    private void Conditional()
    {
        var keyword = _p++;
        var loops = _t[keyword].Text is "while" or "until";
        if (loops && While(keyword))
        {
            return;
        }

        var condition = _t[keyword].Text == "case" && _language == ScriptLanguage.JavaScript ? Expression() : Is("(") && !_language.LinesEnd() ? Parenthesized() : CommaExpression();
        var certain = (condition.Shape == Shape.Number && condition.Number != 0) || IsMain(keyword);
        if (!certain)
        {
            _conditions.Push(EndOfBody(keyword));
            _neverReturns = Truth(condition) == false ? _conditions.Peek() : _neverReturns;
        }
    }

    private bool IsMain(int keyword) => _t[keyword + 1].Text == "__name__" || (_t[keyword + 1].Text == "require" && _t[keyword + 3].Text == "main") || (_t[keyword + 1].Text == "(" && keyword + 4 < _t.Count && _t[keyword + 2].Text == "require" && _t[keyword + 4].Text == "main");

    private Value Parenthesized()
    {
        var close = _list.Match[_p];
        _p++;
        var value = CommaExpression();
        _p = Math.Max(_p, Math.Min(close + 1, _t.Count - 1));
        return value;
    }

    private void Otherwise()
    {
        var keyword = _p++;
        if (IsName("if"))
        {
            return;
        }

        if (_t[keyword].Text is not "else" and not "default" && !Is(":") && !Is("{") && !Now.NewLine)
        {
            if (Is("("))
            {
                Skip();
            }
            else
            {
                while (!AtEnd && !Is(":") && !Is("{") && !Now.NewLine)
                {
                    _p++;
                }
            }
        }

        _conditions.Push(EndOfBody(keyword));
    }

    /// <summary>Where the body of a statement ends, when reading stands behind its head.</summary>
    private int EndOfBody(int keyword)
    {
        switch (_language)
        {
            case ScriptLanguage.Python:
                return EndOfIndent(keyword);
            case ScriptLanguage.Ruby:
                return _list.Match[keyword] > keyword ? _list.Match[keyword] : EndOfStatement();
            default:
                return Is("{") ? _list.Match[_p] : EndOfStatement();
        }
    }

    private int EndOfStatement()
    {
        // What stands inside a statement that is conditional ends with it.
        if (ReferenceEquals(_scanned.Tokens, _list) && _p >= _scanned.From && _p <= _scanned.End)
        {
            return _scanned.End;
        }

        var i = _p;
        for (var n = 0; n < MaxScan && i < _t.Count - 1 && !IsAt(i, ";") && !IsAt(i, "}"); n++, i++)
        {
            i = Math.Max(i, _list.Match[i]);
        }

        _scanned = (_list, _p, i);
        return i;
    }

    private int EndOfIndent(int keyword)
    {
        var first = _list.LineStartOf(keyword);
        if (_indentEnds.TryGetValue((_list, first), out var known))
        {
            return Math.Max(known, _p);
        }

        return _indentEnds[(_list, first)] = FindDedent(first);
    }

    private int FindDedent(int first)
    {
        var column = _list.ColumnOf(_t[first].Start);
        for (var i = _p; i < _t.Count; i++)
        {
            if (_t[i].NewLine && _list.ColumnOf(_t[i].Start) <= column)
            {
                return i;
            }

            i = _list.Match[i] > i ? _list.Match[i] - 1 : i;
        }

        return _t.Count - 1;
    }
}
