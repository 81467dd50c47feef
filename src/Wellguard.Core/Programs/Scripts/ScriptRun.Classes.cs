namespace Wellguard.Programs.Scripts;

/// <content>Classes: constructors and methods are read again for what the text makes of them. All instances share one state, <c>self.name</c>.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Attack: classes that are each other's base.</summary>
    private const int MaxBases = 8;

    private static readonly string[] Selves = ["self", "cls", "this", "$this", "$self"];

    private readonly Dictionary<string, ClassBody> _classes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionBody> _methods = new(StringComparer.Ordinal);
    private readonly HashSet<FunctionBody> _isMethod = new(ReferenceEqualityComparer.Instance);
    private ClassBody? _class;

    /// <param name="End">Token behind the body.</param>
    private sealed record ClassBody(TokenList Tokens, int End, string? Base)
    {
        public FunctionBody? Constructor { get; set; }
    }

    private void ClassHead()
    {
        var keyword = _p;
        var name = _t[_p + 1].Text;
        var isClass = _t[keyword].Text == "class";
        string? parent = null;
        _p += 2;
        while (!AtEnd && !Is("{") && !Is(":") && !Is(";") && !(Now.NewLine && _language.LinesEnd()))
        {
            parent ??= Now.Kind == TokenKind.Name && Now.Text is not "extends" ? Now.Text : null;
            _p++;
        }

        if (isClass)
        {
            _class = new ClassBody(_list, EndOfBody(keyword), parent);
            _classes[name] = _class;
        }

        if (!AtEnd && (Is("{") || Is(":") || Is(";")))
        {
            _p++;
        }
    }

    /// <summary>Remembers a function that stands in a class.</summary>
    private void NoteMethod(FunctionBody body)
    {
        if (_class is null || !ReferenceEquals(_class.Tokens, body.Tokens) || body.From > _class.End)
        {
            return;
        }

        _methods[body.Name] = body;
        _isMethod.Add(body);
        if (body.Name is "__init__" or "constructor" or "initialize" or "__construct")
        {
            _class.Constructor = body;
        }
    }

    /// <summary>What <c>A(…)</c>, <c>new A(…)</c> or <c>A.new(…)</c> makes when A is a class of this text, else null.</summary>
    private Value? Construct(string symbol, List<Value> arguments)
    {
        var name = _language == ScriptLanguage.Ruby && symbol.EndsWith(".new", StringComparison.Ordinal) ? symbol[..^4] : symbol;
        if (!_classes.TryGetValue(name, out var made))
        {
            return null;
        }

        for (var bases = 0; bases < MaxBases && made is not null; bases++)
        {
            if (made.Constructor is { } constructor)
            {
                CallMethod(constructor, arguments);
                break;
            }

            made = made.Base is { } parent ? _classes.GetValueOrDefault(parent) : null;
        }

        return Value.OfSymbol(name + "()");
    }

    /// <summary>The method that a call means when its receiver is an instance of a class of this text.</summary>
    private FunctionBody? MethodOf(Value callee) =>
        callee.Receiver?.Symbol is { } holder && (Array.IndexOf(Selves, holder) >= 0 || (holder.EndsWith("()", StringComparison.Ordinal) && _classes.ContainsKey(holder[..^2]))) ? _methods.GetValueOrDefault(callee.Member) : null;

    private Value CallMethod(FunctionBody method, List<Value> arguments)
    {
        _uses.Add((_current, method));
        if (!Rereads(method.From, method.To))
        {
            return Value.Unknown;
        }

        var takesSelf = _language == ScriptLanguage.Python && method.Parameters.Count > 0 && Array.IndexOf(Selves, method.Parameters[0]) >= 0;
        return Evaluate(method, takesSelf ? [Value.OfSymbol(method.Parameters[0]), .. arguments] : arguments, Value.Unknown);
    }
}
