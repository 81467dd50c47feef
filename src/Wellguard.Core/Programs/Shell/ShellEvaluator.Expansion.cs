using System.Text;

namespace Wellguard.Programs.Shell;

/// <summary>Word expansion (POSIX.1-2017, XCU 2.6) with brace expansion; unknown parts stay readable as placeholders.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Attack: <c>{a,b}{a,b}{a,b}…</c> doubles with every group.</summary>
    private const int MaxFields = 4096;

    /// <summary>One word to one value, without field splitting.</summary>
    private Value ExpandText(Word word) => word.Parts.Count == 0 ? Value.Empty : Limit(Value.Concat([.. word.Parts.Select(ExpandPart)]));

    /// <summary>One word to the fields that it becomes.</summary>
    private List<Value> ExpandFields(Word word)
    {
        if (word.Parts is [Parameter { Name: "@" or "*", Operator: "" }])
        {
            return [.. _positional];
        }

        if (word.Parts is [Parameter { Name: "@" or "*", Operator: ":" } some])
        {
            return Sliced([_variables.GetValueOrDefault("0") ?? Value.Empty, .. _positional], some);
        }

        if (word.Parts is [Parameter { Index: "@" or "*", Operator: "" or ":" or "!" } array] && !(array is { Index: "*", Quoted: true, Operator: "" } && _variables.ContainsKey("IFS")))
        {
            return Elements(array);
        }

        if (word.Parts.OfType<Literal>().Any(part => !part.Quoted && part.Text.Contains('{', StringComparison.Ordinal)))
        {
            return [.. Braces(word)];
        }

        var fields = new List<Value>();
        var pieces = new List<Value>();
        var open = false;
        foreach (var part in word.Parts)
        {
            var value = ExpandPart(part);
            if (part.Quoted || part is Literal)
            {
                pieces.Add(value);
                open = true;
                continue;
            }

            // An unquoted expansion splits at blanks; ${IFS} is nothing but blanks.
            var split = value.Known ? value.Text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) : value.Text.Length > 0 ? [value.Text] : [];
            var startsBlank = value.Known && value.Text.Length > 0 && char.IsWhiteSpace(value.Text[0]);
            var endsBlank = value.Known && value.Text.Length > 0 && char.IsWhiteSpace(value.Text[^1]);
            if (startsBlank)
            {
                Close();
            }

            for (var i = 0; i < split.Length; i++)
            {
                if (fields.Count >= MaxFields)
                {
                    Say(TooManyItems);
                    break;
                }

                pieces.Add(value.With(split[i]));
                open = true;
                if (i < split.Length - 1)
                {
                    Close();
                }
            }

            if (endsBlank)
            {
                Close();
            }
        }

        Close();
        return fields;

        void Close()
        {
            if (open)
            {
                fields.Add(Limit(Value.Concat(pieces)));
            }

            pieces = [];
            open = false;
        }
    }

    private IEnumerable<Value> Braces(Word word)
    {
        var text = ExpandText(word);
        var fields = Brace(text.Text, 0).Take(MaxFields + 1).ToList();
        _analysis.Work(fields.Sum(static field => (long)field.Length));
        return Most(fields, MaxFields).Select(text.With);
    }

    /// <summary><c>a{b,c}d</c>; a group without a comma stays as it is.</summary>
    private static IEnumerable<string> Brace(string text, int depth)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close < 0 || depth > 8 || (open > 0 && text[open - 1] == '$') || !text.AsSpan(open, close - open).Contains(','))
        {
            return [text];
        }

        return text[(open + 1)..close].Split(',').SelectMany(choice => Brace(text[..open] + choice + text[(close + 1)..], depth + 1)).Take(MaxFields + 1);
    }

    private Value ExpandPart(Part part) => part switch
    {
        Literal literal => new Value(literal.Text),
        Parameter parameter => ExpandParameter(parameter),
        Arithmetic arithmetic => ExpandArithmetic(arithmetic),
        Substitution substitution => ExpandSubstitution(substitution),
        _ => Value.Empty,
    };

    private Value ExpandSubstitution(Substitution substitution)
    {
        _analysis.Work(substitution.Source.Length);
        _calls++;
        var separators = _variables.GetValueOrDefault("IFS");
        var output = Run(substitution.Body, Value.Empty);
        _calls--;
        if (separators is null)
        {
            _variables.Remove("IFS");
        }
        else
        {
            _variables["IFS"] = separators;
        }

        return output.Known ? output.With(output.Text.TrimEnd('\n')) : output with { Text = output.Text.Length > 0 ? output.Text : "$(" + Shorten(substitution.Source) + ")" };
    }

    private Value ExpandArithmetic(Arithmetic arithmetic)
    {
        var inner = arithmetic.Inner.Count == 0 ? arithmetic.Expression : ExpandText(new Word(arithmetic.Inner, 1, 1)).Text;
        var result = IntegerExpression.Evaluate(inner, name => _variables.TryGetValue(name, out var value) ? value.Text : null);
        return result is { } number ? new Value(number.ToString()) : Value.Unknown("$((" + arithmetic.Expression + "))");
    }

    private Value ExpandParameter(Parameter parameter)
    {
        if (parameter is { Index: not null, Operator: Parser.Length } && parameter.Index is "@" or "*")
        {
            return new Value(Elements(parameter with { Operator = "" }).Count.ToString());
        }

        foreach (var part in parameter.InIndex)
        {
            ExpandPart(part);
        }

        var value = parameter.Index is null ? Lookup(parameter.Name)
            : Elements(parameter) is { Count: > 0 } elements ? Limit(Value.Concat([.. elements.SelectMany((element, index) => index == 0 ? [element] : new[] { Separator(parameter), element })])) : null;
        if (parameter.Index is "@" or "*" && parameter.Operator is ":" or "!")
        {
            return value ?? Value.Empty;
        }

        switch (parameter.Operator)
        {
            case "":
                Operand(parameter.Operand);
                return value ?? Default(parameter.Name);
            case "!":
                return value is null ? Value.Unknown("${!" + parameter.Name + "}") : Lookup(value.Text) ?? Default(value.Text);
            case Parser.Length:
                return value is { Known: true } ? new Value(value.Text.Length.ToString()) : Value.Unknown("${#" + parameter.Name + "}");
            case ":-" or "-":
                return Either(value, parameter.Operand);
            case ":=" or "=":
                return _variables[parameter.Name] = Either(value, parameter.Operand);
            case ":+" or "+":
                return Perhaps(parameter.Operand) is var other && value is { Text.Length: > 0 } ? other : Value.Empty;
            case ":?" or "?":
                Perhaps(parameter.Operand);
                return value ?? Default(parameter.Name);
        }

        var operand = Operand(parameter.Operand).Text;
        if (value is not { Known: true })
        {
            Operand(parameter.Second);
            return value ?? Default(parameter.Name);
        }

        var text = value.Text;
        return value.With(parameter.Operator switch
        {
            "#" or "##" => Patterns.TrimStart(text, operand, longest: parameter.Operator == "##"),
            "%" or "%%" => Patterns.TrimEnd(text, operand, longest: parameter.Operator == "%%"),
            "/" => Patterns.Replace(text, operand, Operand(parameter.Second).Text, all: false),
            "//" => Patterns.Replace(text, operand, Operand(parameter.Second).Text, all: true),
            ":" => Slice(text, operand, Operand(parameter.Second).Text),
            "^" when text.Length > 0 => char.ToUpperInvariant(text[0]) + text[1..],
            "," when text.Length > 0 => char.ToLowerInvariant(text[0]) + text[1..],
            "^^" => text.ToUpperInvariant(),
            ",," => text.ToLowerInvariant(),
            _ => text,
        });
    }

    /// <summary>Between the elements of <c>"${a[*]}"</c> stands the first character of IFS, or nothing when that is empty.</summary>
    private Value Separator(Parameter parameter) =>
        parameter is { Index: "*", Quoted: true } && _variables.GetValueOrDefault("IFS") is { Known: true } set ? new Value(set.Text.Length > 0 ? set.Text[..1] : "") : new Value(" ");

    /// <summary>A name that has a value here may have none when it runs: what stands in for it counts either way.</summary>
    private Value Either(Value? value, Word? operand) => value is not { Text.Length: > 0 } ? Operand(operand) : Perhaps(operand) is var _ ? value : Value.Empty;

    private Value Perhaps(Word? operand)
    {
        _conditional++;
        var value = Operand(operand);
        _conditional--;
        return value;
    }

    private Value Operand(Word? word) => word is null ? Value.Empty : ExpandText(word);

    private Value? Lookup(string name)
    {
        if (name is "@" or "*")
        {
            return _positional.Count == 0 ? null : Value.Concat([.. _positional.SelectMany((value, index) => index == 0 ? [value] : new[] { new Value(" "), value })]);
        }

        if (name == "#")
        {
            return new Value(_positional.Count.ToString());
        }

        if (int.TryParse(name, out var position) && position > 0)
        {
            return position <= _positional.Count ? _positional[position - 1] : null;
        }

        return _variables.GetValueOrDefault(name);
    }

    /// <summary>What an unset name stands for: blanks for IFS, nothing for unset positionals (a favourite of obfuscators), else a placeholder.</summary>
    private static Value Default(string name) => name switch
    {
        "IFS" => new Value(" "),
        "@" or "*" or "!" => Value.Empty,
        "HOME" => new Value("~"),
        "?" => new Value("0"),
        "$" => new Value("1"),
        "SHELL" or "BASH" => new Value("/bin/sh"),
        _ when name.Length == 1 && char.IsAsciiDigit(name[0]) && name != "0" => Value.Unknown("") with { Known = true },
        _ => Value.Unknown("${" + name + "}"),
    };

    private static string Slice(string text, string offsetText, string lengthText)
    {
        var offset = (int)Math.Clamp(IntegerExpression.Evaluate(offsetText, _ => null) ?? 0, -text.Length, text.Length);
        var start = offset < 0 ? text.Length + offset : offset;
        var length = lengthText.Length == 0 ? text.Length : IntegerExpression.Evaluate(lengthText, _ => null) ?? text.Length;
        var end = length < 0 ? text.Length + length : start + Math.Min(length, text.Length);
        return text[start..(int)Math.Clamp(end, start, text.Length)];
    }

    /// <summary>Applies redirections around a command: here-documents and files in, writes and connections out.</summary>
    private Value Redirected(Command command, Value input, Func<Value, Value> run)
    {
        if (command.Redirects.Count == 0)
        {
            return run(input);
        }

        var targets = new List<(Redirect Redirect, Value Target)>();
        foreach (var redirect in command.Redirects)
        {
            var target = redirect.Operator.StartsWith("<<", StringComparison.Ordinal) && redirect.Operator != "<<<" ? Value.Empty : ExpandText(redirect.Target);
            input = redirect.Operator switch
            {
                "<<" or "<<-" => redirect.Document is null ? Value.Empty : ExpandText(redirect.Document),
                "<<<" => target.With(target.Text + "\n"),
                "<&" when _peers.TryGetValue(target.Text, out var from) => Value.Unknown("$(" + from + ")") with { Origin = from, Downloaded = true },
                "<" when redirect.Target.Parts is [Substitution] => redirect.Descriptor == 0 ? target : input,
                "<" when redirect.Descriptor == 0 => ReadFile(target.Text, command.Line, command.Column),
                "<&" when redirect.Descriptor == 0 && _descriptors.TryGetValue(target.Text, out var opened) => opened,
                _ => input,
            };
            if (redirect.Operator == "<" && redirect.Descriptor != 0)
            {
                _descriptors[redirect.Descriptor.ToString()] = redirect.Target.Parts is [Substitution] ? target : ReadFile(target.Text, command.Line, command.Column);
            }

            targets.Add((redirect, target));
        }

        var output = run(input);
        foreach (var (redirect, target) in targets)
        {
            if (redirect.Operator == ">&" && _peers.TryGetValue(target.Text, out var open))
            {
                Emit(new Effect(EffectKind.Send, Shorten($"{output.Text} >& /dev/tcp to {open}"), open, command.Line, command.Column) { Origin = output.Origin ?? Shorten(output.Text), Text = output.Text.Length > 0 ? Excerpt(output.Text) : null });
                output = Value.Empty;
            }
            else if (IsNetwork(target.Text, out var peer))
            {
                if (redirect.Descriptor > 2)
                {
                    _peers[redirect.Descriptor.ToString()] = peer;
                }

                Emit(new Effect(EffectKind.Connect, Shorten($"{redirect.Operator} {target.Text}"), peer, command.Line, command.Column) { Text = DescribeShell(command), Origin = output.Origin ?? (output.Text.Length > 0 ? Shorten(output.Text) : null) });
                if (redirect.Operator.Contains('<', StringComparison.Ordinal))
                {
                    output = Value.Unknown("") with { Origin = peer, Downloaded = true };
                }
            }
            else if (redirect.Operator is ">" or ">>" or ">|" or "&>" or "&>>" or "<>" && target.Text.Length > 0 && !target.Text.StartsWith("/dev/", StringComparison.Ordinal))
            {
                if (redirect.Descriptor != 2)
                {
                    WriteFile(target.Text, output, append: redirect.Operator is ">>" or "&>>", command.Line, command.Column);
                    output = Value.Empty;
                }
            }
            else if (redirect.Operator is ">" or "&>" or ">>" && redirect.Descriptor != 2 && target.Text is "/dev/null")
            {
                output = Value.Empty;
            }
        }

        return output;
    }

    private static bool IsNetwork(string path, out string peer)
    {
        var parts = path.Split('/');
        peer = parts.Length >= 5 ? $"{parts[3]}:{parts[4]}" : "";
        return parts is ["", "dev", "tcp" or "udp", _, _, ..];
    }

    /// <summary>A shell whose input or output is the connection.</summary>
    private static string? DescribeShell(Command command) =>
        command is Simple simple && simple.Words.Take(3).Any(word => word.Parts is [Literal { Text: var name }, ..] && Interpreters.ContainsKey(BaseName(name))) ? "shell" : null;
}
