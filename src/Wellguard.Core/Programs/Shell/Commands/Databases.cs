using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Clients of databases, and the statements by which a database runs programs.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>PostgreSQL's <c>COPY … FROM PROGRAM</c> and <c>TO PROGRAM</c>.</summary>
    [GeneratedRegex("(?i)\\b(?:from|to)\\s+program\\s+E?'((?:[^']|'')*)'", RegexOptions.NonBacktracking)]
    private static partial Regex CopyProgram { get; }

    /// <summary>psql's and mysql's <c>\! command</c>, mysql's <c>system command</c>, sqlite's <c>.shell command</c>.</summary>
    [GeneratedRegex("(?m)^\\s*(?:\\\\!|system\\s|\\.(?:shell|system)\\s)\\s*([^\\r\\n]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ClientShell { get; }

    /// <summary>SQL Server's <c>xp_cmdshell</c>.</summary>
    [GeneratedRegex("(?i)\\bxp_cmdshell\\s*N?'((?:[^']|'')*)'", RegexOptions.NonBacktracking)]
    private static partial Regex CommandShell { get; }

    private void RunSql(string text)
    {
        _analysis.Work(text.Length);
        foreach (var match in CopyProgram.Matches(text).Concat(CommandShell.Matches(text)).Concat(ClientShell.Matches(text)).OrderBy(static match => match.Index).Take(MaxFound))
        {
            var line = match.Index == 0 ? 0 : text.LastIndexOf('\n', match.Index - 1) + 1;
            if (!text.AsSpan(line, match.Index - line).Contains("--", StringComparison.Ordinal))
            {
                RunAt(text, match.Groups[1].Index, match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal), Value.Empty);
            }
        }
    }

    /// <summary>Statements in an option, a file, or on standard input.</summary>
    private Value QueryDatabase(Invocation call)
    {
        var text = call.Input.Known ? call.Input.Text : "";
        var program = (CodeFile?)null;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var (option, value) = call[i].StartsWith("--", StringComparison.Ordinal) && call[i].IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? (call[i][..equals], call[i][(equals + 1)..]) : (call[i], call[i + 1]);
            if (option is "-c" or "--command" or "-e" or "--execute" or "-Q" or "-q" || (call.Name.EndsWith("sqlite3", StringComparison.Ordinal) && i > 0 && !option.StartsWith('-')))
            {
                text += "\n" + (option.StartsWith('-') ? value : option);
            }
            else if (option is "-f" or "--file" or "-i")
            {
                program ??= Start(call, value, "sql", sourced: false, out _);
            }
        }

        Emit(Step(EffectKind.Run, call, BaseName(call.Name)) with { Program = program, Steps = text.Length > 0 ? Collect(() => RunOther("sql", text, Value.Empty)) : [] });
        return Value.Unknown("$(" + call.Text + ")") with { Origin = call.Input.Origin, Downloaded = call.Input.Downloaded };
    }
}
