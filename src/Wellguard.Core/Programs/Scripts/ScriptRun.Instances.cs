namespace Wellguard.Programs.Scripts;

/// <content>Instances: constructors and methods are read again for what the text makes of them. All instances share one state, <c>self.name</c>.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Attack: a class of ten thousand such methods that is made ten thousand times.</summary>
    private const int MaxSpecial = 64;

    /// <summary>Where instances were made, of which class, as tokens, and what instances held.</summary>
    private readonly HashSet<(int From, int Method, int State)> _madeIn = [];

    /// <summary>Counts what is put into instances.</summary>
    private int _state;

    /// <summary>The class of the instance whose method is read.</summary>
    private ClassBody? _self;

    /// <summary>The class that the method that is read stands in.</summary>
    private ClassBody? _home;

    /// <summary>Functions that make instances, because methods were put into their prototype.</summary>
    private readonly Dictionary<FunctionBody, ClassBody> _prototypes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The class that <c>A(…)</c>, <c>new A(…)</c> or <c>A.new(…)</c> makes an instance of. A known function keeps its name outside the part of the text that a class has it in.</summary>
    private ClassBody? ClassNamed(string symbol)
    {
        var name = _language == ScriptLanguage.Ruby && symbol.EndsWith(".new", StringComparison.Ordinal) ? symbol[..^4] : symbol;
        if (symbol == "cls" && _language == ScriptLanguage.Python && _self is { } own)
        {
            return own;
        }

        return _classes.TryGetValue(name, out var made) && (made.Scope.Holds(_list, _p) || !Apis.TryFind(_language, name, out _)) ? made : null;
    }

    private Value Make(ClassBody made, List<Argument> arguments, int start)
    {
        var constructor = InClasses(made, static found => found.Constructor);
        if (constructor is not null)
        {
            CallMethod(constructor, made, Flat(arguments), arguments);
        }
        else if (_language == ScriptLanguage.Python && FieldsOf(made) is { Count: > 0 } fields)
        {
            made.Home.Fill(fields, arguments);
        }
        else if (ForeignBase(made) is { } parent && Apis.TryFind(_language, parent, out _))
        {
            Call(Value.OfSymbol(parent), arguments, start);
        }

        // Called by the language: entering, iterating, destroying.
        foreach (var method in made.Methods.Values.Where(method => method.Name.StartsWith("__", StringComparison.Ordinal) && !ReferenceEquals(method, constructor)).Take(MaxSpecial).ToList())
        {
            if (!_madeIn.Add((_current?.From ?? -1, method.From, _state)))
            {
                break;
            }

            _ = method.Parameters.Count <= 1 && method.State != _state ? CallMethod(method, made, []) : Value.Unknown;
            _uses.Add((_current, method));
        }

        return Value.OfSymbol(made.Name + "()");
    }

    /// <summary>Names with a type in the body of a class without constructor, in order: those of a data class or record.</summary>
    private static List<string> FieldsOf(ClassBody made)
    {
        var names = new List<string>();
        var tokens = made.Tokens.Tokens;
        for (var i = made.From; i + 1 < made.End && names.Count < MaxSpecial; i++)
        {
            if (tokens[i] is { Kind: TokenKind.Name, NewLine: true, Text: not ("def" or "class" or "try" or "else" or "finally" or "async") } && tokens[i + 1] is { Kind: TokenKind.Operator, Text: ":" })
            {
                names.Add(tokens[i].Text);
            }
            else if (tokens[i] is { Kind: TokenKind.Name, NewLine: true, Text: "def" or "async" })
            {
                break;
            }
        }

        return names;
    }

    private void Fill(List<string> fields, List<Argument> arguments)
    {
        var values = Flat(arguments);
        for (var i = 0; i < fields.Count; i++)
        {
            if ((i < values.Count ? values[i] : Named(arguments, fields[i])) is { } given)
            {
                NoteState("self." + fields[i], given);
                _variables["self." + fields[i]] = given;
            }
        }
    }

    /// <summary>The method that a call means when its receiver is an instance of a class of this text, or such a class.</summary>
    private FunctionBody? MethodOf(Value callee, out ClassBody? holder)
    {
        holder = InstanceOf(callee.Receiver);
        if (holder is null)
        {
            return null;
        }

        return MethodIn(holder, callee.Member) ?? (callee.Member == "start" && holder.Bases.Count > 0 ? MethodIn(holder, "run") : null);
    }

    private ClassBody? InstanceOf(Value? receiver)
    {
        if (receiver?.Symbol is not { } name)
        {
            return null;
        }

        return Array.IndexOf(Selves, name) >= 0 || name is "static" ? _self : _classes.GetValueOrDefault(name.EndsWith("()", StringComparison.Ordinal) ? name[..^2] : name)
            ?? (name.EndsWith("()", StringComparison.Ordinal) && _language == ScriptLanguage.Python ? analysis.Modules?.Classes.GetValueOrDefault(name[..^2]) : null);
    }

    /// <summary><c>super().go(…)</c>, <c>super(…)</c>, <c>parent::go(…)</c>: the method of a base, or what the base does when it is no class of this text.</summary>
    private Value? Inherited(Value callee, List<Argument> arguments, int start)
    {
        if (_home is not { } home || _current is not { } current || (callee.Symbol is not "super" && callee.Receiver?.Symbol is not ("super()" or "super" or "parent")) || (callee.Symbol == "super" && _language == ScriptLanguage.Python))
        {
            return null;
        }

        var name = callee.Symbol == "super" ? (_language == ScriptLanguage.JavaScript ? "constructor" : current.Name) : callee.Member;
        foreach (var parent in home.Bases)
        {
            if (_classes.TryGetValue(parent, out var known) && !ReferenceEquals(known, home) && MethodIn(known, name) is { } method)
            {
                return CallMethod(method, _self ?? known, Flat(arguments), arguments);
            }
        }

        if (ForeignBase(home) is not { } foreign)
        {
            return null;
        }

        var target = name is "__init__" or "constructor" or "initialize" or "__construct" ? foreign : foreign + "()." + name;
        return Apis.TryFind(_language, target, out _) ? Call(Value.OfSymbol(target), arguments, start) : null;
    }

    /// <summary>An instance does what the base does that is no class of this text.</summary>
    private string? ForeignSymbol(Value callee) =>
        InstanceOf(callee.Receiver) is { } holder && ForeignBase(holder) is { } parent && Apis.TryFind(_language, parent + "()." + callee.Member, out _) ? parent + "()." + callee.Member : null;

    /// <param name="all">Those that are given by name too.</param>
    private Value CallMethod(FunctionBody method, ClassBody? holder, List<Value> arguments, List<Argument>? all = null)
    {
        _uses.Add((_current, method));
        var takesSelf = _language == ScriptLanguage.Python && method.Parameters.Count > 0 && Array.IndexOf(Selves, method.Parameters[0]) >= 0;
        var (self, home) = (_self, _home);
        (_self, _home) = (holder ?? _self, _holders.GetValueOrDefault(method) ?? _home);
        List<Value> given = takesSelf && (arguments.Count > 0 || all?.Count > 0) ? [Value.OfSymbol(method.Parameters[0]), .. arguments] : arguments;
        var value = Inline(method, all is null ? given : InOrder(method, given, all));
        (_self, _home) = (self, home);
        return holder is not null && value is { Shape: Shape.Unknown, Symbol: { } itself } && Array.IndexOf(Selves, itself) >= 0 ? Value.OfSymbol(holder.Name + "()") : value;
    }

    /// <summary><c>A.prototype.go = function…</c>, <c>A.prototype = {…}</c>.</summary>
    private void NotePrototype(string name, Value value)
    {
        var at = name.IndexOf(".prototype", StringComparison.Ordinal);
        if (at <= 0 || _language != ScriptLanguage.JavaScript || !_variables.TryGetValue(name[..at], out var maker) || maker.Function is not { } function)
        {
            return;
        }

        if (!_prototypes.TryGetValue(function, out var made))
        {
            made = new ClassBody(name[..at], function.Tokens, function.From, function.To, [], null) { Home = this, Methods = [], Scope = new Scope(_list, 0, int.MaxValue), Constructor = function };
            _prototypes[function] = made;
            _classes.TryAdd(made.Name, made);
        }

        var member = name[at..] is [_, _, _, _, _, _, _, _, _, _, '.', .. var last] ? last : "";
        if (value.Function is { } method && member.Length > 0)
        {
            AddMethod(made, member, method);
        }

        foreach (var (field, held) in member.Length == 0 ? value.Fields : [])
        {
            if (held.Function is { } fieldMethod)
            {
                AddMethod(made, field, fieldMethod);
            }
        }
    }

    /// <summary>Methods are read again when instances hold something new.</summary>
    private void NoteState(string name, Value value)
    {
        var old = _variables.GetValueOrDefault(name);
        if ((value.IsString && value.Text != old?.Text) || (value.Origin is not null && value.Origin != old?.Origin) || (value.Symbol is not null && value.Symbol != old?.Symbol) || (value.Function is not null && !ReferenceEquals(value.Function, old?.Function)))
        {
            _state++;
        }
    }
}
