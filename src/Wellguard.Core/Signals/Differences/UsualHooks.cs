namespace Wellguard.Signals.Differences;

/// <summary>What packages with native parts and their tools run when they are installed, written down in those tools' documentation.</summary>
internal static class UsualHooks
{
    private static readonly string[] Commands =
        ["node-gyp rebuild", "node-gyp-build", "node-gyp configure", "prebuild-install", "node-pre-gyp install", "node-pre-gyp", "cmake-js", "husky", "husky install", "patch-package", "opencollective", "opencollective-postinstall", "electron-builder install-app-deps", "napi-postinstall", "is-ci", "tsc", "echo", "true", "exit", "lerna bootstrap", "ngcc"];

    /// <summary>Every command of the line is such a one.</summary>
    public static bool IsUsual(string line) =>
        line.Length > 0 && line.Split(["&&", "||", ";"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(static command => Commands.Any(known => command == known || command.StartsWith(known + " ", StringComparison.Ordinal) || command.StartsWith("npx " + known, StringComparison.Ordinal)) && !command.Contains("http", StringComparison.Ordinal) && command.AsSpan().IndexOfAny("|><`&$\n") < 0);
}
