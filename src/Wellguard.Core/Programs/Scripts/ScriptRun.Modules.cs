namespace Wellguard.Programs.Scripts;

/// <content>Other modules of the same package: what they leave, and their functions.</content>
internal sealed partial class ScriptRun
{
    /// <summary>What <c>export</c> names, and the name that it has in this text.</summary>
    private readonly List<(string Name, string Local)> _exports = [];

    private const string DefaultExport = "export default";

    private ScriptRun? ModuleOf(string name) =>
        analysis.Modules is { } modules && name.Length > 0 && modules.Load(ScriptLanguages.NameOf(_language), name, analysis.Folder ?? "") is { } run && !ReferenceEquals(run, this) ? run : null;

    /// <summary>A module as a value; null when it is none of this package.</summary>
    private Value? WholeModule(string name)
    {
        if ((_language == ScriptLanguage.JavaScript && !name.StartsWith('.') && !name.StartsWith('/')) || name.EndsWith(".json", StringComparison.Ordinal) || ModuleOf(name) is not { } run)
        {
            return null;
        }

        TakeClasses(run);
        return run.Left(ModuleName(name));
    }

    /// <summary>What this text leaves for those that load it.</summary>
    private Value Left(string symbol)
    {
        if (_language == ScriptLanguage.Python)
        {
            return new Value(Shape.Map) { Fields = _variables, Symbol = symbol };
        }

        var whole = _variables.GetValueOrDefault("module.exports") ?? _variables.GetValueOrDefault("exports");
        var fields = whole is null ? new Dictionary<string, Value>(StringComparer.Ordinal) : new Dictionary<string, Value>(whole.Fields, StringComparer.Ordinal);
        foreach (var (name, value) in _variables)
        {
            if (MemberOfExports(name) is { Length: > 0 } member && !member.Contains('.', StringComparison.Ordinal))
            {
                fields[member] = value;
            }
        }

        foreach (var (name, local) in _exports)
        {
            fields[name] = _variables.GetValueOrDefault(local) ?? Value.OfSymbol(local);
        }

        return whole is { Shape: not Shape.Map } ? whole with { Fields = fields } : new Value(Shape.Map) { Fields = fields, Symbol = symbol };
    }

    /// <summary><c>exports.x</c>, <c>module.exports.x</c>, <c>exports['x']</c>.</summary>
    private static string? MemberOfExports(string name)
    {
        var rest = name.StartsWith("module.", StringComparison.Ordinal) ? name[7..] : name;
        return !rest.StartsWith("exports", StringComparison.Ordinal) || rest.Length < 9 ? null : rest[7] == '.' ? rest[8..] : rest[7] == '[' && rest[^1] == ']' ? rest[8..^1] : null;
    }

    /// <summary>A package that has the name of a known one, or brings it, does what that does.</summary>
    private bool IsKnown(Value module, string name) => module is { Shape: Shape.Map, Symbol: { } symbol } && Apis.TryFind(_language, symbol + "." + name, out _);

    /// <summary>Python: <c>import a.b</c> binds <c>a</c>, and <c>a.b</c> is known by its whole name.</summary>
    private void BindModule(string name, string? alias)
    {
        if (WholeModule(name) is not { } module)
        {
            return;
        }

        _variables[alias ?? name] = module;
        if (alias is null && name.IndexOf('.') is var dot and > 0)
        {
            _dotted.Add(name[..dot]);
        }
    }

    /// <summary>A name of another module; null when it has none such.</summary>
    private Value? Taken(ScriptRun? module, string from, string name)
    {
        if (module is null || Apis.TryFind(_language, from + "." + name, out _))
        {
            return null;
        }

        TakeClasses(module);
        return module._variables.GetValueOrDefault(name) ?? (module._classes.ContainsKey(name) ? Value.OfSymbol(name) : null);
    }

    /// <summary><c>from m import *</c>.</summary>
    private void TakeAll(ScriptRun? module)
    {
        if (module is null)
        {
            return;
        }

        TakeClasses(module);
        foreach (var (name, value) in module._variables)
        {
            if (!name.StartsWith('_') && !name.Contains('.', StringComparison.Ordinal))
            {
                _variables[name] = value;
            }
        }
    }

    /// <summary>Code that was evaluated in the names of this text, by the effect that says so: its functions may be called from here until the end.</summary>
    private readonly List<(int Effect, ScriptRun Run)> _evaluated = [];

    private void TakeEvaluated(ScriptRun? code, int effect)
    {
        if (code is null)
        {
            return;
        }

        TakeClasses(code);
        foreach (var (name, value) in code._variables)
        {
            _variables[name] = value;
        }

        if (effect >= 0)
        {
            _evaluated.Add((effect, code));
        }
    }

    private void PlaceEvaluated()
    {
        foreach (var (index, code) in _evaluated)
        {
            code.MarkDeferred();
            var effect = _effects[index];
            _effects[index] = effect with { Steps = Placed(code._effects, effect.Line, effect.Column) };
        }
    }

    private void TakeClasses(ScriptRun module)
    {
        foreach (var (name, made) in module._classes)
        {
            if (!Apis.TryFind(_language, name, out _))
            {
                _classes.TryAdd(name, made);
            }
        }
    }

    /// <summary>Runs something here that another module calls.</summary>
    private Value For(ScriptRun caller, Func<ScriptRun, Value> action)
    {
        var (inline, nesting, self, home, current, root) = (_inline, _nesting, _self, _home, _current, _root);
        (_inline, _nesting, _self, _home, _current, _root) = (Math.Max(inline, caller._inline), Math.Max(nesting, caller._nesting), caller._self, caller._home, caller._current, caller._root);
        var (redirected, interactive) = (_redirected, _interactive);
        (_redirected, _interactive) = (false, false);
        var value = action(this);
        if (inline == 0)
        {
            RunPending();
        }

        // A shell that is started for the caller's connection is the caller's.
        (caller._redirected, caller._interactive) = (caller._redirected || _redirected, caller._interactive || _interactive);
        (_redirected, _interactive) = (_redirected || redirected, _interactive || interactive);

        (_inline, _nesting, _self, _home, _current, _root) = (inline, nesting, self, home, current, root);
        return value;
    }

    /// <summary>JavaScript: <c>export const a = 1</c>, <c>export function a() {}</c>, <c>export default a</c>, <c>export {a as b}</c>, <c>export {a} from 'm'</c>, <c>export * from 'm'</c>.</summary>
    private void Export()
    {
        _p++;
        if (IsName("default"))
        {
            _p++;
            var named = IsName("async") ? _p + 1 : _p;
            if (_t[named] is { Kind: TokenKind.Name, Text: "function" or "class" } && _t[named + 1].Kind == TokenKind.Name)
            {
                _exports.Add(("default", _t[named + 1].Text));
                return;
            }

            _variables[DefaultExport] = Expression();
            _exports.Add(("default", DefaultExport));
        }
        else if (Is("*"))
        {
            _p++;
            var name = IsName("as") ? _t[_p + 1].Text : null;
            _p += name is null ? 0 : 2;
            Reexport([("*", name ?? "*")]);
        }
        else if (Is("{"))
        {
            Reexport(ExportList());
        }
        else
        {
            NoteExported();
        }
    }

    private List<(string Local, string Name)> ExportList()
    {
        var names = new List<(string, string)>();
        var close = Math.Max(_list.Match[_p], _p);
        for (_p++; _p < close; _p++)
        {
            if (Now.Kind == TokenKind.Name)
            {
                var renamed = _t[_p + 1].Text == "as" && _p + 2 < close;
                names.Add((Now.Text, renamed ? _t[_p + 2].Text : Now.Text));
                _p += renamed ? 2 : 0;
            }
        }

        _p = Math.Min(close + 1, _t.Count - 1);
        return names;
    }

    private void Reexport(List<(string Local, string Name)> names)
    {
        if (!IsName("from") || _t[_p + 1].Kind != TokenKind.Text)
        {
            _exports.AddRange(names.Select(static name => (name.Name, name.Local)));
            return;
        }

        var specifier = _t[_p + 1].Text;
        _p += 2;
        var module = WholeModule(specifier) ?? Value.OfSymbol(ModuleName(specifier));
        foreach (var (local, name) in names)
        {
            if (name == "*")
            {
                foreach (var (field, value) in module.Fields)
                {
                    AddExport(field, value);
                }
            }
            else
            {
                AddExport(name, local == "*" ? module : local == "default" ? module.Fields.GetValueOrDefault(local) ?? module : Member(module, local));
            }
        }
    }

    private void AddExport(string name, Value value)
    {
        _variables["export " + name] = value;
        _exports.Add((name, "export " + name));
    }

    /// <summary>The names of a declaration, which is read as if <c>export</c> did not stand before it.</summary>
    private void NoteExported()
    {
        var at = _p;
        while (_t[at] is { Kind: TokenKind.Name, Text: "async" or "abstract" or "const" or "let" or "var" or "function" or "class" or "declare" } || IsAt(at, "*"))
        {
            at++;
        }

        var end = IsAt(at, "{") || IsAt(at, "[") ? Math.Max(_list.Match[at], at) : at;
        for (; at <= end && at < _t.Count; at++)
        {
            if (_t[at].Kind == TokenKind.Name && !IsAt(at + 1, ":"))
            {
                _exports.Add((_t[at].Text, _t[at].Text));
            }
        }
    }
}
