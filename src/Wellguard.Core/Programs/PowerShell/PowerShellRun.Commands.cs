namespace Wellguard.Programs.PowerShell;

/// <content>Pipelines and commands: about_Pipelines, about_Command_Syntax, about_Redirection.</content>
internal sealed partial class PowerShellRun
{
    /// <summary>Attack: a command of a hundred thousand words.</summary>
    private const int MaxArguments = 2_000;

    /// <summary>An argument; a parameter has a name, and its value when that is written behind a colon.</summary>
    private sealed record CommandWord(string? Parameter, Item? Value);

    /// <summary>A command before it is known what it means.</summary>
    private sealed record Command(string Name, List<CommandWord> Words, Item? Input, int Line, int Column, string Text);

    private Item Pipeline()
    {
        Item? value = null;
        while (true)
        {
            value = Element(value);
            Blank();
            if (Now == '|' && Next != '|')
            {
                _at++;
                Blank(lines: true);
                continue;
            }

            if ((Now == '|' && Next == '|') || (Now == '&' && Next == '&'))
            {
                _at += 2;
                Blank(lines: true);
                return AfterOperator(value);
            }

            _at += Now == '&' ? 1 : 0;
            return value;
        }
    }

    /// <summary>What follows <c>&amp;&amp;</c> or <c>||</c>.</summary>
    private Item AfterOperator(Item before)
    {
        if (_nesting >= MaxNesting)
        {
            NoteDepth();
            _at = _text.Length;
            return before;
        }

        _nesting++;
        Item after;
        using (shell.Enter(conditional: true, background: false))
        {
            after = Statement();
        }

        _nesting--;
        return after.IsNothing ? before : after;
    }

    private Item Element(Item? input)
    {
        Blank();
        var start = _at;
        if (Now is '&' or '.' && (Next is ' ' or '\t' or '$' or '(' or '"' or '\'' or '{'))
        {
            _at++;
            Blank();
            var callee = Argument();
            return Call(callee, Words(), input, start);
        }

        if (Now is '$' or '(' or '"' or '\'' or '@' or '{' or '!' or ',' or '+' || char.IsAsciiDigit(Now) || (Now == '[' && Next != ']') || (Now == '-' && (char.IsAsciiDigit(Next) || Next is '$' or '(' || char.IsAsciiLetter(Next))))
        {
            var value = Expression();
            Redirect(value, start);
            return value;
        }

        var name = Argument();
        return name.Text.Length == 0 ? Item.Nothing : Call(name, Words(), input, start);
    }

    /// <summary>Words up to the end of the command.</summary>
    private List<CommandWord> Words()
    {
        var words = new List<CommandWord>();
        while (true)
        {
            Blank();
            if (AtEnd || Now is '\n' or '\r' or ';' or '|' or ')' or '}' || (Now == '&' && Next is not '1' and not '2'))
            {
                return words;
            }

            var before = _at;
            if (IsRedirection(out var length, out var append))
            {
                _at += length;
                Blank();
                var target = Argument();
                words.Add(new CommandWord(append ? ">>" : ">", target));
            }
            else if (Now == '@' && char.IsAsciiLetter(Next))
            {
                words.AddRange(Splatted(Primary()));
            }
            else if (Now == '-' && char.IsAsciiLetter(Next))
            {
                var name = Word(stop: ':');
                if (Now == ':')
                {
                    _at++;
                    words.Add(new CommandWord(name, ArgumentList()));
                }
                else
                {
                    words.Add(new CommandWord(AtEnd || char.IsWhiteSpace(Now) || Now is ';' or '|' or ')' or '}' ? name : null, AtEnd || char.IsWhiteSpace(Now) || Now is ';' or '|' or ')' or '}' ? null : Made([new Shell.Value(name), Argument().Joined])));
                }
            }
            else
            {
                words.Add(new CommandWord(null, ArgumentList()));
            }

            _at = _at == before ? _at + 1 : _at;
            if (words.Count > MaxArguments)
            {
                words.RemoveRange(MaxArguments, words.Count - MaxArguments);
                Say(CutItems);
            }
        }
    }

    /// <summary><c>@table</c> is its fields as parameters, <c>@list</c> its items as arguments.</summary>
    private static IEnumerable<CommandWord> Splatted(Item item) =>
        item.Fields is { } fields ? fields.Take(MaxArguments).Select(static field => new CommandWord("-" + field.Key, field.Value)) : item.Items.Take(MaxArguments).Select(static one => new CommandWord(null, one));

    /// <summary><c>&gt; FILE</c>, <c>2&gt;&gt; FILE</c>; merges such as <c>2&gt;&amp;1</c> are passed.</summary>
    private bool IsRedirection(out int length, out bool append)
    {
        (length, append) = (0, false);
        while (IsMerge(out var behind))
        {
            _at = behind;
            Blank();
        }

        var at = _at;
        if (at + 1 < _text.Length && (char.IsAsciiDigit(_text[at]) || _text[at] == '*') && _text[at + 1] == '>')
        {
            at++;
        }

        if (at >= _text.Length || _text[at] != '>')
        {
            return false;
        }

        at++;
        if (at < _text.Length && _text[at] == '>')
        {
            append = true;
            at++;
        }

        length = at - _at;
        return true;
    }

    /// <summary><c>2&gt;&amp;1</c></summary>
    private bool IsMerge(out int behind)
    {
        var at = _at + (_at + 1 < _text.Length && (char.IsAsciiDigit(Now) || Now == '*') && Next == '>' ? 1 : 0);
        behind = at + 3;
        return at + 2 < _text.Length && _text[at] == '>' && _text[at + 1] == '&' && char.IsAsciiDigit(_text[at + 2]);
    }

    /// <summary>An expression's own redirections.</summary>
    private void Redirect(Item value, int start)
    {
        Blank();
        for (var i = 0; i < MaxAliases && IsRedirection(out var length, out var append); i++)
        {
            _at += length;
            Blank();
            Write(Argument(), value, append, start);
            Blank();
        }
    }

    private void Write(Item path, Item value, bool append, int start)
    {
        if (path.Text.Length > 0 && path.Joined.Known)
        {
            var (line, column) = Stand(start);
            shell.WriteFile(path.Text, Lines(value), append, line, column);
        }
    }

    /// <summary>Items as lines of a file.</summary>
    private static Shell.Value Lines(Item value) => value.List is null
        ? value.Value
        : Shell.Value.Concat([.. value.List.SelectMany(static item => new[] { item.Value, new Shell.Value("\n") })]);

    private (int Line, int Column) Stand(int start)
    {
        var place = Place(start);
        shell.Stand(place.Line, place.Column);
        return place;
    }

    private Item Call(Item callee, List<CommandWord> words, Item? input, int start)
    {
        if (callee.Block is { } block)
        {
            return Invoke(block, words, input);
        }

        var (line, column) = Stand(start);
        var text = Shell.ShellEvaluator.Shorten(_text[start..Math.Min(_at, start + 2_000)].Trim());
        var redirects = words.FindAll(static word => word.Parameter is ">" or ">>");
        words.RemoveAll(static word => word.Parameter is ">" or ">>");
        var name = callee.Text.Trim();
        name = name[(name.LastIndexOf('\\') + 1)..];
        for (var i = 0; i < MaxAliases && _aliases.TryGetValue(name, out var alias); i++)
        {
            name = alias;
        }

        Item output;
        if (callee.Value is { Known: false, Downloaded: true })
        {
            output = Evaluate(callee, new Command(name, words, input, line, column, text));
        }
        else if (name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".psm1", StringComparison.OrdinalIgnoreCase))
        {
            output = new Item(shell.Source(new Shell.Invocation(name, [.. words.Where(static word => word.Value is not null).Select(static word => word.Value!.Joined)], Shell.Value.Empty, line, column) { Text = text }, name));
        }
        else if (_functions.TryGetValue(name, out var function))
        {
            output = Invoke(function, words, input);
        }
        else
        {
            var command = new Command(name, words, input, line, column, text);
            output = Cmdlets.TryGetValue(name, out var cmdlet) ? cmdlet(this, command) : Native(command);
        }

        foreach (var redirect in redirects)
        {
            Write(redirect.Value!, output, redirect.Parameter == ">>", start);
        }

        return output;
    }

    /// <summary>Runs a function or script block with arguments.</summary>
    private Item Invoke(Block block, List<CommandWord> words, Item? input)
    {
        var saved = new List<(string Name, Item? Old)>();
        var values = new List<Item>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Parameter is { } parameter)
            {
                var name = parameter.TrimStart('-');
                var full = block.Parameters.FirstOrDefault(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ?? name;
                Set(full, words[i].Value ?? (i + 1 < words.Count && words[i + 1].Parameter is null ? words[++i].Value! : Item.Of("True")));
            }
            else
            {
                values.Add(words[i].Value!);
            }
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (i < block.Parameters.Count)
            {
                Set(block.Parameters[i], values[i]);
            }
        }

        Set("args", Item.OfList(values));
        if (input is not null)
        {
            Set("input", input);
            Set("_", input);
        }

        var output = RunBlock(block);
        foreach (var (name, old) in saved)
        {
            if (old is null)
            {
                _variables.Remove(name);
            }
            else
            {
                _variables[name] = old;
            }
        }

        return output;

        void Set(string name, Item value)
        {
            saved.Add((name, _variables.GetValueOrDefault(name)));
            _variables[name] = value;
        }
    }

    /// <summary>A program, with its arguments as they stand.</summary>
    private Item Native(Command command)
    {
        var arguments = new List<Shell.Value>();
        foreach (var word in command.Words)
        {
            if (word.Parameter is { } parameter)
            {
                arguments.Add(new Shell.Value(word.Value is { } attached ? parameter + ":" + attached.Text : parameter));
            }
            else
            {
                arguments.AddRange(Most(word.Value!.Items, MaxArguments).Select(static item => item.Value));
            }
        }

        return Start(command, command.Name, arguments);
    }

    /// <summary>Runs a command of the shell; its text is that of the PowerShell command.</summary>
    private Item Start(Command command, string name, IReadOnlyList<Shell.Value> arguments) =>
        new(shell.Invoke(new Shell.Invocation(name, arguments, command.Input is null ? Shell.Value.Empty : Lines(command.Input), command.Line, command.Column) { Text = command.Text }));

    private Item Start(Command command, string name, params ReadOnlySpan<string> arguments)
    {
        var values = new List<Shell.Value>();
        foreach (var argument in arguments)
        {
            values.Add(new Shell.Value(argument));
        }

        return Start(command, name, values);
    }

    /// <summary>Code as text: known code is read in this state, other code keeps where it comes from.</summary>
    private Item Evaluate(Item code, Command command) => Evaluate(code, command, "powershell");

    private Item Evaluate(Item code, Command command, string language)
    {
        var value = Lines(code);
        if (value is { Known: false, Origin: null, Decoding.Count: 0 })
        {
            return Item.Unknown("$(" + command.Name + ")");
        }

        if (value is { Downloaded: true, Origin: { } peer })
        {
            shell.MarkShell(peer);
        }

        var call = new Shell.Invocation(command.Name, [value], Shell.Value.Empty, command.Line, command.Column) { Text = command.Text };
        return new Item(shell.Interpret(call, language, value, 1));
    }
}
