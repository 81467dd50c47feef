namespace Wellguard.Programs.Shell;

/// <summary>
/// Evaluates shell text to the effects that it would have: expands what can be expanded, decodes what can be decoded, follows data from downloads and decoded
/// text to what runs it. Both arms of a condition are taken. Nothing is executed.
/// </summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Attack: a function that calls itself. Commands that run commands nest here too.</summary>
    private const int MaxCalls = 40;

    /// <summary>Attack: <c>exec exec exec …</c> or <c>sudo sudo sudo …</c> as deep as the stack.</summary>
    private const int MaxInvocations = 100;
    private const string NestedInvocations = "commands that run commands are nested too deeply; the rest was not read";


    /// <summary>In characters. Attack: loops in loops, each over ten thousand words.</summary>
    private const long WorkOfItem = 64;

    /// <summary>Arguments that an effect keeps. Attack: <c>rm</c> with a hundred thousand operands, each of them an effect.</summary>
    private const int MaxArguments = 256;

    /// <summary>A text that is known in part only is for people and patterns: its beginning does. In characters.</summary>
    private const int MaxUnknown = 1 << 12;

    private readonly Dictionary<string, Value> _variables = [];
    private readonly HashSet<string> _exported = [];
    private readonly Dictionary<string, Command> _functions = [];

    /// <summary>Files that the script wrote, by path.</summary>
    private readonly Dictionary<string, Value> _files;

    /// <summary>What an archive that was downloaded was unpacked to.</summary>
    private readonly List<(string Folder, Value Origin)> _unpacked;

    /// <summary>Descriptors that the script opened to a peer: <c>exec 3&lt;&gt;/dev/tcp/…</c>.</summary>
    private readonly Dictionary<string, string> _peers = [];

    private Analysis _analysis;
    private List<Effect> _effects = [];

    /// <summary>Where the statement stands that runs nested text, whose own positions mean nothing; null in the file's own text.</summary>
    private (int Line, int Column)? _pin;
    private (int Line, int Column)? _at;
    private IReadOnlyList<Value> _positional = [];
    private string _folder = "";
    private int _conditional;
    private int _background;
    private int _calls;
    private int _invocations;

    private ShellEvaluator(Analysis analysis)
    {
        _analysis = analysis;
        _files = analysis.Files?.Written ?? [];
        _unpacked = analysis.Files?.Unpacked ?? [];
    }

    /// <param name="environment">Variables known beforehand, for example the image's.</param>
    /// <param name="positional">Values of <c>$1…</c>, or null when unknown.</param>
    public static IReadOnlyList<Effect> Evaluate(string text, int line, Analysis analysis, IEnumerable<KeyValuePair<string, string>>? environment = null, IReadOnlyList<string>? positional = null)
    {
        var shell = new ShellEvaluator(analysis);
        if (analysis.Script is { } script)
        {
            shell._variables["0"] = new Value("/" + script);
            shell._variables["BASH_SOURCE"] = shell._variables["0"];
        }

        shell.SetEnvironment(environment ?? analysis.Files?.Environment ?? []);

        shell._positional = [.. (positional ?? []).Select(text => new Value(text))];
        shell.RunParsed(text, line, Value.Empty);
        return shell._effects;
    }

    private void SetEnvironment(IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var (name, value) in environment)
        {
            _variables[name] = new Value(value);
            _exported.Add(name);
        }
    }

    /// <summary>Evaluates a command that is already split into words, as an image's entrypoint is.</summary>
    public static IReadOnlyList<Effect> EvaluateArguments(IReadOnlyList<string> arguments, Analysis analysis, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var shell = new ShellEvaluator(analysis);
        shell.SetEnvironment(environment ?? analysis.Files?.Environment ?? []);

        if (arguments.Count > 0)
        {
            shell.Invoke(new Invocation(arguments[0], [.. arguments.Skip(1).Select(text => new Value(text))], Value.Empty, 1, 1) { Text = Shorten(string.Join(' ', arguments)) });
        }

        return shell._effects;
    }

    /// <summary>Runs nested shell text in this shell's state: its steps stand at the statement that runs it.</summary>
    internal Value RunText(string text, int line, Value? input = null)
    {
        var outer = _pin;
        _pin ??= _at;
        var output = RunParsed(text, line, input ?? Value.Empty);
        _pin = outer;
        return output;
    }

    private Value RunParsed(string text, int line, Value input)
    {
        if (text.Length > Analysis.MaxText || _calls >= MaxCalls)
        {
            _analysis.Problems.Add(_calls >= MaxCalls ? "shell code nested too deeply was not read" : $"shell text of {text.Length:N0} characters was not read");
            return Value.Empty;
        }

        _analysis.Work(text.Length);
        var (script, cutOff) = Parser.Parse(text, line);
        if (cutOff)
        {
            _analysis.Problems.Add($"shell text at line {line} is nested too deeply; the rest was not read");
        }

        _calls++;
        var output = Run(script, input);
        _calls--;
        return output;
    }

    /// <summary>Runs shell text and gives its effects apart, as the steps of the command that runs it.</summary>
    private List<Effect> Collect(Action run)
    {
        var outer = _effects;
        _effects = [];
        run();
        var inner = _effects;
        _effects = outer;
        return inner;
    }

    private void Emit(Effect effect)
    {
        if (_analysis.Emit())
        {
            var (line, column) = _pin ?? (effect.Line, effect.Column);
            _effects.Add(effect with { Conditional = _conditional > 0, Background = _background > 0, Line = line, Column = column, Nested = effect.Nested || _pin is not null });
        }
    }

    private Value Run(Command command, Value input)
    {
        if (!_analysis.Step() || !MayCall(MaxCalls))
        {
            return Value.Empty;
        }

        return command switch
        {
            Simple simple => RunSimple(simple, input),
            Pipeline pipeline => RunPipeline(pipeline, input),
            Sequence sequence => RunSequence(sequence, input),
            Branch branch => RunBranch(branch, input),
            Loop loop => RunLoop(loop, input),
            ForEach each => RunForEach(each, input),
            Case choice => Redirected(choice, input, redirected => RunCase(choice, redirected)),
            Group group => Redirected(group, input, redirected => Run(group.Body, redirected)),
            Function function => Define(function),
            Coprocess coprocess => RunCoprocess(coprocess),
            _ => Value.Empty,
        };
    }

    private Value Define(Function function)
    {
        _functions[function.Name] = function.Redirects.Count == 0 ? function.Body : Redirecting(function);
        return Value.Empty;
    }

    /// <summary>The redirections behind a function's body count whenever it is called.</summary>
    private static Group Redirecting(Function function)
    {
        var group = new Group(function.Body, Subshell: false, function.Line, function.Column);
        group.Redirects.AddRange(function.Redirects);
        return group;
    }

    private Value RunPipeline(Pipeline pipeline, Value input)
    {
        foreach (var stage in pipeline.Stages)
        {
            input = Run(stage, input);
        }

        return input;
    }

    private Value RunSequence(Sequence sequence, Value input)
    {
        var outputs = new List<Value>();
        foreach (var item in sequence.Items)
        {
            var folder = _folder;
            _conditional += item.Join == Join.Or ? 1 : 0;
            _background += item.Background ? 1 : 0;
            var output = Run(item.Command, input);
            _background -= item.Background ? 1 : 0;
            _conditional -= item.Join == Join.Or ? 1 : 0;
            _folder = item.Join == Join.Or && folder.Length > 0 ? folder : _folder; // cd /tmp || cd /var/run: the first that works
            if (output.Text.Length > 0 || output.Origin is not null)
            {
                outputs.Add(output);
            }
        }

        return outputs.Count == 0 ? Value.Empty : Limit(Value.Concat(outputs));
    }

    private Value RunBranch(Branch branch, Value input) => Redirected(branch, input, redirected =>
    {
        var output = Value.Empty;
        var told = Value.Empty;
        foreach (var (condition, body) in branch.Arms)
        {
            told = condition is null ? told : Both(told, Run(condition, redirected));

            _conditional++;
            var result = Run(body, redirected);
            _conditional--;
            output = result.Text.Length > 0 || result.Origin is not null ? result : output;
        }

        return Both(told, output);
    });

    private Value RunLoop(Loop loop, Value input) => Redirected(loop, input, redirected =>
    {
        if (redirected is { Known: true, Text.Length: > 0 } && ReadsLines(loop.Condition))
        {
            return RunForLines(loop, redirected);
        }

        var told = Run(loop.Condition, redirected);
        _conditional++;
        var output = Run(loop.Body, redirected);
        _conditional--;
        return Both(told, output);
    });

    /// <summary>What a condition prints comes before what its body prints.</summary>
    private Value Both(Value condition, Value body) =>
        condition is { Text.Length: 0, Origin: null } ? body : body is { Text.Length: 0, Origin: null } ? condition : Limit(Value.Concat([condition, body]));

    private Value RunForEach(ForEach each, Value input) => Redirected(each, input, redirected =>
    {
        _analysis.Work(WorkOfItem * (each.Items?.Count ?? 0));
        var items = each.Items is null ? _positional : [.. each.Items.SelectMany(ExpandFields)];
        return Repeated(items.Count == 0 ? [Value.Unknown("${" + each.Variable + "}")] : items, item =>
        {
            _variables[each.Variable] = item;
            return Run(each.Body, redirected);
        });
    });

    private Value RunCase(Case choice, Value input)
    {
        ExpandText(choice.Subject);
        _conditional++;
        var output = Value.Empty;
        foreach (var (patterns, body) in choice.Arms)
        {
            foreach (var pattern in patterns)
            {
                ExpandText(pattern);
            }

            var result = Run(body, input);
            output = result.Text.Length > 0 || result.Origin is not null ? result : output;
        }

        _conditional--;
        return output;
    }

    private Value RunSimple(Simple simple, Value input)
    {
        if (_pin is null)
        {
            _at = (simple.Line, simple.Column);
        }

        var separators = simple.Words.Count > 0 ? _variables.GetValueOrDefault("IFS") : null;
        foreach (var assignment in simple.Assignments)
        {
            Assign(assignment);
            if (simple.Words.Count > 0)
            {
                _exported.Add(assignment.Name);
            }

            NoteHistory(assignment.Name, simple.Line, simple.Column);
            NoteLoaded(assignment.Name, simple.Line, simple.Column);
        }

        var words = simple.Words.SelectMany(ExpandFields).ToList();
        var output = Redirected(simple, input, redirected =>
        {
            if (words.Count == 0)
            {
                return redirected;
            }

            _analysis.Work(words.Sum(word => WorkOfItem + word.Text.Length));
            var text = Invocation.LineOf(words.Select(word => word.Text));
            var name = words[0];
            var call = new Invocation(name.Text, words.GetRange(1, words.Count - 1), redirected, simple.Line, simple.Column) { Text = text };

            // $(curl …) as the command itself.
            return name is { Known: false, Downloaded: true } ? Interpret(call, "sh", name, simple.Line) : Invoke(call);
        });
        if (simple.Words.Count > 0 && simple.Assignments.Exists(static assignment => assignment.Name == "IFS"))
        {
            _variables["IFS"] = separators ?? new Value(" \t\n"); // for this command only
        }

        return output;
    }

    /// <summary>Shell history that is switched off is a step of its own.</summary>
    private void NoteHistory(string name, int line, int column)
    {
        if (name is "HISTFILE" or "HISTSIZE" or "HISTFILESIZE" or "HISTCONTROL")
        {
            Emit(new Effect(EffectKind.Run, name + "=" + (_variables.TryGetValue(name, out var value) ? value.Text : ""), "history", line, column));
        }
    }

    internal Value Invoke(Invocation call)
    {
        if (!_analysis.Step() || !MayCall(MaxCalls - 1))
        {
            return Value.Empty;
        }

        if (_invocations >= MaxInvocations)
        {
            Say(NestedInvocations);
            return Value.Empty;
        }

        _invocations++;
        _analysis.Work(call.Input.Text.Length);
        var output = Dispatch(call);
        _analysis.Work(output.Text.Length);
        _invocations--;
        return output;
    }

    private Value Dispatch(Invocation call)
    {
        if (_aliases.TryGetValue(call.Name, out var alias) && _aliases.Remove(call.Name))
        {
            var words = Most(alias.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), MaxFields).ToList();
            var output = words.Count == 0 ? Value.Empty
                : alias.AsSpan().IndexOfAny("|;&$`'\"<>(") >= 0 ? RunText(alias, call.Line, call.Input)
                : Invoke(call with { Name = words[0], Arguments = [.. words.Skip(1).Select(word => new Value(word)), .. call.Arguments], Text = Shorten(alias + " " + string.Join(' ', call.Words.Take(8))) });
            _aliases[call.Name] = alias;
            return output;
        }

        if (_functions.TryGetValue(call.Name, out var body))
        {
            var outer = _positional;
            _positional = call.Arguments;
            _calls++;
            var isAgain = !_running.Add(call.Name);
            _again += isAgain ? 1 : 0;
            var result = Run(body, call.Input);
            _again -= isAgain ? 1 : 0;
            if (!isAgain)
            {
                _running.Remove(call.Name);
            }

            _calls--;
            _positional = outer;
            return result;
        }

        if (call.Name == "${0}")
        {
            return Invoke(call with { Name = "sh" }); // a command line's own shell
        }

        if (call.Name.AsSpan().IndexOfAny("?*[") >= 0 && call.Name.Contains('/', StringComparison.Ordinal))
        {
            var pattern = BaseName(call.Name);
            var match = Array.Find(WellKnown, name => Patterns.Matches(name, pattern)) ?? Known.Keys.FirstOrDefault(name => name.Length > 1 && Patterns.Matches(name, pattern));
            return match is null ? Other(call) : Invoke(call with { Name = match });
        }

        if (BaseName(call.Name) is { } loader && loader.StartsWith("ld-", StringComparison.Ordinal) && loader.Contains(".so", StringComparison.Ordinal))
        {
            return Loader(call);
        }

        if (IsFile(call.Name, out var path))
        {
            return Execute(call, path);
        }

        var known = BaseName(call.Name);
        if (known.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) && !Known.ContainsKey(known) && known[..^4] is var plain && (Known.ContainsKey(plain) || LanguageOfName(plain) is not null))
        {
            return Invoke(call with { Name = plain });
        }

        return Known.TryGetValue(known, out var handler) || (LanguageOfName(known) is not null && Known.TryGetValue("sh", out handler)) ? handler(this, call) : Other(call);
    }

    /// <summary>What a command that is written as a pattern is meant to find first.</summary>
    private static readonly string[] WellKnown = ["curl", "wget", "sh", "bash", "python3", "perl", "nc", "base64", "cat", "chmod"];

    /// <summary>A command without special meaning: one step, and what it prints is not known.</summary>
    private Value Other(Invocation call)
    {
        var program = Start(call, call.Name, null, sourced: false, out var output);
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)) with { Text = call.Input.Text.Length > 0 ? Excerpt(call.Input.Text) : null, Program = program, Steps = program is null ? WrappedCode(call) : [] });
        return output is { Known: true, Text.Length: > 0 } ? output : Value.Unknown("$(" + call.Text + ")") with { Origin = call.Input.Origin, Downloaded = call.Input.Downloaded };
    }

    private static Effect Step(EffectKind kind, Invocation call, string? about) =>
        new(kind, call.Text, about, call.Line, call.Column) { Arguments = [.. call.Words.Take(MaxArguments)] };

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal static string Shorten(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length > 500 ? text[..499] + "…" : text;
    }

    /// <summary>For text that was just put together: it counts as work, and has a longest length.</summary>
    internal Value Limit(Value value)
    {
        _analysis.Work(value.Text.Length);
        return Cut(value);
    }

    private static Value Cut(Value value) =>
        value.Text.Length > Analysis.MaxDecoded ? value with { Text = value.Text[..Analysis.MaxDecoded], Known = false }
        : !value.Known && value.Text.Length > MaxUnknown ? value with { Text = value.Text[..MaxUnknown] } : value;
}
