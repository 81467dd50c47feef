namespace Wellguard.Signals.Behavior;

/// <summary>Programs that run texts, and where their command line says that the text is.</summary>
internal static class Interpreters
{
    private static readonly HashSet<string> Shells = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "fish"];
    private static readonly string[] Others = ["python", "perl", "node", "nodejs", "ruby", "php", "lua", "deno", "bun", "pwsh", "tclsh"];

    /// <summary>By which packages come: what they fetch is theirs to verify.</summary>
    private static readonly HashSet<string> PackageManagers = ["apt-get", "apt", "dpkg", "dpkg-deb", "apk", "yum", "dnf", "microdnf", "rpm", "zypper", "pacman", "http", "https"];

    private static readonly HashSet<string> LanguagePackageManagers = ["npm", "npx", "yarn", "pnpm", "pip", "pip3", "gem", "bundle", "cargo", "go", "dotnet", "nuget", "composer", "mvn", "gradle", "uv", "poetry"];

    public static bool IsShell(string name) => Shells.Contains(name);

    public static bool IsInterpreter(string name) => IsShell(name) || Array.Exists(Others, other => name.StartsWith(other, StringComparison.Ordinal) && name[other.Length..].All(static c => char.IsAsciiDigit(c) || c == '.'));

    /// <summary>What it starts are scripts of packages, which the distribution signed.</summary>
    public static bool IsSystemPackageManager(Actor actor) => PackageManagers.Contains(actor.Name) && actor.Program.StartsWith("/usr/", StringComparison.Ordinal);

    /// <summary>Installs what it is given, whoever made it: only what fetched that has looked at a signature.</summary>
    public static bool Unpacks(Actor actor) => actor.Name is "dpkg" or "dpkg-deb" or "rpm";

    /// <summary>What it fetches is a package; what it starts is code of one, which nobody looked at.</summary>
    public static bool IsPackageManager(Actor actor) =>
        IsSystemPackageManager(actor) || LanguagePackageManagers.Contains(actor.Name)
        || (IsInterpreter(actor.Name) && (actor.Arguments.Skip(1).Take(3).Any(static word => LanguagePackageManagers.Contains(word[(word.LastIndexOf('/') + 1)..]) || word.EndsWith("/npm-cli.js", StringComparison.Ordinal))));

    private static readonly string[] Archives = [".zip", ".tgz", ".tar", ".gz", ".xz", ".bz2", ".zst", ".7z", ".whl", ".jar", ".nupkg", ".deb", ".rpm", ".vsix", ".gem", ".crate"];

    /// <summary>An interpreter that reads one unpacks it; one that is told to run it is another matter.</summary>
    public static bool IsArchive(string path) => Array.Exists(Archives, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static readonly HashSet<string> Launchers = ["timeout", "env", "nice", "nohup", "setsid", "stdbuf", "xargs", "sudo", "ionice", "chrt", "time"];

    /// <summary>Who started it: programs that only start others are passed over.</summary>
    public static Thing Starter(Thing process)
    {
        var at = process.Parent ?? process;
        for (var depth = 0; depth < 20 && at is Actor { Parent: { } above } launcher && Launchers.Contains(launcher.Name); depth++)
        {
            at = above;
        }

        return at;
    }

    /// <summary><c>npm install</c>, <c>pip install</c>, <c>setup.py</c>: what it starts are scripts of packages.</summary>
    public static bool Installs(Actor actor) =>
        (LanguagePackageManagers.Contains(actor.Name) || IsInterpreter(actor.Name)) && IsPackageManager(actor) && actor.Arguments.Any(static word => word is "install" or "i" or "ci" or "add" or "rebuild" or "download" or "wheel" or "build" or "restore");

    /// <summary><c>sh</c>, <c>sh -s -- x</c>, <c>python3 -</c>: the text comes on standard input.</summary>
    public static bool ReadsInput(Actor actor)
    {
        if (!IsInterpreter(actor.Name))
        {
            return false;
        }

        foreach (var word in actor.Arguments.Skip(1))
        {
            if (word is "-" or "-s" || (word.StartsWith('-') && word.EndsWith('s') && IsShell(actor.Name) && !word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('c')))
            {
                return true;
            }

            if (!word.StartsWith('-') || HoldsText(word))
            {
                return false; // a file, a text of its own, or a module
            }
        }

        return true;
    }

    /// <summary>The file is what the interpreter was told to run: its first operand, and no text or module stands in an option.</summary>
    public static bool Runs(Actor actor, string path)
    {
        if (!IsInterpreter(actor.Name))
        {
            return false;
        }

        var name = path[(path.LastIndexOf('/') + 1)..];
        var operands = 0;
        foreach (var word in actor.Arguments.Skip(1))
        {
            if (HoldsText(word))
            {
                return false;
            }

            if (word.StartsWith('-'))
            {
                continue;
            }

            if (word == path || (word.EndsWith(name, StringComparison.Ordinal) && (word.Length == name.Length || word[^(name.Length + 1)] == '/')))
            {
                return true;
            }

            if (++operands == 2)
            {
                return false; // the first may be the value of an option
            }
        }

        return false;
    }

    /// <summary><c>-c text</c>, <c>-ne text</c>, <c>-m module</c>.</summary>
    private static bool HoldsText(string word) => word.Length > 1 && word[0] == '-' && word[1] != '-' && word.AsSpan(1).IndexOfAny("ceEm") >= 0;
}
