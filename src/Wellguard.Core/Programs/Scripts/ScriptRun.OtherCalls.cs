namespace Wellguard.Programs.Scripts;

/// <content>Calls by other ways: <c>call</c>, <c>apply</c>, <c>bind</c>, <c>partial</c>, functions that are given to something that calls them.</content>
internal sealed partial class ScriptRun
{
    /// <summary>A call that another one stands for. Attack: <c>f.call.call.call…</c></summary>
    private Value CallAgain(Value callee, List<Argument> arguments, int start)
    {
        if (!Enter())
        {
            return Value.Unknown;
        }

        var result = Call(callee, arguments, start);
        _nesting--;
        return result;
    }

    /// <summary>JavaScript and Ruby: the function of <c>f.call(this, a)</c>, <c>f.apply(this, [a])</c>, <c>f.bind(this, a)</c>, with the arguments that it gets.</summary>
    private Value? Unbound(Value callee, ref List<Argument> arguments)
    {
        var joins = callee.Member is "call" or "apply" || (callee.Member == "bind" && _language == ScriptLanguage.JavaScript);
        if (!joins || _language is not (ScriptLanguage.JavaScript or ScriptLanguage.Ruby) || callee.Receiver is not { } target || (target.Symbol is null && target.Function is null) || target.Symbol == "Reflect" || MethodOf(callee, out _) is not null)
        {
            return null;
        }

        if (_language == ScriptLanguage.Ruby)
        {
            return target.Function is not null || Apis.TryFind(_language, target.Symbol ?? "", out _) ? target : null;
        }

        arguments = callee.Member == "apply" && arguments.Count > 1 && arguments[1].Value.Shape == Shape.List ? [.. arguments[1].Value.Items.Select(static item => new Argument(null, item))] : [.. arguments.Skip(1)];
        return target;
    }

    /// <summary>Marks a function that makes records with the names in its items.</summary>
    private const string Record = "namedtuple()";

    private static Value RecordOf(Value maker, List<Argument> arguments)
    {
        var fields = new Dictionary<string, Value>(StringComparer.Ordinal);
        var values = Flat(arguments);
        for (var i = 0; i < maker.Items.Count; i++)
        {
            var name = maker.Items[i].IsString ? maker.Items[i].Text : maker.Items[i] is { Shape: Shape.List, Items: [{ IsString: true } typed, ..] } ? typed.Text : "";
            fields[name] = i < values.Count ? values[i] : Named(arguments, name) ?? Value.Unknown;
        }

        return new Value(Shape.Map) { Fields = fields };
    }

    /// <summary><c>dict(map, name=value)</c>.</summary>
    private static Value Fielded(Value? map, List<Argument> arguments)
    {
        var fields = new Dictionary<string, Value>(map?.Fields ?? [], StringComparer.Ordinal);
        foreach (var argument in arguments.Where(static argument => argument.Name is { Length: > 1 }))
        {
            fields[argument.Name!] = argument.Value;
        }

        return new Value(Shape.Map) { Fields = fields, Origin = map?.Origin };
    }

    private static Value Bound(Value target, List<Argument> arguments) =>
        arguments.Count == 0 ? target : new Value(Shape.Unknown) { Receiver = target, Member = "bind()", Items = [.. arguments.Select(static argument => argument.Value)] };

    /// <summary>A known function that is given to something that calls it: <c>atexit.register(os.system, 'x')</c>, <c>Thread(target=f, args=('x',))</c>.</summary>
    private Value? HandOver(string symbol, List<Value> values, List<Argument> arguments, int start)
    {
        if (Apis.TryFind(_language, symbol, out _))
        {
            return null;
        }

        if (Named(arguments, "target", "func", "function") is { } target && (target.Function is not null || Runs(target)) && Named(arguments, "args") is { Shape: Shape.List } given)
        {
            CallAgain(target, [.. given.Items.Select(static item => new Argument(null, item))], start);
        }

        if (values.FindIndex(static value => value.Function is not null) is var own and >= 0 && own + 1 < values.Count && symbol[(symbol.LastIndexOf('.') + 1)..] is "submit" or "apply_async" or "run_in_executor" or "start_new_thread" or "call_soon" or "call_later" or "create_task")
        {
            CallAgain(values[own], [.. values.Skip(own + 1).Select(static value => new Argument(null, value))], start);
        }

        var at = values.FindIndex(Runs);
        if (at >= 0 && at + 1 < values.Count && (values[at + 1].IsString || values[at + 1].Shape == Shape.List || values[at + 1].Origin is not null))
        {
            CallAgain(values[at], [.. values.Skip(at + 1).Select(static value => new Argument(null, value))], start);
        }

        return null;
    }

    /// <summary>A function that runs commands or code.</summary>
    private bool Runs(Value value) => value is { Symbol: { } symbol, Shape: Shape.Unknown } && _language is ScriptLanguage.Python or ScriptLanguage.JavaScript && Apis.TryFind(_language, symbol, out var api) && api is Api.Shell or Api.ShellCaptured or Api.Evaluate or Api.Terminal && symbol is not ("setTimeout" or "setInterval");
}
