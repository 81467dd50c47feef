namespace Wellguard.Programs.Shell;

/// <summary>Commands whose operands are another command, as their manuals say which options take a value.</summary>
internal sealed partial class ShellEvaluator
{
    /// <param name="Operands">Operands of its own before the command.</param>
    /// <param name="WithValue">Letters of options whose value is the next word.</param>
    private sealed record Launcher(int Operands, string WithValue)
    {
        /// <summary>The command itself is a step that is told.</summary>
        public bool Told { get; init; }

        public bool Background { get; init; }

        /// <summary><c>NAME=value</c> before the command sets a variable.</summary>
        public bool Assigns { get; init; }
    }

    private static readonly Dictionary<string, Launcher> Launchers = new()
    {
        ["exec"] = new(0, "a"),
        ["command"] = new(0, ""),
        ["builtin"] = new(0, ""),
        ["nohup"] = new(0, "") { Background = true },
        ["setsid"] = new(0, "") { Background = true },
        ["sudo"] = new(0, "ugChpTRDrt") { Assigns = true },
        ["doas"] = new(0, "uC") { Assigns = true },
        ["nice"] = new(0, "n"),
        ["ionice"] = new(0, "cnp"),
        ["stdbuf"] = new(0, "ioe"),
        ["time"] = new(0, "fo"),
        ["env"] = new(0, "uC") { Assigns = true },
        ["timeout"] = new(1, "ks"),
        ["gosu"] = new(1, ""),
        ["su-exec"] = new(1, ""),
        ["s6-setuidgid"] = new(1, ""),
        ["setuidgid"] = new(1, ""),
        ["envuidgid"] = new(1, ""),
        ["s6-envuidgid"] = new(1, ""),
        ["envdir"] = new(1, ""),
        ["s6-envdir"] = new(1, ""),
        ["chpst"] = new(0, "uUbe/mdofpcrtn"),
        ["softlimit"] = new(0, "madsfloprtc"),
        ["setpriv"] = new(0, ""),
        ["tini"] = new(0, "ep"),
        ["tini-static"] = new(0, "ep"),
        ["docker-init"] = new(0, "ep"),
        ["dumb-init"] = new(0, "r"),
        ["catatonit"] = new(0, ""),
        ["busybox"] = new(0, ""),
        ["toybox"] = new(0, ""),
        ["unbuffer"] = new(0, ""),
        ["strace"] = new(0, "eopsuPEIabOSX"),
        ["ltrace"] = new(0, "eopsuaAnx"),
        ["valgrind"] = new(0, ""),
        ["proxychains"] = new(0, "f") { Told = true },
        ["proxychains4"] = new(0, "f") { Told = true },
        ["torsocks"] = new(0, "uaP") { Told = true },
        ["torify"] = new(0, "") { Told = true },
        ["faketime"] = new(1, "f"),
        ["catchsegv"] = new(0, ""),
        ["chrt"] = new(1, "TPD") { Told = true },
        ["taskset"] = new(1, "") { Told = true },
        ["systemd-run"] = new(0, "pHMuE") { Told = true, Background = true },
        ["watch"] = new(0, "n") { Told = true },
        ["firejail"] = new(0, ""),
        ["fakeroot"] = new(0, "lfbi"),
        ["eatmydata"] = new(0, ""),
        ["sem"] = new(0, "j"),
        ["parallel"] = new(0, "jNnLIaS"),
        ["flock"] = new(1, "wE"),
        ["numactl"] = new(0, "NmCipPM"),
        ["prlimit"] = new(0, "po"),
        ["cpulimit"] = new(0, "lpe"),
        ["daemonize"] = new(0, "aceploEuvs"),
        ["daemon"] = new(0, "nuUroOEel"),
        ["chronic"] = new(0, ""),
        ["xvfb-run"] = new(0, "nsefpw"),
        ["dbus-run-session"] = new(0, ""),
        ["s6-setsid"] = new(0, ""),
        ["s6-softlimit"] = new(0, "madsfloprtch"),
        ["with-contenv"] = new(0, ""),
        ["setarch"] = new(1, ""),
        ["linux64"] = new(0, ""),
    };

    private static readonly HashSet<string> LongWithValue =
        ["--adjustment", "--signal", "--kill-after", "--user", "--group", "--chdir", "--unset", "--classdata", "--class", "--cpunodebind", "--membind", "--interval", "--reuid", "--regid", "--init-groups-of", "--timeout", "--wait", "--conflict-exit-code", "--limit", "--pid", "--jobs", "--max-args", "--property", "--unit", "--host"];

    private Value Unwrap(Invocation call)
    {
        var name = BaseName(call.Name);
        var launcher = Launchers[name];
        if (name == "exec" && call[0] == "-a" && call.Arguments.Count > 2)
        {
            Emit(Step(EffectKind.Run, call, "exec"));
            return Invoke(call.From(2));
        }

        if (name == "command" && call[0] is "-v" or "-V")
        {
            return Which(call);
        }

        if (launcher.Told)
        {
            Emit(Step(EffectKind.Run, call, name));
        }

        var (own, options) = (0, true);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var word = call[i];
            if (options && word == "--")
            {
                options = false;
                continue;
            }

            if (options && word.StartsWith('-') && word.Length > 1)
            {
                if (name == "env" && (word is "--split-string" || (word[1] == 'S' && word.Length == 2)))
                {
                    return RunText(call[i + 1] + " " + string.Join(' ', Most(call.Words.Skip(i + 2).ToList(), MaxFields)), call.Line, call.Input);
                }

                if (name == "env" && (word.StartsWith("-S", StringComparison.Ordinal) || word.StartsWith("--split-string=", StringComparison.Ordinal)))
                {
                    return RunText(word[(word[1] == 'S' ? 2 : "--split-string=".Length)..], call.Line, call.Input);
                }

                if (name is "flock" or "watch" && word is "-c" or "--command" && i + 1 < call.Arguments.Count)
                {
                    return RunText(call[i + 1], call.Line, call.Input);
                }

                i += LongWithValue.Contains(word) || (word[1] != '-' && launcher.WithValue.Contains(word[^1]) && (word.Length == 2 || !launcher.WithValue.Contains(word[1]))) ? 1 : 0;
                continue;
            }

            if (own < launcher.Operands)
            {
                own++;
                continue;
            }

            if (launcher.Assigns && word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && !word[..equals].Contains('/', StringComparison.Ordinal))
            {
                _variables[word[..equals]] = call.Arguments[i].With(word[(equals + 1)..]);
                _exported.Add(word[..equals]);
                NoteLoaded(word[..equals], call.Line, call.Column);
                continue;
            }

            return Run(call, i, launcher);
        }

        return name == "env" ? Value.Unknown("") with { Origin = "environment" } : Value.Empty;
    }

    private Value Run(Invocation call, int index, Launcher launcher)
    {
        var inner = call.From(index);
        _background += launcher.Background ? 1 : 0;

        // watch, parallel and flock take shell text in one word.
        var output = inner.Arguments.Count == 0 && inner.Name.Contains(' ', StringComparison.Ordinal) ? RunText(inner.Name, call.Line, call.Input) : Invoke(inner);
        _background -= launcher.Background ? 1 : 0;
        return output;
    }

    /// <summary><c>tmux new -d TEXT</c>, <c>screen -dm COMMAND…</c>: what runs in the session.</summary>
    private Value Session(Invocation call)
    {
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)));
        for (var i = 0; i < call.Arguments.Count && i < MaxArguments; i++)
        {
            var word = call[i];
            if (word is "-s" or "-S" or "-n" or "-t" or "-c" or "-L" or "-p" or "-f" or "-e" or "-x" or "-y" or "-h" or "-dmS" or "-X" || word.StartsWith('-') && word.EndsWith('S'))
            {
                i++;
            }
            else if (!word.StartsWith('-') && word is not ("new" or "new-session" or "new-window" or "neww" or "respawn-pane" or "split-window" or "send-keys" or "run-shell" or "run" or "stuff"))
            {
                return word.Contains(' ', StringComparison.Ordinal) ? RunText(word, call.Line) : Invoke(call.From(i));
            }
        }

        return Value.Empty;
    }

    /// <summary>Debian's <c>start-stop-daemon --start --exec FILE -- ARGUMENTS</c>.</summary>
    private Value StartDaemon(Invocation call)
    {
        var words = call.Words.ToList();
        var at = words.FindIndex(word => word is "-x" or "--exec" or "-a" or "--startas");
        var rest = words.IndexOf("--");
        Emit(Step(EffectKind.Run, call, "start-stop-daemon"));
        return at >= 0 && at + 1 < words.Count && !words.Contains("--stop") && !words.Contains("-K")
            ? Invoke(call.From(at + 1) with { Arguments = rest < 0 ? [] : [.. call.Arguments.Skip(rest + 1)] })
            : Value.Empty;
    }
}
