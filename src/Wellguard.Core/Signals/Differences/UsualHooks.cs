namespace Wellguard.Signals.Differences;

/// <summary>What packages with native parts and their tools run when they are installed, written down in those tools' documentation.</summary>
internal static class UsualHooks
{
    private static readonly string[] Commands =
        ["node-gyp rebuild", "node-gyp-build", "node-gyp configure", "prebuild-install", "node-pre-gyp install", "node-pre-gyp", "cmake-js", "husky", "husky install", "patch-package", "opencollective", "opencollective-postinstall", "electron-builder install-app-deps", "napi-postinstall", "is-ci", "tsc", "echo", "true", "exit", "lerna bootstrap", "ngcc"];

    /// <summary>Runs the words after it as commands of their own (node-gyp-build, bin.js).</summary>
    private const string RunsItsWords = "node-gyp-build";

    /// <summary>Every command of the line is such a one.</summary>
    public static bool IsUsual(string line) =>
        line.Length > 0 && line.Split(["&&", "||", ";"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(IsUsualCommand);

    private static bool IsUsualCommand(string command)
    {
        var program = command.StartsWith("npx ", StringComparison.Ordinal) ? command[4..].TrimStart() : command;
        return Array.Exists(Commands, known => program == known || (program.StartsWith(known + " ", StringComparison.Ordinal) && (known != RunsItsWords || program[known.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).All(static word => word.StartsWith('-')))))
            && !command.Contains("http", StringComparison.Ordinal) && command.AsSpan().IndexOfAny("|><`&$\r\n") < 0;
    }
}
