namespace Wellguard.Programs.Scripts;

/// <content>Calls: own functions, constants, effects, and what is only passed through.</content>
internal sealed partial class ScriptRun
{
    private Value Call(Value callee, List<Argument> arguments, int start)
    {
        if (callee is { Member: "()", Receiver: { } given })
        {
            return given;
        }

        if (callee is { Member: EachOf, Symbol: null } && _inline < MaxInline)
        {
            return callee.Items.Take(MaxInline).Select(item => CallAgain(item, arguments, start)).Aggregate(Value.Unknown, Better);
        }

        if (callee is { Member: Record, Symbol: null })
        {
            return RecordOf(callee, arguments);
        }

        if (Unbound(callee, ref arguments) is { } target)
        {
            return callee.Member == "bind" ? Bound(target, arguments) : CallAgain(target, arguments, start);
        }

        if (callee is { Member: "bind()", Receiver: { } bound })
        {
            return CallAgain(bound, [.. callee.Items.Select(static item => new Argument(null, item)), .. arguments], start);
        }

        var symbol = NameOfCallee(callee);
        var values = Flat(arguments);
        NoteUses(callee, arguments);
        Value? result = null;
        if (callee.Function is { } own)
        {
            result = _prototypes.TryGetValue(own, out var made) ? Make(made, arguments, start) : Inline(own, InOrder(own, values, arguments));
        }
        else if (MethodOf(callee, out var holder) is { } method)
        {
            result = CallMethod(method, holder, values, arguments);
        }
        else if (callee.Symbol is [.., ')'] && InstanceOf(callee) is { } called && MethodIn(called, "__call__") is { } calls)
        {
            result = CallMethod(calls, called, values, arguments);
        }
        else if (symbol is not null && ClassNamed(symbol) is { } named)
        {
            result = Make(named, arguments, start);
        }
        else if (Inherited(callee, arguments, start) is { } inherited)
        {
            result = inherited;
        }
        else if (_language == ScriptLanguage.Php && callee is { IsString: false, Origin: ['$', '_', ..] requested } && callee.Symbol?.StartsWith("$_", StringComparison.Ordinal) == true && !IsAt(Math.Max(start, 1) - 1, "->") && values.Count > 0)
        {
            // The request says which function runs.
            Emit(EffectKind.Interpret, "php", start, effect => effect with { Origin = requested, Decoding = callee.Decoding });
        }
        else if (symbol is not null)
        {
            if (_language == ScriptLanguage.Python && values.Count >= 2 && values.Exists(static value => value is { Shape: Shape.Bytes, Text.Length: >= ProtectedCode }) && !_variables.ContainsKey("__name__") && values[0].Symbol == "__name__")
            {
                Emit(EffectKind.Interpret, "python", start, static effect => effect with { Decoding = ["a protector of its own"] });
            }

            NoteEarly(symbol);
            symbol = ForeignSymbol(callee) ?? symbol;
            NoteEnvironment(symbol, values, start);
            ActOnHost(symbol, callee.Member, values, start);
            result = Load(symbol, values, start) ?? Fold(symbol, values, arguments) ?? Paths(symbol, values) ?? (callee.Receiver is { } cipher ? Decrypted(cipher, callee.Member, values) : null) ?? AskHost(symbol, values.Count > 0 ? values[0] : null, start) ?? Act(symbol, callee, arguments, values, start) ?? HandOver(symbol, values, arguments, start);
        }

        result ??= callee is { Member: "__str__" or "__repr__", Receiver: { Symbol: { } builtIn, IsString: false } } ? TextOfBuiltIn(builtIn) : null;
        result ??= callee.Receiver is { } receiver ? Method(receiver, callee.Member, values, arguments) : null;
        result ??= Through(callee, symbol, values);
        Callbacks(arguments, callee, result);
        return result;
    }

    private string? NameOfCallee(Value callee)
    {
        var name = callee.IsString && _language is ScriptLanguage.Php or ScriptLanguage.Perl && !callee.IsPartial ? callee.Text : callee.Symbol;
        return _language == ScriptLanguage.Php && callee.Receiver is null ? name?.ToLowerInvariant() : name;
    }

    private static List<Value> Flat(List<Argument> arguments)
    {
        var result = new List<Value>(arguments.Count);
        foreach (var argument in arguments)
        {
            if (argument.Name == "*" && argument.Value.Shape == Shape.List)
            {
                result.AddRange(argument.Value.Items);
            }
            else if (argument.Name is null or "*")
            {
                result.Add(argument.Value);
            }
        }

        return result;
    }

    /// <summary>Bytes that a module hands to a function together with its own name: code that only that function can read.</summary>
    private const int ProtectedCode = 400;

    /// <summary>How Python shows a built-in function: letters of a word that is to be hidden are taken from it.</summary>
    private static Value? TextOfBuiltIn(string name) => name switch
    {
        "copyright" => Value.Of("Copyright (c) 2001-2024 Python Software Foundation."),
        "credits" => Value.Of("    Thanks to CWI, CNRI"),
        "license" => Value.Of("Type license() to see the full license text"),
        "exit" or "quit" => Value.Of($"Use {name}() or Ctrl-D (i.e. EOF) to exit"),
        "abs" or "bin" or "chr" or "dir" or "eval" or "exec" or "format" or "getattr" or "globals" or "hash" or "hex" or "id" or "input" or "iter" or "len" or "max" or "min" or "next" or "oct" or "open" or "ord" or "pow" or "print" or "repr" or "round" or "sorted" or "sum" or "vars" => Value.Of($"<built-in function {name}>"),
        "int" or "str" or "list" or "dict" or "tuple" or "bytes" or "float" or "set" or "object" or "type" or "bool" or "range" or "map" or "zip" => Value.Of($"<class '{name}'>"),
        _ => null,
    };

    /// <summary>Stands for an argument that the call leaves out.</summary>
    private static readonly Value LeftOut = new(Shape.Unknown);

    /// <summary>Arguments in the order of the parameters: those that are given by name too.</summary>
    private static List<Value> InOrder(FunctionBody body, List<Value> values, List<Argument> arguments)
    {
        if (!arguments.Exists(static argument => argument.Name is { Length: > 1 }))
        {
            return values;
        }

        var bound = new List<Value>(values);
        for (var i = values.Count; i < body.Parameters.Count; i++)
        {
            bound.Add(body.Parameters[i].Length > 0 ? Named(arguments, body.Parameters[i]) ?? LeftOut : LeftOut);
        }

        return bound;
    }

    private static Value? Named(List<Argument> arguments, params ReadOnlySpan<string> names)
    {
        foreach (var argument in arguments)
        {
            foreach (var name in names)
            {
                if (argument.Name == name)
                {
                    return argument.Value;
                }
            }
        }

        return null;
    }

    /// <summary>What a function makes of what it gets, and nobody computed, still comes from there: encoders look at it digit by digit.</summary>
    private static Value MadeOf(Value result, List<Value> arguments) =>
        result is { Shape: Shape.Unknown, Symbol: null, Function: null } or { Shape: Shape.Text, IsPartial: true } && (OriginOf(result) is null || result.Decoding.Count == 0)
            ? result with { Origin = OriginOf(result) ?? arguments.Select(static value => OriginOf(value)).FirstOrDefault(static origin => origin is not null), Decoding = result.Decoding.Count > 0 || result.IsString ? result.Decoding : arguments.Find(static value => value is { Shape: Shape.Text or Shape.Bytes, Decoding.Count: > 0 })?.Decoding ?? [] } : result;

    private Value Inline(FunctionBody body, List<Value> arguments)
    {
        if (!ReferenceEquals(body.Home, this))
        {
            return body.Home.For(this, home => home.Inline(body, arguments));
        }

        var isStale = _holders.ContainsKey(body) && body.State != _state;
        if (body is { Evaluated: true, Result: { } known } && !isStale && (body.Parameters.Count == 0 || (arguments.Count == 0 && _holders.ContainsKey(body))))
        {
            return known;
        }

        var says = !body.Evaluated || isStale || arguments.Exists(value => value.Shape is Shape.Text or Shape.Bytes or Shape.List or Shape.Map || value.Origin is not null || (value is { Shape: Shape.Unknown, Symbol: { } given } && (HostCalls.ContainsKey(given) || Apis.TryFind(_language, given, out _))) || (value.Shape == Shape.Number && (arguments.Count == 1 || body.Rest >= 0)));
        var isCut = says && !Rereads(body.From, body.To) && !(body.IsOpen && RereadsOpen(body));
        if (isCut && body.IsOpen)
        {
            Say(UncalledBodies);
        }

        return says && !isCut ? MadeOf(Evaluate(body, arguments, Value.Unknown), arguments) : MadeOf(new Value(Shape.Unknown) { IsCut = isCut && arguments.Exists(static argument => argument.IsCut || argument.IsString) }, arguments);
    }

    /// <summary>What a call that nobody knows makes of its arguments keeps their origin.</summary>
    private static Value Through(Value callee, string? symbol, List<Value> values)
    {
        var source = callee.Origin is not null || callee.Decoding.Count > 0 ? callee : values.Find(static value => value.Origin is not null || value.Decoding.Count > 0);
        return new Value(Shape.Unknown)
        {
            Symbol = symbol is null ? null : symbol.EndsWith("()", StringComparison.Ordinal) || symbol.Length > 200 ? symbol : symbol + "()",
            Origin = symbol is not null && SaysNothing(symbol) ? null : Stronger(source?.Origin, values.Select(static value => OriginOf(value)).Aggregate((string?)null, Stronger)),
            Decoding = source?.Decoding ?? [],
            IsCut = values.Exists(static value => value.IsCut) || callee.IsCut,
            Path = callee.Path,
            Handle = callee.Handle,
        };
    }

    /// <summary>Functions whose result holds nothing of what they get that could run.</summary>
    private static bool SaysNothing(string symbol) => symbol is "isset" or "empty" or "is_string" or "is_array" or "is_numeric" or "in_array" or "array_key_exists" or "preg_match" or "intval" or "escapeshellarg" or "escapeshellcmd";

    /// <summary>Functions that are passed in are called with what the call made: a response, a chunk, a line.</summary>
    private void Callbacks(List<Argument> arguments, Value callee, Value result)
    {
        Value? data = null;
        foreach (var argument in arguments)
        {
            if (argument.Value.Function is not { Evaluated: false } body)
            {
                continue;
            }

            data ??= new Value(Shape.Unknown) { Origin = result.Origin ?? callee.Origin ?? arguments.Select(static other => OriginOf(other.Value)).FirstOrDefault(static origin => origin is not null), Decoding = result.Decoding };
            var value = Evaluate(body, [], data);
            if (callee.Member is "then" && value.Shape != Shape.Unknown)
            {
                result = value;
            }
        }
    }

    /// <summary>Modules and attributes by computed names.</summary>
    private Value? Load(string symbol, List<Value> values, int start)
    {
        var first = values.Count > 0 ? values[0] : Value.Unknown;
        switch (symbol)
        {
            case "__import__" or "importlib.import_module" or "importlib.__import__":
            case "require" or "import" or "process.mainModule.require" or "process.getBuiltinModule" or "constructor._load" or "module.constructor._load" or "Module._load" or "module._load" or "createRequire()" when _language == ScriptLanguage.JavaScript:
                if (!first.IsString || first.IsPartial)
                {
                    if (Hiding(first) is { Count: > 0 } opaque)
                    {
                        Emit(EffectKind.Read, "module ${_}", start, effect => effect with { Decoding = opaque });
                    }

                    return null;
                }

                NoteImport(first.Text);
                if (Hiding(first) is { Count: > 0 } hiding)
                {
                    Emit(EffectKind.Read, "module " + first.Plain, start, effect => effect with { Decoding = hiding });
                }

                return WholeModule(first.Text) ?? JsonOf(first.Text) ?? Value.OfSymbol(ModuleName(first.Text));
            case "getattr" or "Reflect.get" when values.Count > 1 && values[1].IsString:
                return Member(first, values[1].Text);
            case "vars" or "globals" or "locals":
                return values.Count > 0 ? first : Value.OfSymbol("builtins");
            case "call_user_func" or "call_user_func_array" or "register_shutdown_function" or "forward_static_call" or "send" or "public_send" or "__send__" when (first.IsString && !first.IsPartial) || (_language == ScriptLanguage.Php && first.Origin is ['$', '_', ..]):
                var rest = symbol.EndsWith("array", StringComparison.Ordinal) && values is [_, { Shape: Shape.List } list] ? list.Items : values.GetRange(1, values.Count - 1);
                return CallAgain(first.IsString ? Value.OfSymbol(first.Text) : first, [.. rest.Select(static value => new Argument(null, value))], Math.Max(_p - 1, 0));
            case "Reflect.apply" when values.Count > 2 && values[2].Shape == Shape.List:
                return CallAgain(first, [.. values[2].Items.Select(static item => new Argument(null, item))], Math.Max(_p - 1, 0));
            case "functools.partial" when values.Count > 1:
                return Bound(first, [.. values.Skip(1).Select(static value => new Argument(null, value))]);
            case "method" when first.IsString && _language == ScriptLanguage.Ruby:
                return Value.OfSymbol(first.Text);
            default:
                return null;
        }
    }

    private void NoteEnvironment(string symbol, List<Value> values, int start)
    {
        var whole = symbol is "dict" or "json.dumps" or "str" or "repr" or "JSON.stringify" or "Object.entries" or "Object.assign" or "urllib.parse.urlencode" or "urlencode" or "json_encode" or "querystring.stringify" or "pickle.dumps" or "encode_json" or "util.inspect"
            && values.Exists(static value => value.Origin == "environment" && value.Symbol is { } name && !name.EndsWith(')'));
        if (whole || symbol is "os.environ.items" or "ENV.to_h" or "ENV.to_hash" or "ENV.to_a" or "ENV.inspect" or "ENV.to_json" or "getenv" && values.Count == 0)
        {
            Emit(EffectKind.Read, "environment", start);
        }
    }
}
