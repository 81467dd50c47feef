namespace Wellguard.Programs.Shell;

/// <summary>Files that the script reads, writes and starts, and the interpreters that it feeds.</summary>
internal sealed partial class ShellEvaluator
{
    private static readonly Dictionary<string, string> Interpreters = new()
    {
        ["sh"] = "sh",
        ["bash"] = "sh",
        ["dash"] = "sh",
        ["ash"] = "sh",
        ["zsh"] = "sh",
        ["ksh"] = "sh",
        ["rbash"] = "sh",
        ["mksh"] = "sh",
        ["python"] = "python",
        ["python2"] = "python",
        ["python3"] = "python",
        ["pypy"] = "python",
        ["pypy3"] = "python",
        ["perl"] = "perl",
        ["node"] = "javascript",
        ["nodejs"] = "javascript",
        ["bun"] = "javascript",
        ["deno"] = "javascript",
        ["fish"] = "sh",
        ["lua"] = "lua",
        ["luajit"] = "lua",
        ["tclsh"] = "tcl",
        ["expect"] = "tcl",
        ["wish"] = "tcl",
        ["php"] = "php",
        ["ruby"] = "ruby",
        ["pwsh"] = "powershell",
        ["powershell"] = "powershell",
    };

    private string FullPath(string path)
    {
        if (path.StartsWith('/') || path.StartsWith('~') || path.StartsWith('$') || _folder.Length == 0)
        {
            return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        }

        return _folder.TrimEnd('/') + "/" + (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path);
    }

    /// <summary>The command name is a file to start: a path outside the usual folders, or a file that the script wrote.</summary>
    private bool IsFile(string name, out string path)
    {
        path = FullPath(name);
        if (_files.ContainsKey(path))
        {
            return name.Contains('/', StringComparison.Ordinal) || !Known.ContainsKey(name);
        }

        if (!name.Contains('/', StringComparison.Ordinal))
        {
            foreach (var folder in CommandFolders)
            {
                if (_files.ContainsKey(folder + name))
                {
                    path = folder + name;
                    return true;
                }
            }

            return false;
        }

        return !(CommandFolders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal) && !name[folder.Length..].Contains('/', StringComparison.Ordinal)) && Known.ContainsKey(BaseName(name)));
    }

    private static readonly string[] CommandFolders = ["/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"];

    /// <summary>What the script put at a path, by itself or by unpacking a download around it.</summary>
    private Value? Content(string path)
    {
        if (_files.TryGetValue(path, out var content))
        {
            return content;
        }

        foreach (var (folder, origin) in _unpacked)
        {
            if (folder.Length == 0 ? !path.StartsWith('/') : path.StartsWith(folder, StringComparison.Ordinal))
            {
                return origin;
            }
        }

        return null;
    }

    internal Value ReadFile(string path, int line, int column)
    {
        path = FullPath(path);
        if (IsNetwork(path, out var peer))
        {
            Emit(new Effect(EffectKind.Connect, path, peer, line, column));
            return Value.Unknown("") with { Origin = peer, Downloaded = true };
        }

        if ((Descriptor(path) ?? Content(path)) is { } content)
        {
            return content;
        }

        if (path is not "/dev/null" and not "/dev/stdin")
        {
            Emit(new Effect(EffectKind.Read, path, path, line, column));
        }

        var text = _analysis.Script is { } script && path == "/" + script ? _analysis.ScriptText : null;
        text ??= _analysis.Files?.Find(path, _analysis.Script)?.Text;
        _analysis.Work(text?.Length ?? 0);
        return text is null ? Value.Unknown("") with { Origin = path } : new Value(text) { Origin = path };
    }

    internal void WriteFile(string path, Value content, bool append, int line, int column)
    {
        path = FullPath(path);
        if (path is "" or "/dev/null" or "/dev/stderr" or "/dev/stdout" or "/dev/tty")
        {
            return;
        }

        var old = append ? _files.GetValueOrDefault(path) : null;
        _files[path] = old is null ? content : Limit(Value.Concat([old, content]));
        Emit(new Effect(EffectKind.Write, $"writes {path}", path, line, column)
        {
            Text = content.Known || content.Text.Length > 0 ? Excerpt(content.Text) : null,
            Origin = content.Origin,
            Decoding = content.Decoding,
            Verified = content.Verified,
            Steps = content.Text.Length is > 0 and < Analysis.MaxText && _calls < MaxCalls ? Collect(() => RunPersisted(path, content.Text)) : [],
        });
    }

    /// <summary>What a file that runs by itself would do later: the steps below the write.</summary>
    private void RunPersisted(string path, string text)
    {
        if (path.Contains("cron", StringComparison.Ordinal) && !IsCronScript(path))
        {
            foreach (var job in Crontab.Jobs(text, hasUser: Crontab.HasUser(path.TrimStart('/'))))
            {
                RunText(job.Command, job.Line);
            }
        }
        else if (path.EndsWith(".service", StringComparison.Ordinal))
        {
            foreach (var (command, line) in SystemdUnit.Commands(text))
            {
                RunText(command, line);
            }
        }
        else if (StartupFiles.IsShell(path) || IsCronScript(path))
        {
            RunText(text, 1);
        }
    }

    private static bool IsCronScript(string path) =>
        path.Contains("/cron.hourly/", StringComparison.Ordinal) || path.Contains("/cron.daily/", StringComparison.Ordinal)
        || path.Contains("/cron.weekly/", StringComparison.Ordinal) || path.Contains("/cron.monthly/", StringComparison.Ordinal);

    private static string Excerpt(string text) => text.Length > 2000 ? text[..2000] + "…" : text;

    /// <summary>What runs came out of a file of the artifact that was not read, or not to its end.</summary>
    private void NoteUnreadCode(Value code)
    {
        if (code is { Known: false, Downloaded: false, Origin: ['/', ..] path } && _analysis.Files?.Find(path, _analysis.Script) is { IsFolder: false, IsVouched: false })
        {
            Say($"runs code from a file that was not read: {path[1..]}");
        }
    }

    /// <summary>Feeds code to an interpreter: the step that gives a download its teeth.</summary>
    internal Value Interpret(Invocation call, string language, Value code, int line)
    {
        NoteUnreadCode(code);
        IReadOnlyList<Effect> steps = [];
        if (code is not { Known: false, Downloaded: true } && code.Text.Length > 0)
        {
            steps = StepsOf(language, code.Text, line);
        }

        Emit(Step(EffectKind.Interpret, call, language) with
        {
            Origin = code.Origin,
            Verified = code.Verified,
            Decoding = code.Decoding,
            Text = code.Text.Length > 0 ? Excerpt(code.Text) : null,
            Steps = steps,
        });
        return Value.Unknown("$(" + call.Text + ")") with { Origin = call.Has("-i") && language == "sh" ? InteractiveShell : null };
    }

    /// <summary>The origin of what an interactive shell prints: sent to a connection, it is a remote shell.</summary>
    private const string InteractiveShell = "interactive shell";

    /// <summary><c>bash -c CODE</c>, <c>python script.py</c>, <c>… | sh</c>.</summary>
    private Value RunInterpreter(Invocation call)
    {
        var name = BaseName(call.Name);
        var language = LanguageOfName(name) ?? "sh";
        if (language == "powershell")
        {
            return RunPowerShell(call);
        }

        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call[i];
            if (IsCodeOption(language, argument) && i + 1 < call.Arguments.Count)
            {
                var outer = _positional;
                var code = i + 1;
                while (language == "sh" && code + 1 < call.Arguments.Count && call[code] is "-" or "--")
                {
                    code++;
                }

                var name0 = _variables.GetValueOrDefault("0");
                _positional = [.. call.Arguments.Skip(code + 2)];
                if (code + 1 < call.Arguments.Count)
                {
                    _variables["0"] = call.Arguments[code + 1];
                }

                var output = Interpret(call, language, call.Arguments[code], call.Line);
                _positional = outer;
                if (name0 is null)
                {
                    _variables.Remove("0");
                }
                else
                {
                    _variables["0"] = name0;
                }

                return output;
            }

            if (argument is "-m" or "-M" && language == "python")
            {
                return RunModule(call, i + 1);
            }

            if (argument is "-" or "-s" or "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0")
            {
                return Interpret(call, language, call.Input, call.Line);
            }

            if (name is "deno" or "bun" && argument is "run" or "x" or "serve" or "install" or "add" && i + 1 < call.Arguments.Count)
            {
                continue;
            }

            if (!argument.StartsWith('-') && !argument.StartsWith('+'))
            {
                return RunScriptArgument(call, language, i);
            }

            if (argument is "-W" or "-X" or "-r" or "--require" or "-I" or "-O" or "-o" or "--rcfile" or "--init-file")
            {
                i++;
            }
        }

        return call.Input.Text.Length > 0 || call.Input.Origin is not null ? Interpret(call, language, call.Input, call.Line) : Other(call);
    }

    private Value RunScriptArgument(Invocation call, string language, int index)
    {
        var argument = call.Arguments[index];
        if (Descriptor(argument.Text) is { } opened)
        {
            return Interpret(call, language, opened, call.Line);
        }

        if (IsCodeAddress(argument.Text) && Started(call, index, argument.Text) is { } started)
        {
            return started;
        }

        if (argument.Downloaded || (argument.Decoding.Count > 0 && !argument.Text.StartsWith('/')))
        {
            return Interpret(call, language, argument, call.Line); // <(curl …)
        }

        var path = FullPath(argument.Text);
        if (Content(path) is { Known: true, Text.Length: > 0 } content && language != "sh")
        {
            return Interpret(call, language, content, 1);
        }

        return Execute(call.From(index) with { Text = call.Text }, Program(language, path), language);
    }

    private static bool IsCodeOption(string language, string argument) => language switch
    {
        "sh" => argument.Length > 1 && argument[0] == '-' && argument[1] != '-' && argument.Contains('c', StringComparison.Ordinal),
        "python" => argument is "-c" or "-uc" or "-Ic" or "-Sc" or "-Bc",
        "perl" => argument.Length > 1 && argument[0] == '-' && argument[1] != '-' && argument[^1] is 'e' or 'E',
        "javascript" => argument is "-e" or "--eval" or "-p" or "-pe" or "--print" or "eval",
        "php" => argument is "-r",
        "ruby" or "lua" => argument is "-e",
        "tcl" => argument is "-c",
        _ => false,
    };
}
