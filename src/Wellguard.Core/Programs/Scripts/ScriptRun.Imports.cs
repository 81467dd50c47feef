namespace Wellguard.Programs.Scripts;

/// <content>Imports, and assignments to names and patterns.</content>
internal sealed partial class ScriptRun
{
    private void Import()
    {
        if (_language == ScriptLanguage.JavaScript)
        {
            ImportModule();
            return;
        }

        if (IsName("import"))
        {
            do
            {
                _p++;
                var name = Dotted();
                var alias = Alias();
                var bound = alias ?? (name.IndexOf('.') is var dot and > 0 ? name[..dot] : name);
                _variables[bound] = Value.OfSymbol(alias is null ? bound : name);
                BindModule(name, alias);
            }
            while (Is(","));
            return;
        }

        _p++;
        var module = Dotted();
        var own = IsName("import") ? ModuleOf(module) : null;
        if (IsName("import"))
        {
            do
            {
                _p++;
                while (Is("("))
                {
                    _p++;
                }

                if (Is("*"))
                {
                    TakeAll(own);
                    _p++;
                    break;
                }

                if (Now.Kind != TokenKind.Name)
                {
                    break;
                }

                var name = Now.Text;
                _p++;
                _variables[Alias() ?? name] = Taken(own, module, name) ?? WholeModule(module.EndsWith('.') ? module + name : module + "." + name) ?? Value.OfSymbol(module + "." + name);
            }
            while (Is(","));
        }
    }

    private string Dotted()
    {
        var name = "";
        while (Now.Kind == TokenKind.Name && !IsName("import") || Is(".") || Is("..") || Is("..."))
        {
            if (Now.NewLine && name.Length > 0)
            {
                break;
            }

            var dot = Now.Kind == TokenKind.Operator;
            name += Now.Text;
            _p++;
            if (!dot && !Is("."))
            {
                break;
            }
        }

        return name;
    }

    private string? Alias()
    {
        if (!IsName("as"))
        {
            return null;
        }

        _p++;
        var alias = Now.Text;
        _p++;
        return alias;
    }

    /// <summary><c>import a, {b as c} from 'm'</c>, <c>import * as m from 'm'</c>, <c>import 'm'</c>.</summary>
    private void ImportModule()
    {
        var names = new List<(string Name, string Bound)>();
        for (_p++; !AtEnd && Now.Kind is TokenKind.Name or TokenKind.Operator && !IsName("from") && !Is(";"); _p++)
        {
            if (Now.Kind == TokenKind.Name && Now.Text is not "type")
            {
                var (name, whole) = (Now.Text, !IsAt(_p - 1, "{") && !IsAt(_p - 1, ","));
                if (_t[_p + 1].Text == "as")
                {
                    _p += 2;
                    names.Add((name, Now.Text));
                }
                else if (_t[_p].Text == "as")
                {
                    _p++;
                    names.Add(("", Now.Text));
                }
                else
                {
                    names.Add((whole ? "" : name, name));
                }
            }
        }

        if (IsName("from"))
        {
            _p++;
        }

        if (Now.Kind != TokenKind.Text)
        {
            return;
        }

        var module = ModuleName(Now.Text);
        var own = WholeModule(Now.Text);
        _p++;
        foreach (var (name, bound) in names)
        {
            _variables[bound] = name.Length == 0 || name == "default" ? own?.Fields.GetValueOrDefault("default") ?? own ?? Value.OfSymbol(module) : own?.Fields.GetValueOrDefault(name) ?? Value.OfSymbol(module + "." + name);
        }
    }

    private static string ModuleName(string specifier) =>
        (specifier.StartsWith("node:", StringComparison.Ordinal) ? specifier[5..] : specifier) is var name && name.EndsWith("/promises", StringComparison.Ordinal) ? name[..^9] : name;

    /// <summary>Schemes of PHP that read files of this machine only (PHP manual, "Supported Protocols and Wrappers").</summary>
    private static bool IsOwnFile(string address) => address.StartsWith("phar://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("file://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Perl and PHP <c>use</c>, <c>require</c>, <c>include</c>.</summary>
    private void Use()
    {
        var start = _p++;
        if (_language == ScriptLanguage.Php && _t[start].Text != "use")
        {
            var value = Expression();
            if ((value.Origin is not null && !IsOnlyParameter(value)) || (value.IsString && value.Text.Contains("://", StringComparison.Ordinal) && !IsOwnFile(value.Text)))
            {
                Emit(EffectKind.Interpret, "php", start, effect => effect with { Origin = value.Origin ?? value.Plain });
            }
            else if (value is { IsString: true, IsPartial: false })
            {
                NoteImport(value.Plain);
            }

            return;
        }

        while (!AtEnd && !Is(";") && !Is("{"))
        {
            _p++;
        }
    }

    /// <summary>Tokens of the longest target of an assignment whose name is put together.</summary>
    private const int MaxTarget = 9;

    private void Assign(int start, int sign, string op, Value value)
    {
        while (start < sign - 1 && _t[start].Kind == TokenKind.Name && _t[start].Text is "my" or "our" or "local" or "let" or "const" or "var" or "static")
        {
            start++;
        }

        if (sign - start == 1 && _t[start].Kind == TokenKind.Name)
        {
            Set(_t[start].Text, op, value);
            return;
        }

        if (IsAt(start, "(") || IsAt(start, "[") || IsAt(start, "{"))
        {
            AssignPattern(start, sign, value);
            return;
        }

        if (op == "=" && _t[start].Kind == TokenKind.Name && Subscript(start, sign) is var open and > 0 && NameOf(start, open) is var held && _variables.TryGetValue(held, out var holder))
        {
            Put(held, holder, Elsewhere(_list, open + 1, Expression), value);
            return;
        }

        if (sign - start is >= 2 and <= MaxTarget)
        {
            var name = NameOf(start, sign);
            if (_variables.TryGetValue(_t[start].Text, out var instance) && Array.IndexOf(Selves, _t[start].Text) < 0 && InstanceOf(instance) is not null)
            {
                var self = (_language switch { ScriptLanguage.JavaScript => "this", ScriptLanguage.Php => "$this", _ => "self" }) + name[_t[start].Text.Length..];
                NoteState(self, value);
                _dotted.Add(self.Split('.', '-', '[')[0]);
                Set(self, op, value);
            }

            HandleNamed(name[(name.LastIndexOf('.') + 1)..], value);
            NotePatched(start, name, value);
            NotePrototype(name, value);
            NoteState(name, value);
            _dotted.Add(_t[start].Text);
            Set(name, op, value);
        }
    }

    /// <summary>The bracket of <c>a.b[key] = …</c>; 0 when none ends the target.</summary>
    private int Subscript(int start, int sign)
    {
        for (var i = start + 1; IsAt(sign - 1, "]") && i < sign - 2 && i < start + MaxTarget; i++)
        {
            if (IsAt(i, "[") && _list.Match[i] == sign - 1)
            {
                return i;
            }
        }

        return 0;
    }

    private void Put(string name, Value holder, Value key, Value value)
    {
        if (holder.Shape == Shape.Map)
        {
            holder.Fields[key.IsString ? key.Text : key.Shape == Shape.Number ? NumberText(key.Number) : "#" + holder.Fields.Count] = value;
        }
        else if (key.Shape == Shape.Number && holder.Shape == Shape.List && key.Number >= 0 && key.Number < holder.Items.Count)
        {
            holder.Items[(int)key.Number] = value;
        }
        else if (holder is { Shape: Shape.Unknown, Handle: null, Symbol: null or [.., ')'] } && OriginOf(value) is { } told)
        {
            _variables[name] = holder with { Origin = Stronger(holder.Origin, told) };
        }
    }

    private string NameOf(int start, int end) => string.Concat(Enumerable.Range(start, end - start).Select(at => _t[at].Text));

    private void Set(string name, string op, Value value)
    {
        if (op.Length > 1 && op is not ":=" and not "||=" and not "??=")
        {
            value = Apply(op[..^1], _variables.GetValueOrDefault(name, Value.Unknown), value, name, "");
        }

        // try: import requests, except ImportError: requests = None
        if (value.Symbol == "None" && _language == ScriptLanguage.Python && _variables.TryGetValue(name, out var module) && module is { Shape: Shape.Unknown, Receiver: null, Symbol: { } symbol } && (symbol == name || symbol.EndsWith("." + name, StringComparison.Ordinal)))
        {
            return;
        }

        if (_language == ScriptLanguage.Python && _class is not null && ClassAround(_list, _p - 1) is { } holder && !(_current is { } inside && ReferenceEquals(inside.Tokens, holder.Tokens) && inside.From > holder.From))
        {
            holder.Attributes[name] = value;
        }

        _variables[name] = value;
    }

    /// <summary>Built-in functions that get other names together, one of them the one that runs code: obfuscators begin so.</summary>
    private const int MinRenamed = 3;

    /// <summary><c>a, b</c>, <c>(a, b)</c>, <c>[a, b]</c>, <c>{a: b, c}</c>.</summary>
    private void AssignPattern(int start, int sign, Value value)
    {
        var braces = IsAt(start, "{");
        if (_language == ScriptLanguage.Python && value.Shape == Shape.List && value.Items.Count >= MinRenamed && value.Items.Exists(static item => item.Symbol is "exec" or "eval") && value.Items.TrueForAll(static item => item.Symbol is { } symbol && !symbol.Contains('.', StringComparison.Ordinal)))
        {
            Emit(EffectKind.Interpret, "python", start, static effect => effect with { Decoding = ["renamed functions"] });
        }

        var index = 0;
        for (var i = start; i < sign; i++)
        {
            var token = _t[i];
            if (token.Kind != TokenKind.Name || token.Text is "my" or "let" or "const" or "var")
            {
                index += IsAt(i, ",") ? 1 : 0;
                continue;
            }

            var name = token.Text;
            if (braces)
            {
                var renamed = IsAt(i + 1, ":") && i + 2 < sign && _t[i + 2].Kind == TokenKind.Name;
                _variables[renamed ? _t[i + 2].Text : name] = Member(value, name);
                i += renamed ? 2 : 0;
            }
            else if (IsAt(i + 1, ".") && EndOfTarget(i, sign) is var end && end > i + 1)
            {
                Assign(i, end, "=", value.Shape == Shape.List && index < value.Items.Count ? value.Items[index] : new Value(Shape.Unknown) { Origin = value.Origin, Decoding = value.Decoding });
                i = end - 1;
            }
            else
            {
                _variables[name] = value.Shape == Shape.List && index < value.Items.Count ? value.Items[index] : new Value(Shape.Unknown) { Origin = value.Origin, Decoding = value.Decoding, Symbol = value.Symbol is null ? null : value.Symbol + "[" + index + "]" };
            }
        }
    }

    /// <summary>Behind <c>a.b.c</c>.</summary>
    private int EndOfTarget(int start, int sign)
    {
        var end = start + 1;
        while (end + 1 < sign && IsAt(end, ".") && _t[end + 1].Kind == TokenKind.Name)
        {
            end += 2;
        }

        return end;
    }

    /// <summary>Attack: an archive of a thousand modules.</summary>
    private const int MaxModules = 16;

    private static bool IsArchive(string path) => System.IO.Path.GetExtension(path.AsSpan()) is ".zip" or ".egg" or ".whl" or ".pyz";

    /// <summary>Modules come out of an archive of the artifact: what was kept of it is read, else that it was not is said.</summary>
    private void ReadArchive(string path, int start)
    {
        if (analysis.Files?.Entries(path) is not { } entries)
        {
            analysis.Problems.Add($"runs code from an archive that was not read: {path}");
            return;
        }

        var (line, _) = _list.Place(_t[start].Start);
        List<ArtifactFile> modules = [.. entries.Where(entry => entry.Path.EndsWith(".py", StringComparison.Ordinal))];
        if (modules.Count > MaxModules)
        {
            Say($"more than {MaxModules} modules of an archive are loaded; the rest was not read: {path}");
        }

        List<Effect> steps = [.. modules.Take(MaxModules).SelectMany(entry => analysis.Nested("python", entry.Text ?? "", line)).Select(effect => effect with { Line = line, Nested = true })];
        Emit(EffectKind.Execute, path, start, effect => effect with { Steps = steps });
    }
}
