using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Other ways in which code arrives: names, mounts, file shares, version control.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddRemote(Adder add)
    {
        add(static (shell, call) => shell.AskName(call), "dig", "nslookup", "host", "drill", "kdig", "delv");
        add(static (shell, call) => shell.Share(call), "smbclient");
        add(static (shell, call) => shell.Mail(call), "mail", "mailx", "sendmail", "mutt", "msmtp", "swaks");
        add(static (shell, call) => shell.Mount(call), "mount", "sshfs", "mount.nfs", "mount.cifs", "s3fs", "goofys", "rclone-mount");
    }

    /// <summary>A name that holds what the machine or its user is called, and a domain that is not the machine's own.</summary>
    [GeneratedRegex(@"\$\((?:whoami|logname|id -un)\)|\$\((?:hostname|uname)[ -]?\w?\)\.\w+\.", RegexOptions.NonBacktracking)]
    private static partial Regex WhoseMachine { get; }

    /// <summary>An answer is text from whoever owns the name.</summary>
    private Value AskName(Invocation call)
    {
        var name = call.Arguments.Where(argument => argument.Text.Contains('.', StringComparison.Ordinal) && argument.Text[0] is not '-' and not '+' and not '@').LastOrDefault();
        var told = name is null or { Downloaded: true } ? null : name.Origin ?? (WhoseMachine.IsMatch(name.Text) ? Scripts.ScriptRun.HostIdentity : null);
        Emit(Step(told is null ? EffectKind.Run : EffectKind.Send, call, told is null ? BaseName(call.Name) : "dns://" + name!.Text) with { Origin = told });
        return Value.Unknown("$(" + call.Text + ")") with { Origin = "dns://" + (name?.Text ?? ""), Downloaded = true };
    }

    private Value Mail(Invocation call)
    {
        Emit(Step(EffectKind.Send, call, "mailto:" + (call.Words.LastOrDefault(word => word.Contains('@', StringComparison.Ordinal)) ?? "")) with { Origin = call.Input.Origin });
        return Value.Empty;
    }

    [GeneratedRegex("\\bget\\s+(\\S+)(?:\\s+([^\\s;]+))?", RegexOptions.NonBacktracking)]
    private static partial Regex GetCommand { get; }

    /// <summary><c>smbclient //HOST/SHARE -c 'get REMOTE LOCAL'</c>.</summary>
    private Value Share(Invocation call)
    {
        var share = call.Words.FirstOrDefault(word => word.StartsWith("//", StringComparison.Ordinal)) ?? "//";
        if (call.Words.Select(word => GetCommand.Match(word)).FirstOrDefault(match => match.Success) is { } get)
        {
            var local = FullPath((get.Groups[2].Success ? get.Groups[2] : get.Groups[1]).Value);
            Emit(Step(EffectKind.Download, call, "smb:" + share) with { Target = local });
            _files[local] = Value.Unknown("") with { Origin = "smb:" + share, Downloaded = true };
            return Value.Empty;
        }

        return Other(call);
    }

    /// <summary>What is below the folder is the other host's.</summary>
    private Value Mount(Invocation call)
    {
        var operands = Operands(call).ToList();
        var remote = operands.FindIndex(word => word.StartsWith("//", StringComparison.Ordinal) || (word.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && !word[..colon].Contains('/', StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal)));
        if (remote >= 0 && operands.Count > remote + 1)
        {
            var origin = (BaseName(call.Name) == "sshfs" ? "ssh://" : "nfs://") + operands[remote].TrimStart('/');
            Emit(Step(EffectKind.Run, call, BaseName(call.Name)));
            _unpacked.Add((FullPath(operands[remote + 1]), Value.Unknown("") with { Origin = origin, Downloaded = true }));
            return Value.Empty;
        }

        return Other(call);
    }

    [GeneratedRegex("^\\s*(url|output|O|remote-name|data|upload-file)\\s*[=:]?\\s*\"?([^\"\\n]*)\"?\\s*$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex CurlSetting { get; }

    /// <summary><c>curl -K FILE</c>: its options as words.</summary>
    private List<Value> CurlSettings(string path, Invocation call)
    {
        var text = path == "-" ? call.Input : ReadFile(path, call.Line, call.Column);
        var words = new List<Value>();
        foreach (var match in CurlSetting.Matches(text.Text).Take(MaxFound))
        {
            words.Add(new Value("--" + match.Groups[1].Value));
            words.Add(new Value(match.Groups[2].Value));
        }

        return words;
    }

    /// <summary><c>socat TCP:HOST:PORT OPEN:FILE</c>.</summary>
    private bool TryReceive(Invocation call)
    {
        var file = call.Words.FirstOrDefault(word => word.StartsWith("OPEN:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("CREATE:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("GOPEN:", StringComparison.OrdinalIgnoreCase));
        var peer = call.Words.FirstOrDefault(word => word.Contains(':', StringComparison.Ordinal) && (word.StartsWith("TCP", StringComparison.OrdinalIgnoreCase) || word.StartsWith("OPENSSL:", StringComparison.OrdinalIgnoreCase)) && !word.Contains("LISTEN", StringComparison.OrdinalIgnoreCase));
        if (file is null || peer is null)
        {
            return false;
        }

        var address = peer[(peer.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',')[0];
        var path = FullPath(file[(file.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',')[0]);
        Emit(Step(EffectKind.Download, call, address) with { Target = path });
        _files[path] = Value.Unknown("") with { Origin = address, Downloaded = true };
        return true;
    }
}
