namespace Wellguard.Programs.Scripts;

/// <content>Classes: what they hold, their bases, where their names are known.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Attack: classes that are each other's base.</summary>
    private const int MaxBases = 16;

    /// <summary>Attack: thousands of classes in each other, and thousands of functions behind them.</summary>
    private const int MaxDepthOfClasses = 32;

    private static readonly string[] Selves = ["self", "cls", "this", "$this", "$self"];

    private readonly Dictionary<string, ClassBody> _classes = new(list.Language == ScriptLanguage.Php ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    private readonly Dictionary<(TokenList, int), ClassBody> _classAt = [];

    /// <summary>The class that a method stands in.</summary>
    private readonly Dictionary<FunctionBody, ClassBody> _holders = new(ReferenceEqualityComparer.Instance);

    /// <summary>The class whose head was read last, which need not be around what is read now.</summary>
    private ClassBody? _class;

    /// <param name="From">Token of its head.</param>
    /// <param name="End">Token behind the body.</param>
    /// <param name="Bases">Dotted names as written; the first component is resolved.</param>
    internal sealed record ClassBody(string Name, TokenList Tokens, int From, int End, IReadOnlyList<string> Bases, ClassBody? Outer)
    {
        public required Dictionary<string, FunctionBody> Methods { get; init; }
        public required Scope Scope { get; init; }
        public required ScriptRun Home { get; init; }
        public FunctionBody? Constructor { get; set; }

        /// <summary>What its body gives names to.</summary>
        public Dictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);
        public int Depth { get; init; }

        public bool Holds(TokenList tokens, int at) => ReferenceEquals(Tokens, tokens) && at >= From && at < End;
    }

    private ClassBody? ClassAround(TokenList tokens, int at)
    {
        var found = _class;
        while (found is not null && !found.Holds(tokens, at))
        {
            found = found.Outer;
        }

        return found;
    }

    private void ClassHead()
    {
        var keyword = _p;
        var name = _t[_p + 1].Text is "extends" ? "class" + keyword : _t[_p + 1].Text;
        var isClass = _t[keyword].Text is "class" or "trait";
        _p += _t[_p + 1].Text is "extends" ? 1 : 2;
        var bases = Bases(out var metaclass);
        _decorators.Clear();
        if (isClass)
        {
            OpenClass(keyword, name, bases);
            _variables.Remove(name);
            if (metaclass is not null && _classes.TryGetValue(metaclass, out var maker))
            {
                Make(maker, [], keyword);
            }

            foreach (var parent in bases)
            {
                if (_classes.TryGetValue(parent, out var known) && MethodIn(known, "__init_subclass__") is { } hook)
                {
                    CallMethod(hook, known, []);
                }
            }
        }

        if (!AtEnd && (Is("{") || Is(":") || Is(";")))
        {
            _p++;
        }
    }

    /// <summary>JavaScript: <c>class {…}</c>, <c>class A extends B {…}</c> as a value.</summary>
    private Value ClassExpression(int keyword)
    {
        var name = Now.Kind == TokenKind.Name && Now.Text != "extends" ? Now.Text : "class" + keyword;
        var bases = Bases(out _);
        if (!Is("{") || !Enter())
        {
            return Value.Unknown;
        }

        var end = Math.Max(_list.Match[_p], _p + 1);
        OpenClass(keyword, name, [.. bases.Where(parent => parent != name)]);
        _p++;
        Statements(Math.Min(end, _t.Count - 1));
        _p = Math.Min(end + 1, _t.Count - 1);
        _nesting--;
        return Value.OfSymbol(name);
    }

    private ClassBody OpenClass(int keyword, string name, IReadOnlyList<string> bases)
    {
        if (!_classAt.TryGetValue((_list, keyword), out var known))
        {
            var outer = ClassAround(_list, keyword);
            outer = outer?.Depth >= MaxDepthOfClasses ? null : outer;
            known = new ClassBody(name, _list, keyword, EndOfBody(keyword), bases, outer)
            {
                Home = this,
                Methods = new Dictionary<string, FunctionBody>(_classes.Comparer),
                Depth = outer is null ? 0 : outer.Depth + 1,
                Scope = outer is not null && _language != ScriptLanguage.Ruby ? new Scope(_list, keyword, keyword) : ScopeAround(),
            };
            _classAt[(_list, keyword)] = known;
        }

        if (_language == ScriptLanguage.Python)
        {
            analysis.Modules?.Classes.TryAdd(name, known);
        }

        _class = known;
        _classes[name] = known;
        return known;
    }

    /// <summary>The body that is read now; the whole text at its own level.</summary>
    private Scope ScopeAround() => _current is { } inside && ReferenceEquals(inside.Tokens, _list) ? new Scope(_list, inside.From, inside.To) : new Scope(_list, 0, int.MaxValue);

    /// <summary><c>(a.B, metaclass=C)</c>, <c>extends a.B implements C</c>, <c>&lt; A::B</c>.</summary>
    private List<string> Bases(out string? metaclass)
    {
        var bases = new List<string>();
        metaclass = null;
        while (!AtEnd && !Is("{") && !Is(":") && !Is(";") && !(Now.NewLine && _language.LinesEnd()))
        {
            if (Now.Kind != TokenKind.Name || Now.Text is "extends" or "implements")
            {
                _p++;
                continue;
            }

            var start = _p++;
            if (Accept("="))
            {
                metaclass = _t[start].Text == "metaclass" ? Now.Text : metaclass;
                _p++;
                continue;
            }

            var name = _variables.TryGetValue(_t[start].Text, out var value) && value.Symbol is { } symbol ? symbol : _t[start].Text;
            while (Is(".") || Is("::"))
            {
                _p++;
                name += (_language == ScriptLanguage.Ruby ? "::" : ".") + Now.Text;
                _p++;
            }

            if (bases.Count < MaxBases)
            {
                bases.Add(name);
            }
        }

        return bases;
    }

    /// <summary>Remembers a function that stands in a class.</summary>
    private void NoteMethod(FunctionBody body)
    {
        if (ClassAround(body.Tokens, Math.Min(body.From, body.To - 1)) is not { } holder || (_current is { } inside && ReferenceEquals(inside.Tokens, body.Tokens) && inside.From > holder.From))
        {
            return;
        }

        AddMethod(holder, body.Name, body);
    }

    private void AddMethod(ClassBody holder, string name, FunctionBody body)
    {
        _state += holder.Methods.TryGetValue(name, out var known) && known.From == body.From ? 0 : 1;
        holder.Methods[name] = body;
        _holders[body] = holder;
        if (name is "__init__" or "constructor" or "initialize" or "__construct" || (name == "__new__" && holder.Constructor is null))
        {
            holder.Constructor = body;
        }
    }

    /// <summary>Methods of the class itself, then of its bases.</summary>
    private FunctionBody? MethodIn(ClassBody holder, string name) => InClasses(holder, found => found.Methods.GetValueOrDefault(name));

    private T? InClasses<T>(ClassBody holder, Func<ClassBody, T?> find)
        where T : class
    {
        var waiting = new Queue<ClassBody>([holder]);
        for (var seen = 0; seen < MaxBases && waiting.TryDequeue(out var next); seen++)
        {
            if (find(next) is { } found)
            {
                return found;
            }

            foreach (var parent in next.Bases)
            {
                if (_classes.TryGetValue(parent, out var known) && !ReferenceEquals(known, next))
                {
                    waiting.Enqueue(known);
                }
            }
        }

        return null;
    }

    /// <summary>The base that is no class of this text: <c>threading.Thread</c>, <c>subprocess.Popen</c>.</summary>
    private string? ForeignBase(ClassBody holder) => InClasses(holder, found => found.Bases.FirstOrDefault(parent => !_classes.ContainsKey(parent)));
}
