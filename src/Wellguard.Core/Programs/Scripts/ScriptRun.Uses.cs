namespace Wellguard.Programs.Scripts;

/// <content>Which functions the text itself calls: what a package does when it is loaded differs from what it offers.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Function whose body is read; null at the text's own level.</summary>
    private FunctionBody? _current;

    /// <summary>The functions that an effect was seen in, by its index.</summary>
    private readonly List<(int Effect, FunctionBody? In)> _owners = [];
    private readonly List<(FunctionBody? From, FunctionBody To)> _uses = [];

    /// <summary>Called, or handed to something that will call it: a thread, a timer, a server.</summary>
    private void NoteUses(Value callee, List<Argument> arguments)
    {
        if (callee.Function is { } own)
        {
            _uses.Add((_current, own));
        }
        else if (callee.Member.Length > 0 && _variables.TryGetValue(callee.Member, out var method) && method.Function is { } named)
        {
            _uses.Add((_current, named));
        }

        foreach (var argument in arguments)
        {
            if (argument.Value.Function is { } passed)
            {
                _uses.Add((_current, passed));
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
            if (!runs[i])
            {
                _effects[i] = _effects[i] with { Deferred = true };
            }
        }
    }

    /// <summary>A name that stands in the text as it is was found without evaluation.</summary>
    private void NoteImport(string name)
    {
        if (!(_p > 2 && _t[_p - 2].Kind == TokenKind.Text && IsAt(_p - 3, "(")))
        {
            analysis.NoteImport(name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name);
        }
    }
}
