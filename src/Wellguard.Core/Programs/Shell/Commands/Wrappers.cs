namespace Wellguard.Programs.Shell;

/// <summary>Commands that run another command.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddWrappers(Adder add)
    {
        add(static (shell, call) => shell.Eval(call), "eval");
        add(static (shell, call) => shell.SourceFile(call), ".", "source");
        add(static (shell, call) => shell.Unwrap(call), [.. Launchers.Keys]);
        add(static (shell, call) => shell.Session(call), "tmux", "screen", "dtach", "abduco");
        add(static (shell, call) => shell.StartDaemon(call), "start-stop-daemon");
        add(static (shell, call) => shell.Under(call, 2), "chroot");
        add(static (shell, call) => shell.Under(call, 1), "unshare", "nsenter", "docker", "podman", "nerdctl", "kubectl", "crictl", "ctr", "ssh", "runuser");
        add(static (shell, call) => shell.AsUser(call), "su", "script", "sg");
        add(static (shell, call) => shell.XArgs(call), "xargs");
        add(static (shell, call) => shell.Find(call), "find");
        add(static (shell, call) => shell.At(call), "at", "batch");
    }

    /// <summary>Attack: <c>eval eval eval …</c>, each of which joins and parses all that follows again. In one script each level takes away marks of quoting: eight take away all that anybody writes.</summary>
    private const int MaxEvals = 8;

    private Value Eval(Invocation call)
    {
        var evals = 0;
        while (evals < call.Arguments.Count && call[evals] == "eval")
        {
            evals++;
        }

        if (evals > MaxEvals)
        {
            Say($"more than {MaxEvals} eval in each other were read as {MaxEvals}");
        }

        var code = Value.Concat([.. call.Arguments.Skip(evals - Math.Min(evals, MaxEvals)).SelectMany((argument, index) => index == 0 ? [argument] : new[] { new Value(" "), argument })]);
        if (code.Downloaded || code.Decoding.Count > 0)
        {
            return Interpret(call, "sh", code, call.Line);
        }

        NoteUnreadCode(code);
        return RunText(code.Text, call.Line);
    }

    private Value SourceFile(Invocation call)
    {
        if (call.Arguments.Count == 0)
        {
            return Value.Empty;
        }

        var argument = call.Arguments[0];
        if (argument.Downloaded)
        {
            return Interpret(call, "sh", argument, call.Line);
        }

        if (argument.Text is "/dev/stdin" or "-" or "/dev/fd/0" or "/proc/self/fd/0")
        {
            return Interpret(call, "sh", call.Input, call.Line);
        }

        return Descriptor(argument.Text) is { } opened ? Interpret(call, "sh", opened, call.Line) : Execute(call with { Name = argument.Text }, FullPath(argument.Text), "sh", sourced: true);
    }

    /// <summary>The command is itself telling (a container, another host, another namespace); what runs inside is its steps.</summary>
    private Value Under(Invocation call, int skip)
    {
        var index = 0;
        var operands = 0;
        for (; index < call.Arguments.Count; index++)
        {
            var word = call[index];
            if (word == "-o")
            {
                index++;
                continue;
            }

            if (Interpreters.ContainsKey(BaseName(word)) || (operands >= skip && word is "curl" or "wget"))
            {
                break;
            }

            operands += word.StartsWith('-') ? 0 : 1;
        }

        Emit(Step(EffectKind.Run, call, BaseName(call.Name)) with { Text = call.Input.Text.Length > 0 ? Excerpt(call.Input.Text) : null, Steps = index < call.Arguments.Count ? Collect(() => Invoke(call.From(index))) : RemoteText(call) });
        var file = call.Words.ToList().FindIndex(word => word is "-f" or "--filename" or "-k");
        if (file >= 0 && BaseName(call.Name) == "kubectl" && call.Has("apply", "create", "replace") && IsCodeAddress(call[file + 1]))
        {
            Emit(Step(EffectKind.Execute, call, "kubectl") with { Origin = call[file + 1] });
        }

        var host = BaseName(call.Name) == "ssh" ? call.Words.FirstOrDefault(word => !word.StartsWith('-')) : null;
        return host is null ? Value.Unknown("$(" + call.Text + ")") : Value.Unknown("$(" + call.Text + ")") with { Origin = "ssh://" + host, Downloaded = true };
    }

    /// <summary><c>ssh host 'curl … | sh'</c>: the last argument is shell text.</summary>
    private List<Effect> RemoteText(Invocation call) =>
        BaseName(call.Name) == "ssh" && call.Arguments.Count > 1 && call[call.Arguments.Count - 1].Contains(' ', StringComparison.Ordinal) ? Collect(() => RunText(call[call.Arguments.Count - 1], call.Line)) : [];

    private Value AsUser(Invocation call)
    {
        var words = call.Words.ToList();
        var at = words.FindIndex(word => word is "-c" or "--command" or "-lc" or "-qc");
        return at >= 0 && at + 1 < words.Count ? RunText(words[at + 1], call.Line) : Value.Empty;
    }

    private Value XArgs(Invocation call)
    {
        string? replace = null;
        var atOnce = 0;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var word = call[i];
            if (word.StartsWith("-I", StringComparison.Ordinal))
            {
                replace = word.Length > 2 ? word[2..] : call[++i];
            }
            else if (word is "-n" or "-P" or "-L" or "-d" or "-s" or "-a")
            {
                i++;
                atOnce = word is "-n" or "-L" && int.TryParse(call[i], out var given) ? given : atOnce;
            }
            else if (word.StartsWith("-n", StringComparison.Ordinal) && int.TryParse(word.AsSpan(2), out var attached))
            {
                atOnce = attached;
            }
            else if (!word.StartsWith('-'))
            {
                var inner = call.From(i);
                List<Value> extra = call.Input.Known
                    ? [.. Fields(call.Input, wholeLines: replace is not null)]
                    : call.Input.Origin is not null ? [call.Input with { Text = call.Input.Text.Length > 0 ? call.Input.Text : "$(…)" }] : [];
                return replace is not null ? Repeated(extra.Count > 0 ? extra : [Value.Unknown("{}")], one => Run([.. inner.Arguments.Select(argument => Substituted(argument, replace, one))]))
                    : atOnce > 0 && extra.Count > atOnce ? Repeated([.. extra.Chunk(atOnce)], some => Run([.. inner.Arguments, .. some]))
                    : Run([.. inner.Arguments, .. extra]);

                Value Run(List<Value> arguments) =>
                    Invoke(inner with { Arguments = arguments, Input = Value.Empty, Text = Invocation.LineOf(arguments.Select(static argument => argument.Text).Prepend(inner.Name)) });
            }
        }

        return call.Input;
    }

    private IEnumerable<Value> Fields(Value input, bool wholeLines)
    {
        var fields = input.Text.Split((char[])(wholeLines ? ['\n'] : [' ', '\n', '\t']), StringSplitOptions.RemoveEmptyEntries);
        return Most(fields, MaxFields).Select(input.With);
    }

    private static Value Substituted(Value argument, string mark, Value by) =>
        mark.Length > 0 && argument.Text.Contains(mark, StringComparison.Ordinal) ? by.With(argument.Text.Replace(mark, by.Text, StringComparison.Ordinal)) : argument;

    private Value Find(Invocation call)
    {
        Emit(Step(EffectKind.Run, call, "find"));
        var words = call.Words.ToList();
        var at = words.FindIndex(word => word is "-exec" or "-execdir" or "-ok");
        if (at >= 0 && at + 1 < words.Count)
        {
            var end = words.FindIndex(at, word => word is ";" or "+" or "\\;");
            var inner = call.From(at + 1);
            Invoke(inner with { Arguments = [.. inner.Arguments.Take((end < 0 ? words.Count : end) - at - 2)] });
        }

        return Value.Unknown("$(" + call.Text + ")") with { Origin = words.Find(word => word.StartsWith('/') || word.StartsWith('~')) };
    }

    private Value At(Invocation call)
    {
        Emit(Step(EffectKind.Write, call, "/var/spool/cron/atjobs") with { Text = Excerpt(call.Input.Text), Origin = call.Input.Origin, Steps = Collect(() => RunText(call.Input.Text, call.Line)) });
        return Value.Empty;
    }
}
