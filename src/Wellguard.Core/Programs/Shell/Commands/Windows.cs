namespace Wellguard.Programs.Shell;

/// <summary>Programs that every Windows has and that fetch or run what is elsewhere (Microsoft's recommended block rules; MITRE ATT&amp;CK T1218).</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddWindows(Adder add)
    {
        add(static (shell, call) => shell.FetchTo(call, call.Words.Any(static word => word.Contains("urlcache", StringComparison.OrdinalIgnoreCase))), "certutil", "certutil.exe");
        add(static (shell, call) => shell.FetchTo(call, call.Words.Any(static word => word.Equals("/transfer", StringComparison.OrdinalIgnoreCase) || word.Equals("/addfile", StringComparison.OrdinalIgnoreCase))), "bitsadmin", "bitsadmin.exe");
        add(static (shell, call) => shell.RunBehindSwitches(call, needsSwitch: true), "cmd", "cmd.exe", "CMD");
        add(static (shell, call) => shell.RunBehindSwitches(call, needsSwitch: false), "start");
        add(static (shell, call) => shell.RunRemote(call), "mshta", "mshta.exe", "regsvr32", "regsvr32.exe", "rundll32", "rundll32.exe", "msiexec", "msiexec.exe", "wscript", "wscript.exe", "cscript", "cscript.exe");
    }

    /// <summary><c>cmd /q /c COMMAND</c>, <c>start "" /b PROGRAM</c>: what stands behind the switches is a command line.</summary>
    private Value RunBehindSwitches(Invocation call, bool needsSwitch)
    {
        var words = call.Words.ToList();
        var at = words.FindIndex(word => needsSwitch ? word.Equals("/c", StringComparison.OrdinalIgnoreCase) || word.Equals("/k", StringComparison.OrdinalIgnoreCase) || word.Equals("/r", StringComparison.OrdinalIgnoreCase) : word.Length > 0 && word[0] != '/');
        at = needsSwitch && at >= 0 ? at + 1 : at;
        return at < 0 || at >= words.Count ? Other(call) : RunText(string.Join(' ', Most(words.Skip(at).ToList(), MaxFields)), call.Line, call.Input);
    }

    /// <summary>What it fetches is written to the file that is named behind it.</summary>
    private Value FetchTo(Invocation call, bool fetches)
    {
        var words = call.Arguments.Select(static argument => argument.Text).SkipWhile(static word => !word.Contains("://", StringComparison.Ordinal)).Take(2).ToList();
        if (!fetches || words.Count == 0)
        {
            return Other(call);
        }

        var (url, target) = (words[0], words.Count > 1 ? words[1] : words[0][(words[0].LastIndexOf('/') + 1)..]);
        Emit(Step(EffectKind.Download, call, url) with { Target = target });
        _files[FullPath(target)] = Value.Unknown("") with { Origin = url, Downloaded = true };
        return Value.Empty;
    }

    /// <summary>They run what an address gives, or a file.</summary>
    private Value RunRemote(Invocation call)
    {
        if (call.Words.FirstOrDefault(static word => word.Contains("http://", StringComparison.OrdinalIgnoreCase) || word.Contains("https://", StringComparison.OrdinalIgnoreCase)) is { } word)
        {
            var url = word[word.IndexOf("http", StringComparison.OrdinalIgnoreCase)..];
            Emit(Step(EffectKind.Download, call, url));
            Emit(Step(EffectKind.Interpret, call, BaseName(call.Name)) with { Origin = url });
            return Value.Empty;
        }

        return call.Words.FirstOrDefault(word => _files.ContainsKey(FullPath(word))) is { } file ? Execute(call, FullPath(file)) : Other(call);
    }
}
