using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>GNU make: recipes of the goals and of what they need (GNU make manual, "How make Processes a Makefile").</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Attack: a Makefile of a hundred thousand targets that need each other. What is beyond is taken to be made.</summary>
    private const int MaxMade = 500;

    private static void AddMake(Adder add) => add(static (shell, call) => shell.Make(call), "make", "gmake", "just", "task");

    /// <param name="Targets">With their prerequisites.</param>
    private sealed record MakeRule(string[] Targets, string[] Needs, List<string> Recipe)
    {
        /// <summary>By its name, or by a pattern; a computed name makes nothing that a goal names plainly.</summary>
        public bool Makes(string name) => Array.Exists(Targets, target => target == name || (target.IndexOf('%', StringComparison.Ordinal) is var stem and >= 0 && name.Length >= target.Length && name.AsSpan().StartsWith(target.AsSpan(0, stem)) && name.AsSpan().EndsWith(target.AsSpan(stem + 1))));

        public bool IsPlain => !Array.Exists(Targets, static target => target.AsSpan().IndexOfAny('$', '%') >= 0);
    }

    /// <summary><c>-f FILE</c>, <c>-f -</c>, <c>-C DIR</c> or the Makefile here.</summary>
    private Value Make(Invocation call)
    {
        string? file = null;
        var folder = _folder;
        var goals = new List<string>();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call[i] is "-f" or "--file" or "--makefile")
            {
                file = call[++i];
            }
            else if (call[i].StartsWith("--file=", StringComparison.Ordinal) || call[i].StartsWith("--makefile=", StringComparison.Ordinal))
            {
                file = call[i][(call[i].IndexOf('=', StringComparison.Ordinal) + 1)..];
            }
            else if (call[i] is "-C" or "--directory")
            {
                folder = FullPath(call[++i]);
            }
            else if (!call[i].StartsWith('-') && !call[i].Contains('=', StringComparison.Ordinal))
            {
                goals.Add(call[i]);
            }
        }

        var outer = _folder;
        _folder = folder;
        var input = file is "-" or "/dev/stdin" ? call.Input : null;
        foreach (var name in file is null ? ["GNUmakefile", "makefile", "Makefile"] : new[] { file })
        {
            input ??= Content(FullPath(name)) ?? (_analysis.Files?.Find(FullPath(name), _analysis.Script) is { Text: { } text } ? new Value(text) { Origin = FullPath(name) } : null);
        }

        if (input is { Downloaded: true, Known: false })
        {
            Emit(Step(EffectKind.Interpret, call, "make") with { Origin = input.Origin, Verified = input.Verified });
        }
        else
        {
            Emit(Step(EffectKind.Run, call, "make") with { Steps = input is null ? [] : Collect(() => RunMakefile(input.Text, goals)) });
        }

        _folder = outer;
        return Value.Unknown("$(" + call.Text + ")");
    }

    [GeneratedRegex("\\$\\(shell\\s+([^\\n]*)\\)", RegexOptions.NonBacktracking)]
    private static partial Regex MakeShell { get; }

    /// <summary>Recipes (lines that begin with a tab) with simple variables, in the order of the file.</summary>
    private Value RunMakefile(string text, IReadOnlyList<string> goals)
    {
        _analysis.Work(text.Length);
        var rules = new List<MakeRule>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd('\r');
            if (line.StartsWith('\t') || (rules is [.., { Recipe: [.., var before] }] && before.EndsWith('\\')))
            {
                if (rules.Count == 0)
                {
                    rules.Add(new MakeRule(["$"], [], []));
                }

                rules[^1].Recipe.Add(line);
                continue;
            }

            if (MakeShell.Match(line) is { Success: true } shell)
            {
                RunText(MakeText(shell.Groups[1].Value), 1);
            }

            if (line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && line[..equals].TrimEnd(':', '?', ' ', '+') is var name && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                _variables[name] = new Value(line[(equals + 1)..].Trim());
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && line[0] is not ('#' or ' '))
            {
                // A recipe may begin behind a semicolon.
                var rest = line[(colon + 1)..].TrimStart(':').Split(';', 2);
                rules.Add(new MakeRule(Expanded(line[..colon]).Split(' ', StringSplitOptions.RemoveEmptyEntries), Expanded(rest[0]).Split(' ', StringSplitOptions.RemoveEmptyEntries), [.. rest.Skip(1)]));
            }
        }

        foreach (var rule in Made(rules, goals))
        {
            RunRecipe(rule);
        }

        return Value.Unknown("$(make)");
    }

    /// <summary>Simple variables that are known.</summary>
    private string Expanded(string line) => MakeVariable.Replace(line, match => _variables.TryGetValue(match.Groups[1].Value, out var value) && value.Text is { Length: < 1_000 } text ? text : match.Value);

    private void RunRecipe(MakeRule rule)
    {
        var command = new StringBuilder();
        foreach (var line in rule.Recipe)
        {
            if (MakeShell.Match(line) is { Success: true } shell)
            {
                RunText(MakeText(shell.Groups[1].Value), 1);
            }

            command.Append(MakeText(command.Length > 0 ? line : line.TrimStart('\t', '@', '-', '+', ' '))).Append('\n');
            if (!line.EndsWith('\\'))
            {
                RunText(command.ToString(), 1);
                command.Clear();
            }
        }

        if (command.Length > 0)
        {
            RunText(command.ToString(), 1);
        }
    }

    /// <summary>The rules whose recipes run. A computed name may be that of any rule.</summary>
    private IEnumerable<MakeRule> Made(List<MakeRule> rules, IReadOnlyList<string> goals)
    {
        var first = rules.Exists(static rule => rule.Makes(".DEFAULT_GOAL")) ? null : rules.Find(static rule => rule is { IsPlain: true, Targets: [var target, ..] } && (!target.StartsWith('.') || target.Contains('/', StringComparison.Ordinal)));
        var made = new HashSet<MakeRule>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<string>(goals.Count > 0 ? goals : [first is null ? "$" : first.Targets[0]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < MaxMade && waiting.TryDequeue(out var name))
        {
            if (seen.Add(name))
            {
                _analysis.Work(rules.Count);
                foreach (var rule in rules.Where(rule => (name.Contains('$', StringComparison.Ordinal) || rule.Makes(name)) && made.Add(rule)))
                {
                    Array.ForEach(rule.Needs, waiting.Enqueue);
                }
            }
        }

        return waiting.Count > 0 ? rules : rules.Where(made.Contains);
    }

    [GeneratedRegex("\\$\\(([A-Za-z0-9_]+)\\)", RegexOptions.NonBacktracking)]
    private static partial Regex MakeVariable { get; }

    private static string MakeText(string line) => MakeVariable.Replace(line, "$${$1}").Replace("$$", "$", StringComparison.Ordinal);
}
