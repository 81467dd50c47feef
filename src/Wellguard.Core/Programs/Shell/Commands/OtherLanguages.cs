using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Programs whose own language runs shell text: awk, sed, Lua, SQL, Tcl, editors. Only the places that run something are read. PowerShell has an evaluator of its own.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Attack: an awk program of ten thousand calls.</summary>
    private const int MaxFound = 64;

    private static void AddOtherLanguages(Adder add)
    {
        add(static (shell, call) => shell.Awk(call), "awk", "gawk", "mawk", "nawk");
        add(static (shell, call) => shell.QueryDatabase(call), "psql", "mysql", "mariadb", "sqlcmd", "sqlite3");
        add(static (shell, call) => shell.Edit(call), "vim", "vi", "nvim", "ex", "view", "emacs");
    }

    private const string Quoted = "\"((?:[^\"\\\\]|\\\\.)*)\"";

    [GeneratedRegex("system\\s*\\(\\s*" + Quoted, RegexOptions.NonBacktracking)]
    private static partial Regex SystemCall { get; }

    [GeneratedRegex("system\\s*\\(\\s*[A-Za-z_$]", RegexOptions.NonBacktracking)]
    private static partial Regex SystemOfVariable { get; }

    [GeneratedRegex(Quoted + "\\s*\\|&?\\s*getline", RegexOptions.NonBacktracking)]
    private static partial Regex GetLine { get; }

    [GeneratedRegex("print[^|;}\\n]*\\|\\s*" + Quoted, RegexOptions.NonBacktracking)]
    private static partial Regex PrintTo { get; }

    [GeneratedRegex("/inet6?/(?:tcp|udp)/\\d+/([^/\"\\s]+)/(\\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex AwkPeer { get; }

    [GeneratedRegex("(?:os\\.execute|io\\.popen)\\s*\\(?\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)'|\\[\\[([^\\]]*)\\]\\])", RegexOptions.NonBacktracking)]
    private static partial Regex LuaRun { get; }

    [GeneratedRegex("(?:ngx\\.)?decode_base64\\s*\\(?\\s*[\"']([A-Za-z0-9+/=]*)[\"']\\s*\\)?", RegexOptions.NonBacktracking)]
    private static partial Regex LuaDecode { get; }

    [GeneratedRegex("(?:^|[;\\[{\\n])\\s*(?:exec|spawn|system|open\\s+\"?\\|)\\s+([^\\n;]+)", RegexOptions.NonBacktracking)]
    private static partial Regex TclRun { get; }

    /// <summary>Languages whose steps happen in this shell's state.</summary>
    private static bool IsRunHere(string language) => language is "awk" or "make" or "lua" or "sql" or "tcl" or "powershell";

    /// <summary>Evaluates a file or text in one of these languages.</summary>
    public static IReadOnlyList<Effect> EvaluateOther(string language, string text, int line, Analysis analysis)
    {
        var shell = new ShellEvaluator(analysis);
        shell.SetEnvironment(analysis.Files?.Environment ?? []);
        if (language == "powershell")
        {
            shell.RunPowerShellText(text, line);
        }
        else
        {
            shell._linesBefore = line - 1;
            shell.RunOther(language, text, Value.Empty);
        }

        return shell._effects;
    }

    /// <summary>Runs what a program in one of these languages runs.</summary>
    private Value RunOther(string language, string text, Value input)
    {
        switch (language)
        {
            case "awk":
                return RunAwk(text, input);
            case "make":
                return RunMakefile(text, []);
            case "lua":
                text = LuaDecode.Replace(text, static match => "\"" + (Encodings.FromBase64(match.Groups[1].Value) is { } bytes ? Encodings.ToText(bytes).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : "") + "\"");
                RunFound(LuaRun.Matches(text), text);
                break;
            case "sql":
                RunSql(text);
                break;
            case "tcl":
                RunFound(TclRun.Matches(text), text);
                break;
            case "powershell":
                return RunPowerShellText(text, 1);
        }

        return Value.Unknown("$(" + language + ")");
    }

    private void RunFound(IEnumerable<Match> matches, string text)
    {
        foreach (var match in matches.Take(MaxFound))
        {
            var group = match.Groups[1].Success || match.Groups.Count < 3 ? match.Groups[1] : match.Groups[2].Success ? match.Groups[2] : match.Groups[3];
            RunAt(text, match.Index, Escapes.Decode(group.Value), Value.Empty);
        }
    }

    private int _linesBefore;

    /// <summary>Text inside a program in another language: of a file, its line counts.</summary>
    private Value RunAt(string whole, int index, string text, Value input)
    {
        var outer = _at;
        _at ??= (_linesBefore + 1 + whole.AsSpan(0, index).Count('\n'), 1);
        var output = RunText(text, 1, input);
        _at = outer;
        return output;
    }

    private Value Awk(Invocation call)
    {
        var i = 0;
        string? text = null;
        for (; i < call.Arguments.Count && text is null; i++)
        {
            if (call[i] is "-f" or "--file" && i + 1 < call.Arguments.Count)
            {
                text = ReadFile(call[++i], call.Line, call.Column).Text;
            }
            else if (call[i] is "-v" or "-F" or "--assign" or "--field-separator")
            {
                i++;
            }
            else if (!call[i].StartsWith('-'))
            {
                text = call[i];
            }
        }

        if (text is null || (!text.Contains("system", StringComparison.Ordinal) && !text.Contains('|', StringComparison.Ordinal) && !text.Contains("/inet", StringComparison.Ordinal)))
        {
            return Filter(call);
        }

        var output = RunAwk(text, call.Input);
        return output.Downloaded ? output : Filter(call);
    }

    private Value RunAwk(string text, Value input)
    {
        var read = Value.Empty;
        foreach (var match in GetLine.Matches(text).Take(MaxFound))
        {
            var line = RunAt(text, match.Index, Escapes.Decode(match.Groups[1].Value), Value.Empty);
            read = line.Downloaded || read.Origin is null ? line : read;
        }

        RunFound(SystemCall.Matches(text), text);
        if (SystemOfVariable.IsMatch(text) && (read.Downloaded ? read : input) is { Origin: not null } code)
        {
            Interpret(new Invocation("awk", [], code, _at?.Line ?? 1, _at?.Column ?? 1) { Text = Shorten(text) }, "sh", code, 1);
        }

        foreach (var match in PrintTo.Matches(text).Take(MaxFound))
        {
            RunAt(text, match.Index, Escapes.Decode(match.Groups[1].Value), input);
        }

        if (AwkPeer.Match(text) is { Success: true } peer)
        {
            var address = peer.Groups[1].Value + ":" + peer.Groups[2].Value;
            var shell = text.Contains("|&", StringComparison.Ordinal) && text.Contains("getline", StringComparison.Ordinal) && text.AsSpan().Count("getline") > 1;
            Emit(new Effect(EffectKind.Connect, Shorten(text), address, _at?.Line ?? 1, _at?.Column ?? 1) { Text = shell ? "shell" : null });
            return Value.Unknown("") with { Origin = address, Downloaded = true };
        }

        return read;
    }

    /// <summary><c>vim -c ':!command'</c>.</summary>
    private Value Edit(Invocation call)
    {
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)));
        foreach (var word in call.Words.Take(MaxFound))
        {
            var command = word.TrimStart('+', ':', ' ');
            command = command.StartsWith("silent", StringComparison.Ordinal) ? command["silent".Length..].TrimStart('!', ' ', ':') is var rest && command.Contains('!', StringComparison.Ordinal) ? "!" + rest : command : command;
            if (command.StartsWith('!'))
            {
                RunText(command[1..], call.Line);
            }
        }

        return Value.Empty;
    }
}
