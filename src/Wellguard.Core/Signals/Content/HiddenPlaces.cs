using System.Globalization;

namespace Wellguard.Signals.Content;

/// <summary>Where programs of an image do not belong, by the names of folders alone.</summary>
internal static class HiddenPlaces
{
    private static readonly string[] Temporary = ["tmp/", "var/tmp/", "dev/", "run/", "var/run/", "var/lock/", "proc/", "sys/"];

    private static readonly string[] System =
        ["usr/bin/", "usr/sbin/", "usr/lib", "usr/libexec/", "usr/share/", "usr/games/", "bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/", "etc/", "boot/", "var/lib/", "var/log/", "var/cache/", "var/spool/", "var/mail/"];

    /// <summary>Folders in which development tools keep programs by their own convention.</summary>
    private static readonly HashSet<string> ToolFolders =
    [
        ".asdf", ".bin", ".build", ".bun", ".bundle", ".cache", ".cargo", ".cabal", ".circleci", ".composer", ".conda", ".config", ".deno", ".devcontainer", ".dotnet", ".dylibs", ".eggs", ".fnm", ".gem", ".ghcup", ".git",
        ".github", ".gitlab", ".go", ".gradle", ".hg", ".husky", ".ivy2", ".jenv", ".krew", ".libs", ".linuxbrew", ".local", ".m2", ".mix", ".mvn", ".next", ".nodenv", ".node_modules", ".nox", ".npm", ".npm-global", ".nuget", ".nuxt",
        ".nvm", ".nvs", ".nx", ".oh-my-zsh", ".opam", ".output", ".phpenv", ".pixi", ".pnpm", ".pnpm-store", ".poetry", ".pub-cache", ".pyenv", ".rbenv", ".rustup", ".rvm", ".sbt", ".sdkman", ".stack", ".svn", ".swiftpm", ".terraform", ".tox",
        ".turbo", ".uv", ".venv", ".virtualenv", ".virtualenvs", ".vs", ".vscode", ".vscode-server", ".volta", ".wine", ".yarn", ".build-id",
    ];

    public static bool IsTemporary(string path) => Array.Exists(Temporary, folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Folders that hold what the distribution installs; <c>/usr/local</c> and <c>/opt</c> are not among them.</summary>
    public static bool IsSystem(string path) => Array.Exists(System, folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>The first part of the path that begins with a dot and is no convention of a tool; null when there is none.</summary>
    public static string? DotPart(string path)
    {
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 1 && parts[i][0] == '.' && (i < parts.Length - 1 ? !ToolFolders.Contains(parts[i]) : !parts[i].StartsWith(".wh.", StringComparison.Ordinal)))
            {
                return parts[i];
            }
        }

        return null;
    }

    /// <summary>The first part of the path that a listing does not show as it is: only dots or blanks, blanks at an end, control or invisible characters.</summary>
    public static string? DeceivingPart(string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((part.Length > 2 && part.AsSpan().TrimStart('.').IsWhiteSpace()) || char.IsWhiteSpace(part, 0) || char.IsWhiteSpace(part, part.Length - 1) || part.Any(IsInvisible))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Control and format characters (Unicode Cc and Cf: zero width, bidirectional), and blanks that are not the space.</summary>
    private static bool IsInvisible(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || (c is not ' ' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator);

    public static bool IsHidden(string path) => IsTemporary(path) || DeceivingPart(path) is not null || DotPart(path) is not null;
}
