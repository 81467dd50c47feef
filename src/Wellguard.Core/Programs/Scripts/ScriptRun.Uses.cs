namespace Wellguard.Programs.Scripts;

/// <content>Which functions the text itself calls: what a package does when it is loaded differs from what it offers.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Function whose body is read; null at the text's own level.</summary>
    private FunctionBody? _current;

    /// <summary>The function that is read by itself, around all that it calls; null while the text's own level is read.</summary>
    private FunctionBody? _root;

    /// <summary>Where the reading began in which an effect was seen, by its index.</summary>
    private readonly List<(int Effect, FunctionBody? In)> _owners = [];
    private readonly List<(FunctionBody? From, FunctionBody To)> _uses = analysis.Modules?.Uses ?? [];

    /// <summary>Called, or handed to something that will call it: a thread, a timer, a server.</summary>
    private void NoteUses(Value callee, List<Argument> arguments)
    {
        if (callee.Function is { } own)
        {
            _uses.Add((_current, own));
        }
        else if (callee.Member.Length > 0 && MethodOf(callee, out _) is { } known)
        {
            _uses.Add((_current, known));
        }
        else if (callee.Member.Length > 0 && callee.Receiver is { Symbol: null, Shape: Shape.Unknown } && _variables.TryGetValue(callee.Member, out var method) && method.Function is { } named)
        {
            _uses.Add((_current, named));
        }

        foreach (var argument in arguments)
        {
            if ((argument.Value.Function ?? (argument.Value.Member.Length > 0 ? MethodOf(argument.Value, out _) : null)) is { } passed)
            {
                _uses.Add((_current, passed));
            }
        }
    }

    /// <summary>Functions without parameters that call a name which is defined only below them, by that name; others are read again for their arguments. Methods that call such a method, whatever they take.</summary>
    private readonly Dictionary<string, HashSet<FunctionBody>> _early = new(StringComparer.Ordinal);

    private readonly List<FunctionBody> _callersAbove = [];

    /// <summary>Python: a function is read where it stands, and may call what stands below it.</summary>
    private void NoteEarly(string name)
    {
        if (_language == ScriptLanguage.Python && _current is { } caller && (caller.Parameters.Count == 0 || _holders.ContainsKey(caller)) && !name.Contains('.', StringComparison.Ordinal) && !name.Contains('(', StringComparison.Ordinal) && !Apis.TryFind(_language, name, out _))
        {
            if (!_early.TryGetValue(name, out var callers))
            {
                _early[name] = callers = new(ReferenceEqualityComparer.Instance);
            }

            callers.Add(caller);
        }
    }

    /// <summary>A name is defined now that functions above call.</summary>
    private void ReadAgain(string name)
    {
        if (_early.Remove(name, out var callers))
        {
            foreach (var caller in callers)
            {
                caller.Evaluated = false;
                _callersAbove.Add(caller);
            }
        }
    }

    private void RunEarly()
    {
        foreach (var caller in _callersAbove.ToList())
        {
            if (!caller.Evaluated)
            {
                ReadAlone(caller);
            }
        }
    }

    /// <summary>Methods that are called by naming them.</summary>
    private readonly HashSet<FunctionBody> _properties = new(ReferenceEqualityComparer.Instance);

    /// <summary>What stands behind <c>@</c> before the definition that is read next.</summary>
    private readonly List<Value> _decorators = [];

    /// <summary>Python: an expression behind <c>@</c> at the start of a line.</summary>
    private void Decorator()
    {
        _p++;
        _decorators.Add(Expression());
    }

    /// <summary>A decorator is called with the function: what it makes of it is its own, but it may call it at the end of the process.</summary>
    private void Decorate(FunctionBody body)
    {
        Value[] decorators = [.. _decorators];
        _decorators.Clear();
        foreach (var decorator in decorators)
        {
            if (decorator.Symbol is "property" or "cached_property" or "functools.cached_property")
            {
                _properties.Add(body);
            }
            else if (IsChatHandler(decorator))
            {
                Handle(body);
            }
            else if (decorator.Symbol is "atexit.register")
            {
                _uses.Add((_current, body));
            }
            else if (decorator.Function is { } own && Rereads(own.From, own.To))
            {
                _uses.Add((_current, own));
                Evaluate(own, [new Value(Shape.Function) { Function = body }], Value.Unknown);
            }
        }
    }

    private void MarkDeferred()
    {
        if (!_owners.Exists(static owner => owner.In is not null))
        {
            return;
        }

        var users = _uses.ToLookup(static use => use.From, static use => use.To, ReferenceEqualityComparer.Instance);
        var called = new HashSet<FunctionBody>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<FunctionBody>(users[null]);
        while (waiting.TryPop(out var body))
        {
            if (called.Add(body))
            {
                foreach (var next in users[body])
                {
                    waiting.Push(next);
                }
            }
        }

        var runs = new bool[_effects.Count];
        foreach (var (effect, owner) in _owners)
        {
            runs[effect] |= owner is null || called.Contains(owner);
        }

        for (var i = 0; i < runs.Length; i++)
        {
            if (_effects[i].Deferred == runs[i])
            {
                _effects[i] = _effects[i] with { Deferred = !runs[i] };
            }
        }
    }

    private void NoteImport(string name) => analysis.NoteImport(name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name);
}
