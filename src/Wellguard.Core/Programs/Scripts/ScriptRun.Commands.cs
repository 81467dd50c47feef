namespace Wellguard.Programs.Scripts;

/// <content>Effects that run something: shells, programs, interpreters.</content>
internal sealed partial class ScriptRun
{
    private Value RunShell(Value command, int start, bool captured, bool background = false)
    {
        var output = new Value(Shape.Unknown) { Symbol = captured ? "process()" : null };
        var text = CommandText(command);
        NoteOpen(command);
        if (text is null || text == "${_}")
        {
            if (OriginOf(command) is { } origin)
            {
                Emit(EffectKind.Interpret, "sh", start, effect => effect with { Origin = origin, Decoding = command.Decoding, Background = background });
            }
            else if (command.Decoding.Count > 0)
            {
                Emit(EffectKind.Interpret, "sh", start, effect => effect with { Decoding = command.Decoding, Background = background });
            }

            return output;
        }

        text = OwnFiles(text);
        var words = command.Shape == Shape.List ? command.Items.ConvertAll(static item => item.IsString ? item.Plain : "${_}") : [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (words.Count == 0)
        {
            return output;
        }

        var program = words[0][(words[0].LastIndexOf('/') + 1)..];
        _interactive |= program is "sh" or "bash" or "zsh" or "dash" or "ash" or "cmd.exe" or "powershell.exe" && (words.Count == 1 || words.Contains("-i") || words.Contains("-l") || text.Contains("<&", StringComparison.Ordinal));
        _redirected |= program is "sh" or "bash" && text.Contains("<&", StringComparison.Ordinal);
        if (_written.TryGetValue(words[0], out var written))
        {
            Emit(EffectKind.Execute, words[0], start, effect => effect with { Arguments = words.GetRange(1, words.Count - 1), Origin = written.Origin, Decoding = written.Decoding, Background = background });
            return output;
        }

        if (words is [_, .. var files] && program.StartsWith("py", StringComparison.Ordinal) && files.Find(static word => word.Length > 0 && word[0] != '-') is { } module && module.EndsWith(".pyc", StringComparison.Ordinal))
        {
            Emit(EffectKind.Interpret, "python", start, effect => effect with { Origin = module, Decoding = ["bytecode"], Background = background });
            return output;
        }

        if (Fetched(words) is { } fetched)
        {
            Emit(EffectKind.Execute, fetched.Path, start, effect => effect with { Origin = fetched.Origin, Background = background });
            return output;
        }

        var steps = Carrying(analysis.Step() ? NestedAt("sh", text, start) : [], OriginOf(command));
        Remember(steps);
        Emit(EffectKind.Interpret, "sh", start, effect => effect with { Text = text, Origin = command.Shape == Shape.List || IsOnlyParameter(command) ? null : command.Origin, Decoding = DecodingOf(command), Steps = steps, Background = background });
        return captured ? output with { Origin = OutputOf(text, steps) } : output;
    }

    /// <summary>Steps of code inside a call. Those of its first line stand where the call stands: columns inside the text are no places of the file.</summary>
    private IReadOnlyList<Effect> NestedAt(string language, string text, int start, Action<ScriptRun>? left = null)
    {
        var (line, column) = _list.Place(_t[start].Start);
        return Placed(analysis.Nested(language, text, line, left), line, column);
    }

    private static IReadOnlyList<Effect> Placed(IReadOnlyList<Effect> steps, int line, int column) =>
        steps.Count == 0 ? steps : [.. steps.Select(step => step with { Column = step.Line == line ? column : step.Column, Steps = Placed(step.Steps, line, column) })];

    /// <summary>What runs is not known: calls of the function that it stands in decide it, or a bound did.</summary>
    private void NoteOpen(Value code)
    {
        var isOpen = code.Shape == Shape.List ? code.Items.Exists(static item => item.IsPartial || item.Shape == Shape.Unknown) : code.IsPartial || !code.IsString;
        if (isOpen && _current is not null)
        {
            _current.IsOpen = true;
        }

        if (!code.IsCut && !(isOpen && _isWornOut))
        {
            return;
        }

        if (_current is not null && !_again && code.IsCut)
        {
            _current.IsCut = true;
        }
        else
        {
            Say(UncomputedCode);
        }
    }

    /// <summary>A request that only fills in a part of a fixed command or name.</summary>
    private static bool IsOnlyParameter(Value value) => value is { IsString: true } && value.Origin is ['$', '_', ..] && !value.Text.StartsWith("${", StringComparison.Ordinal);

    private static IReadOnlyList<string> DecodingOf(Value command) =>
        command.Shape == Shape.List ? command.Items.Aggregate((IReadOnlyList<string>)command.Decoding, static (steps, item) => Value.Joined(steps, item.Decoding)) : command.Decoding;

    /// <summary>A list is quoted as a shell needs it.</summary>
    private static string? CommandText(Value command)
    {
        if (command.IsString)
        {
            return command.Plain;
        }

        if (command.Shape != Shape.List || command.Items.Count == 0 || !command.Items[0].IsString)
        {
            return null;
        }

        return string.Join(' ', command.Items.Take(1_000).Select(static item => item.IsString ? Quote(item.Plain, item.IsPartial) : item.Shape == Shape.Number ? NumberText(item.Number) : "${_}"));
    }

    private static string Quote(string word, bool partial)
    {
        var safe = word.Length > 0;
        foreach (var c in word)
        {
            safe &= char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=' or ',' or '@' or '%' or '+' or '~';
        }

        return safe ? word : partial ? "\"" + word.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"" : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>JavaScript: a program, its arguments, options.</summary>
    private Value Spawn(Value program, Value? list, List<Value> values, int start)
    {
        var options = values.Find(static value => value.Shape == Shape.Map);
        var background = options is not null && options.Fields.TryGetValue("detached", out var detached) && detached is { Shape: Shape.Number, Number: 1 };
        if (!program.IsString)
        {
            return RunShell(program, start, captured: true, background);
        }

        var arguments = list is { Shape: Shape.List } ? list.Items : [];
        var shell = options is not null && options.Fields.TryGetValue("shell", out var through) && through is { Shape: Shape.Number, Number: 1 } or { IsString: true };
        return RunShell(arguments.Count == 0 && (shell || list is null or { Shape: Shape.Map }) ? program : Value.OfList([program, .. arguments]), start, captured: true, background);
    }

    /// <summary><c>exec</c>, <c>eval</c>: code that is known is read again; code that came from outside keeps its origin.</summary>
    /// <param name="here">The code has the names of the program that runs it: Python's <c>exec</c> without names of its own.</param>
    private Value? Interpret(string language, Value code, int start, bool here = false)
    {
        NoteOpen(code);
        if (code.IsString && !code.IsPartial)
        {
            var text = code.Plain;
            ScriptRun? inner = null;
            var steps = text.Length > 0 ? NestedAt(language, text, start, here ? run => inner = run : null) : [];
            if (steps.Count > 0 || code.Decoding.Count > 0 || text.Length > 40)
            {
                var at = Emit(EffectKind.Interpret, language, start, effect => effect with { Text = text, Origin = code.Origin, Decoding = code.Decoding, Steps = steps });
                TakeEvaluated(inner, at);
            }
            else if (text.Length > 0)
            {
                return Fragment(text, _t[start].Start);
            }
        }
        else if (code.Path is { } file && code.Origin == file && code.Decoding.Count == 0 && !file.Contains('$', StringComparison.Ordinal))
        {
            RunFile(language, file, code, start);
        }
        else if ((code.Origin ?? OriginOf(code)) is { } origin)
        {
            Emit(EffectKind.Interpret, language, start, effect => effect with { Origin = origin, Decoding = code.Decoding });
        }
        else if (code.Decoding.Count > 0)
        {
            Emit(EffectKind.Interpret, language, start, effect => effect with { Decoding = code.Decoding });
        }
        else if (HoldsItsCode(start, code))
        {
            Emit(EffectKind.Interpret, language, start, static effect => effect with { Decoding = ["computation"] });
        }

        return null;
    }

    /// <summary>Characters of literals in one call that runs code: more than a name or a message, and no other place for the code.</summary>
    private const int LongComputation = 400, ShortComputation = 100;

    /// <summary>Names of parameters stand in no order in the code.</summary>
    private const int ShortLiteral = 20;

    /// <summary>
    /// The code is computed from what stands in the call itself. A literal that stands in the code as it is, in its turn, is code that anybody can read: only the others can hold what is hidden.
    /// </summary>
    private bool HoldsItsCode(int start, Value code)
    {
        var (characters, isJoined, read) = (0, false, 0);
        for (var i = start; i < _p && i < _t.Count && characters < LongComputation; i++)
        {
            if (_t[i] is { Kind: TokenKind.Text, Text.Length: > ShortLiteral } && code.Text.AsSpan(read).IndexOf(_t[i].Text, StringComparison.Ordinal) is var at and >= 0)
            {
                read += at + _t[i].Text.Length;
                continue;
            }

            characters += _t[i].Kind is TokenKind.Text or TokenKind.Bytes or TokenKind.Number ? _t[i].End - _t[i].Start : 0;
            isJoined |= _t[i].Kind == TokenKind.Name && _t[i].Text is "map" or "chr" or "fromCharCode" or "reversed" or "index" or "decrypt";
        }

        return characters >= (isJoined ? ShortComputation : LongComputation);
    }
}
