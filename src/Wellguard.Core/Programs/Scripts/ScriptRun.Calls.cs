namespace Wellguard.Programs.Scripts;

/// <content>Calls: own functions, constants, effects, and what is only passed through.</content>
internal sealed partial class ScriptRun
{
    private Value Call(Value callee, List<Argument> arguments, int start)
    {
        var symbol = NameOfCallee(callee);
        var method = MethodOf(callee);
        if (symbol is not null && method is null && _language is ScriptLanguage.JavaScript or ScriptLanguage.Ruby && callee.Member is "call" or "apply" && callee.Receiver is { Symbol: { } target })
        {
            symbol = target;
            arguments = callee.Member == "apply" && arguments.Count > 1 && arguments[1].Value.Shape == Shape.List ? [.. arguments[1].Value.Items.Select(static item => new Argument(null, item))] : [.. arguments.Skip(1)];
        }

        var values = Flat(arguments);
        NoteUses(callee, arguments);
        Value? result = null;
        if (callee.Function is { } own)
        {
            result = _isMethod.Contains(own) && callee.Receiver is not null ? CallMethod(own, values) : Inline(own, values);
        }
        else if (method is not null)
        {
            result = CallMethod(method, values);
        }
        else if (symbol is not null && Construct(symbol, values) is { } instance)
        {
            result = instance;
        }
        else if (symbol is not null)
        {
            NoteEnvironment(symbol, values, start);
            result = Load(symbol, values) ?? Fold(symbol, values, arguments) ?? Paths(symbol, values) ?? Act(symbol, callee, arguments, values, start);
        }

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

    private Value Inline(FunctionBody body, List<Value> arguments)
    {
        if (body is { Evaluated: true, Parameters.Count: 0, Result: { } known })
        {
            return known;
        }

        var says = !body.Evaluated || arguments.Exists(value => value.Shape is Shape.Text or Shape.Bytes or Shape.List or Shape.Map || value.Origin is not null || (value.Shape == Shape.Number && arguments.Count == 1));
        return says && Rereads(body.From, body.To) ? Evaluate(body, arguments, Value.Unknown) : new Value(Shape.Unknown) { Origin = arguments.Select(static value => OriginOf(value)).FirstOrDefault(static origin => origin is not null) };
    }

    /// <summary>What a call that nobody knows makes of its arguments keeps their origin.</summary>
    private static Value Through(Value callee, string? symbol, List<Value> values)
    {
        var source = callee.Origin is not null || callee.Decoding.Count > 0 ? callee : values.Find(static value => value.Origin is not null || value.Decoding.Count > 0);
        return new Value(Shape.Unknown)
        {
            Symbol = symbol is null ? null : symbol.EndsWith("()", StringComparison.Ordinal) || symbol.Length > 200 ? symbol : symbol + "()",
            Origin = source?.Origin ?? values.Select(static value => OriginOf(value)).FirstOrDefault(static origin => origin is not null),
            Decoding = source?.Decoding ?? [],
            Path = callee.Path,
            Handle = callee.Handle,
        };
    }

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
    private Value? Load(string symbol, List<Value> values)
    {
        var first = values.Count > 0 ? values[0] : Value.Unknown;
        switch (symbol)
        {
            case "__import__" or "importlib.import_module" or "importlib.__import__":
            case "require" or "import" or "process.mainModule.require" or "process.getBuiltinModule" or "createRequire()" when _language == ScriptLanguage.JavaScript:
                if (!first.IsString || first.IsPartial)
                {
                    return null;
                }

                NoteImport(first.Text);
                return Value.OfSymbol(ModuleName(first.Text));
            case "getattr" or "Reflect.get" when values.Count > 1 && values[1].IsString:
                return Member(first, values[1].Text);
            case "vars" or "globals" or "locals":
                return values.Count > 0 ? first : Value.OfSymbol("builtins");
            case "call_user_func" or "call_user_func_array" or "send" or "public_send" or "__send__" when first.IsString && !first.IsPartial:
                var rest = symbol.EndsWith("array", StringComparison.Ordinal) && values is [_, { Shape: Shape.List } list] ? list.Items : values.GetRange(1, values.Count - 1);
                return Call(Value.OfSymbol(first.Text), [.. rest.Select(static value => new Argument(null, value))], Math.Max(_p - 1, 0));
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
