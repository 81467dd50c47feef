using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Programs that run what a file says: process managers, task runners, schedulers that are given their file.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddSupervisors(Adder add)
    {
        add(static (shell, call) => shell.Supervise(call, SupervisorCommand, ["-c", "--configuration"], null), "supervisord");
        add(static (shell, call) => shell.Supervise(call, SupervisorCommand, [], null), "circusd");
        add(static (shell, call) => shell.Supervise(call, ProcfileLine, ["-f", "--procfile"], "Procfile"), "honcho", "foreman", "overmind", "hivemind", "forego", "goreman");
        add(static (shell, call) => shell.Supercron(call), "supercronic", "yacron", "go-cron");
        add(static (shell, call) => shell.RunPackageScript(call), "npm", "yarn", "pnpm");
    }

    [GeneratedRegex("^\\s*(?:command|cmd)\\s*=\\s*(.+)$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex SupervisorCommand { get; }

    [GeneratedRegex("^[A-Za-z0-9_-]+:\\s*(.+)$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex ProcfileLine { get; }

    private Value Supervise(Invocation call, Regex commands, string[] options, string? usual)
    {
        var words = call.Words.ToList();
        var at = words.FindIndex(word => options.Contains(word));
        var file = at >= 0 && at + 1 < words.Count ? words[at + 1] : usual ?? Operands(call).LastOrDefault();
        var text = file is null || file.StartsWith("/etc/supervisor", StringComparison.Ordinal) ? null : TextOf(file); // those have their reader
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)) with
        {
            Steps = text is null ? [] : Collect(() =>
            {
                foreach (var match in commands.Matches(text).Take(MaxFound))
                {
                    RunText(match.Groups[1].Value.TrimEnd('\r'), call.Line);
                }
            }),
        });
        return Value.Empty;
    }

    private string? TextOf(string file)
    {
        var text = Content(FullPath(file))?.Text ?? _analysis.Files?.Find(FullPath(file), _analysis.Script)?.Text;
        _analysis.Work(text?.Length ?? 0);
        return text;
    }

    /// <summary>A scheduler in the foreground; its operand is a crontab.</summary>
    private Value Supercron(Invocation call)
    {
        var text = Operands(call).LastOrDefault() is { } file ? TextOf(file) : null;
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)) with { Steps = text is null ? [] : Collect(() => RunPersisted("/var/spool/cron/crontabs/root", text)) });
        return Value.Empty;
    }

    /// <summary><c>npm run NAME</c>, <c>yarn NAME</c> with what comes before and after; <c>npm start</c> itself is a program of its own.</summary>
    private Value RunPackageScript(Invocation call)
    {
        var operands = Operands(call).ToList();
        var at = call.Words.ToList().FindIndex(word => word is "--prefix" or "-C" or "--cwd" or "--dir");
        var folder = at >= 0 ? call[at + 1].TrimEnd('/') + "/" : "";
        var name = operands switch
        {
            ["run" or "run-script" or "exec", var script, ..] => script,
            ["start" or "test" or "stop" or "restart", ..] => operands[0],
            [var script, ..] when BaseName(call.Name) != "npm" => script,
            _ => null,
        };
        if (name is not null && TextOf(folder + "package.json") is { } manifest)
        {
            var names = name == "start" ? (string[])["prestart", "poststart"] : ["pre" + name, name, "post" + name];
            foreach (var command in names.Select(script => ScriptIn(manifest, script)).OfType<string>())
            {
                RunText(command, call.Line);
            }
        }

        return Install(call, FirstWords(call, "install", "i", "add", "exec", "dlx", "x", "ci"));
    }

    private static string? ScriptIn(string manifest, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(manifest, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                && scripts.TryGetProperty(name, out var script) && script.ValueKind == JsonValueKind.String ? script.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // npm does not run it either
        }
    }
}
