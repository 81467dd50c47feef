namespace Wellguard.Programs.PowerShell;

/// <content>Classes: about_Classes. Each method is read where it stands, and again when it is called.</content>
internal sealed partial class PowerShellRun
{
    private readonly Dictionary<string, ClassBody> _classes = new(StringComparer.OrdinalIgnoreCase);

    private sealed record ClassBody(string? Base)
    {
        public Dictionary<string, Block> Methods { get; } = new(StringComparer.OrdinalIgnoreCase);
        public Dictionary<string, Item> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Attack: classes that are each other's base.</summary>
    private const int MaxBases = 16;

    private Block? MethodOf(string type, string member)
    {
        for (var i = 0; i < MaxBases && _classes.TryGetValue(type, out var body); i++)
        {
            if (body.Methods.TryGetValue(member, out var method))
            {
                return method;
            }

            type = body.Base ?? "";
        }

        return null;
    }

    private Item CallMethod(Block method, Item item, IReadOnlyList<Item> arguments)
    {
        var outer = _variables.GetValueOrDefault("this");
        _variables["this"] = item;
        var output = Invoke(method, [.. arguments.Select(static argument => new CommandWord(null, argument))], null);
        if (outer is null)
        {
            _variables.Remove("this");
        }
        else
        {
            _variables["this"] = outer;
        }

        return output;
    }

    /// <summary><c>class NAME : BASE { … }</c>, behind the keyword.</summary>
    private Item Class()
    {
        Blank();
        var name = TypeName(Word(stop: ':'));
        Blank();
        string? parent = null;
        if (Now == ':')
        {
            _at++;
            Blank();
            parent = TypeName(Word());
        }

        while (!AtEnd && Now is not ('\n' or ';' or '{'))
        {
            _at++;
        }

        Blank(lines: true);
        if (Now == '{')
        {
            var body = new ClassBody(parent);
            _classes[name] = body;
            InBrackets(run => run.Members(body));
        }

        return Item.Nothing;
    }

    private Item Members(ClassBody body)
    {
        for (Blank(lines: true); !AtEnd && analysis.Step(); Blank(lines: true))
        {
            var before = _at;
            if (Now == '[' && TypeLiteral() is not null)
            {
                continue;
            }

            if (VariableName() is { } field)
            {
                Blank();
                if (Now == '=')
                {
                    _at++;
                    Blank(lines: true);
                    body.Fields[field] = Statement();
                }
            }
            else if (Word() is { Length: > 0 } name && Now == '(')
            {
                Method(body, name);
            }

            _at = _at == before ? _at + 1 : _at;
        }

        return Item.Nothing;
    }

    private void Method(ClassBody body, string name)
    {
        var parameters = Brackets.ParameterNames(ReadBlock().Text);
        while (!AtEnd && Now is not ('{' or '\n'))
        {
            _at++; // : base(…)
        }

        Blank(lines: true);
        if (Now == '{')
        {
            var method = ReadBlock() with { Parameters = parameters };
            body.Methods[name] = method;
            RunBlock(method, conditional: true);
        }
    }
}
