namespace Wellguard.Programs.Shell;

/// <summary>What commands do, by name. Every other command is one plain step.</summary>
internal sealed partial class ShellEvaluator
{
    private delegate Value Handler(ShellEvaluator shell, Invocation call);

    private static Dictionary<string, Handler> Known => Commands.Table;

    /// <summary>Apart, because static fields of partial classes have no order among files.</summary>
    private static class Commands
    {
        public static readonly Dictionary<string, Handler> Table = Build();
    }

    private static Dictionary<string, Handler> Build()
    {
        var table = new Dictionary<string, Handler>();
        Add(static (_, _) => Value.Empty, ":", "true", "false", "[", "test", "[[", "return", "exit", "break", "continue", "wait", "sleep", "ulimit", "umask", "shopt", "hash", "getopts", "clear", "pwd", "mkdir", "popd", "let");
        Add(static (shell, call) => shell.Unset(call), "unset");
        Add(static (shell, call) => shell.SetOptions(call), "set");
        Add(static (shell, call) => shell.Declare(call), "export", "local", "declare", "typeset", "readonly");
        Add(static (shell, call) => shell.Read(call), "read");
        Add(static (shell, call) => shell.ChangeFolder(call), "cd", "pushd");
        AddText(Add);
        AddFiles(Add);
        AddNetwork(Add);
        AddWrappers(Add);
        AddState(Add);
        AddOtherLanguages(Add);
        AddMake(Add);
        AddPackages(Add);
        AddRemote(Add);
        AddSupervisors(Add);
        AddWindows(Add);
        Add(static (shell, call) => shell.RunInterpreter(call), [.. Interpreters.Keys]);
        return table;

        void Add(Handler handler, params string[] names)
        {
            foreach (var name in names)
            {
                table[name] = handler;
            }
        }
    }

    private delegate void Adder(Handler handler, params string[] names);

    private Value SetOptions(Invocation call)
    {
        if (call[0] == "--")
        {
            _positional = [.. call.Arguments.Skip(1)];
        }

        return call.Arguments.Count == 0 ? Value.Unknown("") with { Origin = "environment" } : Value.Empty;
    }

    private Value Declare(Invocation call)
    {
        foreach (var argument in call.Arguments)
        {
            var equals = argument.Text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && argument.Text[0] != '-')
            {
                _variables[argument.Text[..equals]] = argument.With(argument.Text[(equals + 1)..]);
                NoteHistory(argument.Text[..equals], call.Line, call.Column);
                NoteLoaded(argument.Text[..equals], call.Line, call.Column);
            }

            if (BaseName(call.Name) == "export" || call[0].Contains('x', StringComparison.Ordinal))
            {
                _exported.Add(equals > 0 ? argument.Text[..equals] : argument.Text);
            }
        }

        return call.Arguments.Count == 0 || (call.Arguments.Count == 1 && call[0] is "-p" or "-x" or "-px" or "-xp") ? Value.Unknown("") with { Origin = "environment" } : Value.Empty;
    }

    private Value Unset(Invocation call)
    {
        foreach (var name in call.Words)
        {
            _variables.Remove(name);
            if (name == "HISTFILE")
            {
                Emit(Step(EffectKind.Run, call, "history"));
            }
        }

        return Value.Empty;
    }

    private Value ChangeFolder(Invocation call)
    {
        _folder = call.Arguments.Count == 0 ? "~" : call[0] == "-" ? _folder : FullPath(call[0]);
        return Value.Empty;
    }
}
