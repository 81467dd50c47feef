namespace Wellguard.Programs.Scripts;

/// <content>Names, members, environment and paths.</content>
internal sealed partial class ScriptRun
{
    private static readonly string[] Globals = ["globalThis", "window", "global", "self", "builtins", "__builtins__", "__builtin__", "process.mainModule", "module", "Kernel", "::Kernel", "CORE", "CORE::GLOBAL"];

    /// <summary>Attack: <c>a.a.a.a…</c>, each with the name of all before it.</summary>
    private const int MaxSymbol = 1_000;

    private Value Member(Value holder, string name)
    {
        if (holder.Fields.TryGetValue(name, out var field) && !IsKnown(holder, name))
        {
            return field;
        }

        if (holder.Symbol is not null && InstanceOf(holder) is { } instance && MethodIn(instance, name) is { } property && _properties.Contains(property))
        {
            return CallMethod(property, instance, []);
        }

        if (_language == ScriptLanguage.Python && holder.Symbol is not null && InstanceOf(holder) is { } made && AttributeOf(made, name) is { } attribute)
        {
            return attribute;
        }

        if (name == "__class__" && holder.Function is not null)
        {
            return Value.OfSymbol("types.FunctionType");
        }

        if (name is "length" or "size" && holder.Shape is Shape.Text or Shape.Bytes or Shape.List && !holder.IsPartial)
        {
            return Value.Of(holder.Shape == Shape.List ? holder.Items.Count : holder.Text.Length);
        }

        if (name == "name" && holder is { Symbol: "file()", Path: { } path })
        {
            return new Value(Shape.Text) { Text = path, IsPartial = path.Contains("${", StringComparison.Ordinal) };
        }

        if (name is "default" or "__dict__" or "promises" && holder.Symbol is not null)
        {
            return holder;
        }

        var symbol = holder.Symbol is null or { Length: > MaxSymbol } ? "?." + name : Array.IndexOf(Globals, holder.Symbol) >= 0 ? name : holder.Symbol + "." + name;
        if (symbol.StartsWith("sys.modules.", StringComparison.Ordinal))
        {
            symbol = symbol[12..];
        }

        if (Variable(symbol) is { } variable)
        {
            return variable;
        }

        if (NamedConstant(symbol) is { } constant)
        {
            return constant;
        }

        var origin = holder.Symbol == "$_SERVER" ? "$_SERVER[" + name + "]" : holder.Origin ?? (holder.Symbol is null && IsKey(name) ? PrivateKey : null);
        return new Value(Shape.Unknown) { Symbol = symbol, Receiver = holder, Member = name, Origin = origin, Path = holder.Path, Handle = holder.Handle, Decoding = holder.Decoding, IsCut = holder.IsCut };
    }

    /// <summary>What instances hold under a name, else what the class or a base gives to it.</summary>
    private static Value? AttributeOf(ClassBody made, string name) =>
        made.Home._variables.GetValueOrDefault("self." + name) ?? made.Home.InClasses(made, found => found.Attributes.GetValueOrDefault(name));

    private Value? NamedConstant(string symbol) => symbol switch
    {
        "None" or "null" or "undefined" or "nil" => null,
        "__file__" or "__filename" or "__FILE__" or "$0" => Value.Of("__file__"),
        "__DIR__" or "__dirname" or "import.meta.dirname" when analysis.Folder is { } folder => Value.Of("/" + folder),
        "os.sep" or "path.sep" or "os.path.sep" or "DIRECTORY_SEPARATOR" => Value.Of("/"),
        "os.devnull" => Value.Of("/dev/null"),
        "string.ascii_lowercase" => Value.Of("abcdefghijklmnopqrstuvwxyz"),
        "string.ascii_uppercase" => Value.Of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "string.ascii_letters" => Value.Of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "string.digits" => Value.Of("0123456789"),
        "sys.executable" or "process.execPath" => Value.Of(_language == ScriptLanguage.Python ? "python3" : "node"),
        "os.environ" or "process.env" or "ENV" or "%ENV" or "$_ENV" => new Value(Shape.Unknown) { Symbol = symbol, Origin = "environment" },
        "$_GET" or "$_POST" or "$_REQUEST" or "$_COOKIE" or "$_SERVER" or "$_FILES" => new Value(Shape.Unknown) { Symbol = symbol, Origin = symbol },
        _ => null,
    };

    /// <summary><c>os.environ['X']</c>, <c>process.env.X</c>.</summary>
    private static Value? Variable(string symbol)
    {
        var name = symbol.StartsWith("os.environ.", StringComparison.Ordinal) ? symbol[11..]
            : symbol.StartsWith("process.env.", StringComparison.Ordinal) ? symbol[12..]
            : symbol.StartsWith("%ENV.", StringComparison.Ordinal) || symbol.StartsWith("$_ENV.", StringComparison.Ordinal) ? symbol[(symbol.IndexOf('.', StringComparison.Ordinal) + 1)..]
            : symbol.StartsWith("ENV.", StringComparison.Ordinal) ? symbol[4..] : null;
        return name is null || name.Contains('(', StringComparison.Ordinal) || name is "get" or "copy" or "items" or "to_h" or "to_hash" or "keys" or "values" or "fetch" or "update" or "setdefault" or "inspect" or "to_a" or "to_json" or "each" or "map" or "pop" or "collect" or "dup" or "toString" ? null : OneVariable(name);
    }

    private static Value OneVariable(string name) => name is "HOME" or "USERPROFILE"
        ? Value.Of("~")
        : new Value(Shape.Text) { Text = "${" + name + "}", IsPartial = true, Origin = "environment[" + name + "]" };

    private static Value JoinPath(List<Value> parts)
    {
        var path = "";
        var partial = false;
        string? origin = null;
        foreach (var part in parts)
        {
            var text = part.IsString ? part.Text : "${_}";
            partial |= part.IsPartial || !part.IsString;
            origin ??= part.Origin;
            path = path.Length == 0 || text.StartsWith('/') ? text : path.TrimEnd('/') + "/" + text;
        }

        return new Value(Shape.Text) { Text = path, IsPartial = partial, Origin = origin };
    }

    /// <summary>Attack: lists that hold each other make a small program an endless value.</summary>
    private const int MaxOriginSearch = 20_000;

    /// <summary>Where something inside a value comes from.</summary>
    private static string? OriginOf(Value? value)
    {
        if (value is null || value.Origin is not null || (value.Items.Count == 0 && value.Fields.Count == 0))
        {
            return value?.Origin;
        }

        string? weak = null;
        var seen = 0;
        var holders = new HashSet<Value>(ReferenceEqualityComparer.Instance) { value };
        for (var waiting = new Queue<Value>(holders); waiting.TryDequeue(out var next);)
        {
            foreach (var item in next.Items.Concat(next.Fields.Values))
            {
                if (item.Origin is { } origin and not HostIdentity)
                {
                    return origin;
                }

                weak ??= item.Origin;
                if (++seen > MaxOriginSearch)
                {
                    return weak;
                }

                if (item.Items.Count + item.Fields.Count > 0 && holders.Add(item))
                {
                    waiting.Enqueue(item);
                }
            }
        }

        return weak;
    }
}
