using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>A variable that makes a program run something that nobody called.</summary>
/// <param name="Value">Shell text when <paramref name="IsCode"/>, else the path that is loaded or run.</param>
public sealed record EnvironmentHook(string Variable, string Value, bool IsCode, TriggerKind Trigger, string Text)
{
    /// <summary>What the code, or the file at the path, is written in; null: a library, or as the file itself says.</summary>
    public string? Language { get; init; }
}

/// <summary>The variables that shells, loaders and language runtimes obey.</summary>
public static class EnvironmentHooks
{
    private static readonly Dictionary<string, (bool IsCode, TriggerKind Trigger, string Text)> Variables = new()
    {
        ["PROMPT_COMMAND"] = (true, TriggerKind.Login, "bash runs it before every prompt"),
        ["GIT_SSH_COMMAND"] = (true, TriggerKind.GitHook, "git runs it for every ssh connection"),
        ["GIT_PAGER"] = (true, TriggerKind.GitHook, "git runs it as pager"),
        ["GIT_EDITOR"] = (true, TriggerKind.GitHook, "git runs it as editor"),
        ["LESSOPEN"] = (true, TriggerKind.Login, "less runs it for every file"),
        ["BASH_ENV"] = (false, TriggerKind.Login, "bash reads it before every script"),
        ["ENV"] = (false, TriggerKind.Login, "sh reads it at every start"),
        ["GIT_SSH"] = (false, TriggerKind.GitHook, "git runs it for every ssh connection"),
        ["PYTHONSTARTUP"] = (false, TriggerKind.InterpreterStart, "python runs it at start"),
        ["LD_PRELOAD"] = (false, TriggerKind.LibraryLoad, "every program loads it"),
        ["LD_AUDIT"] = (false, TriggerKind.LibraryLoad, "every program loads it"),
        ["AWS_LAMBDA_EXEC_WRAPPER"] = (false, TriggerKind.Invocation, "the runtime starts through it"),
    };

    /// <summary>Options of runtimes, given by a variable, that load a file: the option and what ends its value.</summary>
    private static readonly (string Variable, string[] Options)[] WithOptions =
    [
        ("NODE_OPTIONS", ["--require", "-r", "--import", "--loader", "--experimental-loader"]),
        ("JAVA_TOOL_OPTIONS", ["-javaagent:", "-agentpath:"]),
        ("_JAVA_OPTIONS", ["-javaagent:", "-agentpath:"]),
        ("JDK_JAVA_OPTIONS", ["-javaagent:", "-agentpath:"]),
        ("RUBYOPT", ["-r"]),
        ("PERL5OPT", ["-M"]),
    ];

    public static IEnumerable<EnvironmentHook> Of(IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var (name, value) in environment)
        {
            if (CodeIn(name, value) is { } code)
            {
                yield return code;
                continue;
            }

            if (value.Length > 0 && Variables.TryGetValue(name, out var known))
            {
                foreach (var path in known.IsCode ? [value] : value.Split((char[])[':', ' '], StringSplitOptions.RemoveEmptyEntries).Take(8))
                {
                    yield return new EnvironmentHook(name, path, known.IsCode, known.Trigger, known.Text) { Language = LanguageOf(name) };
                }
            }

            foreach (var (variable, options) in WithOptions)
            {
                if (variable == name)
                {
                    foreach (var path in Values(value, options))
                    {
                        yield return new EnvironmentHook(name, path, false, TriggerKind.InterpreterStart, "the runtime loads it at start") { Language = LanguageOf(name) };
                    }
                }
            }
        }
    }

    private static string? LanguageOf(string variable) => variable switch
    {
        "BASH_ENV" or "ENV" => "sh",
        "PYTHONSTARTUP" => "python",
        "NODE_OPTIONS" => "javascript",
        "RUBYOPT" => "ruby",
        "PERL5OPT" or "PERL5DB" => "perl",
        _ => null,
    };

    /// <summary>Code in the value itself: substitutions that a shell expands, exported functions of bash, what a virtual machine runs at an error.</summary>
    private static EnvironmentHook? CodeIn(string name, string value)
    {
        if (name is "BASH_ENV" or "ENV" or "PS4" or "PS1" && (value.Contains("$(", StringComparison.Ordinal) || value.Contains('`', StringComparison.Ordinal)))
        {
            return new EnvironmentHook(name, ": " + value, true, TriggerKind.Login, "the shell expands it") { Language = "sh" };
        }

        if (name.StartsWith("BASH_FUNC_", StringComparison.Ordinal) && value.IndexOf('{', StringComparison.Ordinal) is var brace and > 0)
        {
            return new EnvironmentHook(name, value[brace..], true, TriggerKind.Login, "a function of every bash") { Language = "sh" };
        }

        if (name == "PERL5DB" && value.Length > 0)
        {
            return new EnvironmentHook(name, value, true, TriggerKind.InterpreterStart, "perl -d runs it at start") { Language = "perl" };
        }

        foreach (var option in (string[])["-XX:OnOutOfMemoryError=", "-XX:OnError="])
        {
            if (name.Contains("JAVA", StringComparison.Ordinal) || name.Contains("JDK", StringComparison.Ordinal))
            {
                if (value.IndexOf(option, StringComparison.Ordinal) is var at and >= 0)
                {
                    return new EnvironmentHook(name, value[(at + option.Length)..].Trim('"', '\''), true, TriggerKind.LibraryLoad, "Java runs it at an error") { Language = "sh" };
                }
            }
        }

        return null;
    }

    private static IEnumerable<string> Values(string value, string[] options)
    {
        var words = value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Math.Min(words.Length, 64); i++)
        {
            foreach (var option in options)
            {
                if (words[i] == option && i + 1 < words.Length)
                {
                    yield return words[i + 1];
                }
                else if (words[i].StartsWith(option + "=", StringComparison.Ordinal) || (option.Length < 3 | option.EndsWith(':') && words[i].StartsWith(option, StringComparison.Ordinal) && words[i].Length > option.Length))
                {
                    yield return words[i][(words[i].StartsWith(option + "=", StringComparison.Ordinal) ? option.Length + 1 : option.Length)..].Split('=')[0];
                }
            }
        }
    }
}
