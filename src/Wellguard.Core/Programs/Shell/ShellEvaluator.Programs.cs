using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Programs that the script starts: files that it wrote, and files of the artifact with the arguments and variables that they get.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Entrypoints start themselves as another user, with an argument more each time that both sides of a condition are taken: further rounds show nothing new.</summary>
    private const int MaxSelf = 2;

    private int _sourced;

    private Value Execute(Invocation call, string path, string? language = null, bool sourced = false)
    {
        var content = Content(path);
        IReadOnlyList<Effect> steps = [];
        CodeFile? program = null;
        var output = Value.Empty;
        if (content is { Known: true, Text.Length: > 0 })
        {
            var outer = _positional;
            _positional = sourced && call.Arguments.Count < 2 ? outer : [.. call.Arguments.Skip(sourced ? 1 : 0)];
            steps = StepsOf(language ?? LanguageOf(content.Text), content.Text, 1);
            _positional = outer;
        }
        else if (content is null)
        {
            program = Start(call, path, language, sourced, out output);
            steps = program is null && language is null ? WrappedCode(call) : [];
            NoteArchive(path);
        }

        Emit(Step(EffectKind.Execute, call, program is null ? path : "/" + program.Path) with
        {
            Origin = content?.Downloaded == true ? content.Origin : null,
            Verified = content?.Verified ?? false,
            Decoding = content?.Decoding ?? [],
            Text = content?.Decoding.Count > 0 ? Excerpt(content.Text) : null,
            Steps = steps,
            Program = program,
        });
        return output is { Known: true, Text.Length: > 0 } ? output : Value.Unknown("$(" + call.Text + ")");
    }

    /// <summary>Evaluates a file of the artifact as the command starts it. Null: none that is known, or it was evaluated already.</summary>
    private CodeFile? Start(Invocation call, string path, string? language, bool sourced, out Value output)
    {
        output = Value.Empty;
        if (_analysis.Files is not { } files || files.Find(path, _analysis.Script) is not { IsVouched: false, Text: { } text } file
            || _analysis.Nesting(file.Path) > MaxSelf || IsTooDeep(file) || !files.Begin(file.Path, sourced ? $". {_sourced++}" : string.Join('\0', call.Words), _analysis))
        {
            return null;
        }

        language ??= LanguageOf(text);
        var analysis = _analysis.Of(file);
        var printed = Value.Empty;
        IReadOnlyList<Effect> effects = [];
        if (EvaluationFence.Guard(call, (in Invocation started) => effects = EffectsOf(analysis, language, text, started, sourced, out printed)) is { } error)
        {
            analysis.Problems.Add(error);
        }

        output = printed;
        files.End(analysis);
        return analysis.Program(file.Path, 1, TriggerKind.None, null, effects);
    }

    private IReadOnlyList<Effect> EffectsOf(Analysis analysis, string language, string text, Invocation call, bool sourced, out Value output)
    {
        if (sourced)
        {
            output = RunHere(analysis, language, text, call);
            return _lastSourced;
        }

        output = Value.Empty;
        if (language == "sh" || IsRunHere(language))
        {
            var child = new ShellEvaluator(analysis) { _folder = _folder, _calls = _calls + 1, _invocations = _invocations, _positional = call.Arguments };
            child.Inherit(this);
            child._variables["0"] = new Value("/" + analysis.Script);
            child._variables["BASH_SOURCE"] = child._variables["0"];
            output = language == "sh" ? child.RunScript(text, call.Input) : child.RunOther(language, text, call.Input);
            return child._effects;
        }

        return analysis.Read(language, text);
    }

    private bool IsTooDeep(ArtifactFile file)
    {
        if (_analysis.Depth < Analysis.MaxDepth && _calls < MaxCalls)
        {
            return false;
        }

        _analysis.Problems.Add($"programs that start programs are nested too deeply; from {file.Path} on they were not followed");
        return true;
    }

    private IReadOnlyList<Effect> _lastSourced = [];

    /// <summary><c>. FILE</c>: in this shell's state, with the file's own lines.</summary>
    private Value RunHere(Analysis analysis, string language, string text, Invocation call)
    {
        var outer = (_analysis, _effects, _pin, _at, _positional);
        (_analysis, _effects, _pin, _at) = (analysis, [], null, null);
        _positional = call.Arguments.Count > 1 ? [.. call.Arguments.Skip(1)] : _positional;
        var calls = _calls++;
        try
        {
            return language == "powershell" ? RunPowerShellText(text, 1) : RunFile(text, Value.Empty);
        }
        finally
        {
            _calls = calls;
            _lastSourced = _effects;
            (_analysis, _effects, _pin, _at, _positional) = outer;
        }
    }

    [GeneratedRegex("^#![^\\n]*\\benv\\s+(?:-S|--split-string=?|-vS)\\s*([^\\n]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SplitShebang { get; }

    /// <summary>A script, and the command in its first line when that has arguments of its own: <c>#!/usr/bin/env -S sh -c …</c>.</summary>
    private Value RunScript(string text, Value input)
    {
        if (SplitShebang.Match(text) is { Success: true } command)
        {
            RunParsed(command.Groups[1].Value + " " + (_variables.GetValueOrDefault("0")?.Text ?? ""), 1, input);
        }

        return RunFile(text, input);
    }

    /// <summary>The text of a whole file; its effects stand where they are in it.</summary>
    private Value RunFile(string text, Value input)
    {
        var output = Value.Empty;
        foreach (var (part, line) in LongText.Parts("sh", text, Analysis.MaxText, _analysis.Problems))
        {
            output = RunParsed(part, line, input);
        }

        return output;
    }

    /// <summary>Variables that a child process gets.</summary>
    private void Inherit(ShellEvaluator parent)
    {
        foreach (var name in parent._exported)
        {
            if (parent._variables.TryGetValue(name, out var value))
            {
                _variables[name] = value;
                _exported.Add(name);
            }
        }
    }

    /// <summary>Steps of nested code; those of a file's text stand at the statement that runs it.</summary>
    private IReadOnlyList<Effect> StepsOf(string language, string text, int line, Value? input = null) => language switch
    {
        "sh" => Collect(() => RunText(text, line, input)),
        _ when IsRunHere(language) => Collect(() => RunOther(language, text, input ?? Value.Empty)),
        _ => _pin is null && _at is null ? _analysis.Nested(language, text, line) : Pinned(_analysis.Nested(language, text, line), 0),
    };

    private List<Effect> Pinned(IReadOnlyList<Effect> effects, int depth)
    {
        var (line, column) = _pin ?? _at ?? (1, 1);
        return [.. effects.Select(effect => effect with { Line = line, Column = column, Nested = true, Steps = effect.Steps.Count > 0 && depth < Analysis.MaxDepth ? Pinned(effect.Steps, depth + 1) : effect.Steps })];
    }

    private static string LanguageOf(string script)
    {
        var end = script.AsSpan().IndexOf('\n');
        var first = end < 0 ? script.AsSpan() : script.AsSpan()[..end];
        if (!first.StartsWith("#!"))
        {
            return "sh";
        }

        foreach (var (name, language) in ShebangNames)
        {
            if (first.Contains(name, StringComparison.Ordinal))
            {
                return language;
            }
        }

        return "sh";
    }

    private static readonly (string Name, string Language)[] ShebangNames =
        [("python", "python"), ("pypy", "python"), ("perl", "perl"), ("node", "javascript"), ("deno", "javascript"), ("bun", "javascript"), ("php", "php"), ("ruby", "ruby"), ("awk", "awk"), ("make", "make"), ("lua", "lua"), ("tclsh", "tcl"), ("expect", "tcl"), ("wish", "tcl"), ("pwsh", "powershell")];

    /// <summary>An unknown program whose arguments are <c>sh -c TEXT</c> starts them, as a guess that costs little.</summary>
    private List<Effect> WrappedCode(Invocation call)
    {
        for (var i = 0; i + 2 < call.Arguments.Count && i < MaxArguments; i++)
        {
            if (LanguageOfName(BaseName(call[i])) is { } language)
            {
                var last = Math.Min(call.Arguments.Count - 1, i + 6);
                for (var option = i + 1; option < last; option++)
                {
                    if (IsCodeOption(language, call[option]))
                    {
                        return Collect(() => Invoke(call.From(i)));
                    }

                    if (!call[option].StartsWith('-'))
                    {
                        break;
                    }
                }
            }
        }

        return [];
    }

    /// <summary>The language of an interpreter's name, also with a version: <c>python3.14</c>, <c>node20</c>.</summary>
    private static string? LanguageOfName(string name) =>
        Interpreters.TryGetValue(name, out var language) || Interpreters.TryGetValue(name.TrimEnd([.. "0123456789.-"]), out language) ? language : null;

    private readonly List<(string Folder, string Archive)> _unread = [];

    /// <summary>What runs came out of an archive of the artifact that nobody read.</summary>
    private void NoteArchive(string path)
    {
        foreach (var (folder, archive) in _unread)
        {
            if ((folder.Length == 0 ? !path.StartsWith('/') : path.StartsWith(folder, StringComparison.Ordinal)) && _analysis.Files?.Find(path, null) is null)
            {
                _analysis.Problems.Add($"runs code from an archive that was not read: {archive}");
                return;
            }
        }
    }
}
