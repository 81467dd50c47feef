namespace Wellguard.Programs.Scripts;

/// <content>Definitions of functions: where their names are known, their parameters, their bodies.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Tokens between the parameters and the body. Attack: a hundred thousand heads without a body.</summary>
    private const int MaxReturnType = 64;

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

        ReadAgain(body.Name);
        NoteMethod(body);
        Decorate(body);
        if (_language == ScriptLanguage.Python && IsChatMethod(body))
        {
            Handle(body);
        }

        var end = _p;
        ReadAlone(body);
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

        (_rest, _defaults, _patterns) = (-1, null, []);
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
                var body = new FunctionBody(name, parameters, _p, end, false) { Home = this, Tokens = _list, Rest = _rest, Defaults = _defaults, Patterns = _patterns };
                _p = end;
                return body;
            case ScriptLanguage.Ruby:
                var last = _list.Match[keyword] > keyword ? _list.Match[keyword] : _t.Count - 1;
                var method = new FunctionBody(name, parameters, _p, last, false) { Home = this, Tokens = _list, Rest = _rest, Defaults = _defaults, Patterns = _patterns };
                _p = last;
                return method;
            default:
                for (var most = _p + MaxReturnType; _p < most && !AtEnd && !Is("{") && !Is(";");)
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
        return new FunctionBody(name, parameters, from, Math.Min(to, _t.Count - 1), false) { Home = this, Tokens = _list, Rest = _rest, Defaults = _defaults, Patterns = _patterns };
    }

    /// <summary>At <c>(</c> or, for a Ruby block, at <c>|</c>.</summary>
    private List<string> Parameters(bool evaluateDefaults)
    {
        var names = new List<string>();
        var rest = -1;
        List<(int, int, int)>? patterns = null;
        _defaults = null;
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

            if (name.Length == 0 && _language == ScriptLanguage.JavaScript && (Is("{") || Is("[")) && _list.Match[_p] is var close && close > _p && close < end)
            {
                (patterns ??= []).Add((names.Count, _p, close + 1));
            }

            names.Add(name);
            while (_p < end && !Is(","))
            {
                if (Is("=") && evaluateDefaults && name.Length > 0)
                {
                    _p++;
                    (_defaults ??= new(StringComparer.Ordinal))[name] = _variables[name] = Expression();
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
        _patterns = patterns ?? [];
        return names;
    }

    /// <summary>Of the parameters that were read last, the one that takes all further arguments.</summary>
    private int _rest = -1;

    /// <summary>Of the parameters that were read last.</summary>
    private Dictionary<string, Value>? _defaults;

    /// <summary>Of the parameters that were read last.</summary>
    private IReadOnlyList<(int Number, int From, int To)> _patterns = [];

    private int EndOfBars()
    {
        var end = _p + 1;
        while (end < _t.Count - 1 && !IsAt(end, "|") && !_t[end].NewLine)
        {
            end++;
        }

        return end;
    }
}
