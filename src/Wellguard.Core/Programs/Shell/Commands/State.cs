namespace Wellguard.Programs.Shell;

/// <summary>Built-ins that change what later words mean: arrays, aliases, traps, descriptors.</summary>
internal sealed partial class ShellEvaluator
{
    private readonly Dictionary<string, List<Value>> _arrays = [];
    private readonly Dictionary<string, string> _aliases = [];

    /// <summary>Descriptors that were opened for reading, by number.</summary>
    private readonly Dictionary<string, Value> _descriptors = [];

    private static void AddState(Adder add)
    {
        add(static (shell, call) => shell.Alias(call), "alias");
        add(static (shell, call) => shell.Trap(call), "trap");
        add(static (shell, call) => shell.ReadLines(call), "mapfile", "readarray");
        add(static (shell, call) => shell.Shift(call), "shift");
        add(static (_, call) => Which(call), "which", "type");
        add(static (shell, call) => shell.Sponge(call), "sponge");
    }

    private Value Alias(Invocation call)
    {
        foreach (var word in call.Words.Take(MaxArguments))
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                _aliases[word[..equals]] = word[(equals + 1)..];
            }
        }

        return Value.Empty;
    }

    /// <summary>The action runs later, in this shell.</summary>
    private Value Trap(Invocation call)
    {
        var action = call.Arguments.FirstOrDefault(argument => !argument.Text.StartsWith('-'));
        if (action is { Text.Length: > 1 } && call.Arguments.Count > 1)
        {
            _conditional++;
            RunText(action.Text, call.Line);
            _conditional--;
        }

        return Value.Empty;
    }

    /// <summary>Its output is read from <c>${NAME[0]}</c>.</summary>
    private Value RunCoprocess(Coprocess coprocess)
    {
        var number = (63 - (_descriptors.Count % 32)).ToString();
        _descriptors[number] = Run(coprocess.Body, Value.Empty);
        SetArray(coprocess.Name, [new Value(number), new Value(number)]);
        return Value.Empty;
    }

    private Value ReadLines(Invocation call)
    {
        var name = call.Arguments.Count > 0 && !call[call.Arguments.Count - 1].StartsWith('-') ? call[call.Arguments.Count - 1] : "MAPFILE";
        SetArray(name, call.Input.Known ? [.. Most(call.Input.Text.Split('\n', MaxFields + 2).Where(line => line.Length > 0).ToList(), MaxFields).Select(call.Input.With)] : [call.Input]);
        return Value.Empty;
    }

    private Value Shift(Invocation call)
    {
        _positional = [.. _positional.Skip(int.TryParse(call[0], out var count) ? Math.Max(count, 0) : 1)];
        return Value.Empty;
    }

    /// <summary><c>which sh</c>, <c>command -v sh</c>: a path that is a command again.</summary>
    private static Value Which(Invocation call)
    {
        var name = call.Words.FirstOrDefault(word => !word.StartsWith('-'));
        return name is null ? Value.Empty : name.Contains('/', StringComparison.Ordinal) || LanguageOfName(name) is null && !Known.ContainsKey(name) ? Value.Unknown("$(" + call.Text + ")") : new Value("/usr/bin/" + name + "\n");
    }

    private Value Sponge(Invocation call)
    {
        foreach (var operand in Operands(call))
        {
            WriteFile(operand, call.Input, call.Has("-a"), call.Line, call.Column);
        }

        return call.Input;
    }

    private void SetArray(string name, List<Value> values)
    {
        _arrays[name] = values;
        _variables[name] = values.Count > 0 ? values[0] : Value.Empty;
    }

    private void Assign(Assignment assignment)
    {
        foreach (var part in assignment.InIndex)
        {
            ExpandPart(part);
        }

        if (assignment.Elements is { } elements)
        {
            var values = Most(elements.SelectMany(ExpandFields).ToList(), MaxFields).ToList();
            SetArray(assignment.Name, assignment.Append ? [.. Most([.. _arrays.GetValueOrDefault(assignment.Name) ?? [], .. values], MaxFields)] : values);
            return;
        }

        _collected |= _again > 0 && (assignment.Append || assignment.Value.Parts.Any(part => part is Parameter own && own.Name == assignment.Name));
        var value = ExpandText(assignment.Value);
        _analysis.Work(value.Text.Length);
        if (assignment.Index is { } index)
        {
            var array = _arrays.TryGetValue(assignment.Name, out var known) ? known : _arrays[assignment.Name] = [];
            var at = (int)Math.Clamp(IntegerExpression.Evaluate(index, name => _variables.TryGetValue(name, out var number) ? number.Text : null) ?? -1, -1, MaxFields);
            if (at == MaxFields)
            {
                Say(TooManyItems);
                return;
            }

            if (at < 0)
            {
                _variables[assignment.Name + "[" + index + "]"] = value; // an associative one
                return;
            }

            while (array.Count <= at)
            {
                array.Add(Value.Empty);
            }

            array[at] = value;
            return;
        }

        _variables[assignment.Name] = assignment.Append && _variables.TryGetValue(assignment.Name, out var old) ? Limit(Value.Concat([old, value])) : value;
    }

    /// <summary><c>${a[1]}</c>, <c>${a[@]}</c>, <c>${!a[@]}</c>.</summary>
    private List<Value> Elements(Parameter parameter)
    {
        var array = _arrays.GetValueOrDefault(parameter.Name) ?? (_variables.TryGetValue(parameter.Name, out var single) ? [single] : []);
        if (parameter.Index is not ("@" or "*"))
        {
            if (_variables.TryGetValue(parameter.Name + "[" + parameter.Index + "]", out var associated))
            {
                return [associated];
            }

            var at = IntegerExpression.Evaluate(parameter.Index!, name => _variables.TryGetValue(name, out var number) ? number.Text : null) is { } number ? number : 0;
            at = at < 0 ? array.Count + at : at;
            return at >= 0 && at < array.Count ? [array[(int)at]] : [];
        }

        return parameter.Operator switch
        {
            "!" => [.. array.Select((_, index) => new Value(index.ToString()))],
            ":" => Sliced(array, parameter),
            _ => array,
        };
    }

    private List<Value> Sliced(List<Value> values, Parameter parameter)
    {
        var offset = IntegerExpression.Evaluate(Operand(parameter.Operand).Text, _ => null) ?? 0;
        var length = parameter.Second is null ? values.Count : IntegerExpression.Evaluate(Operand(parameter.Second).Text, _ => null) ?? values.Count;
        var start = (int)Math.Clamp(offset < 0 ? values.Count + offset : offset, 0, values.Count);
        return [.. values.Skip(start).Take((int)Math.Clamp(length, 0, values.Count))];
    }

    /// <summary>What <c>/dev/fd/7</c>, <c>/dev/stdin</c> after <c>exec &lt;</c>, or a coprocess gives.</summary>
    private Value? Descriptor(string path)
    {
        var number = path.StartsWith("/dev/fd/", StringComparison.Ordinal) ? path["/dev/fd/".Length..] : path.StartsWith("/proc/self/fd/", StringComparison.Ordinal) ? path["/proc/self/fd/".Length..] : null;
        return number is not null ? _descriptors.GetValueOrDefault(number) : null;
    }

    /// <summary><c>VAR=value</c> that loads or runs a file which was fetched.</summary>
    private void NoteLoaded(string name, int line, int column)
    {
        if (name is "LD_PRELOAD" or "LD_AUDIT" or "BASH_ENV" or "PYTHONSTARTUP" && _variables.TryGetValue(name, out var value) && Content(FullPath(value.Text)) is { Downloaded: true } content)
        {
            Emit(new Effect(EffectKind.Execute, Shorten($"{name}={value.Text}"), FullPath(value.Text), line, column) { Origin = content.Origin, Verified = content.Verified, Decoding = content.Decoding });
        }
    }
}
