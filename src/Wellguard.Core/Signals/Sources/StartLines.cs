using System.Text.RegularExpressions;

namespace Wellguard.Signals.Sources;

/// <summary>
/// Lines that are a program by themselves: of a path file every line that begins with <c>import</c> runs at every start of Python (Python documentation, <c>site</c>), of a build file of node-gyp every command after <c>&lt;!</c> runs in the build
/// (GYP documentation, "Command Expansions"). Excused is only what tools write and documentation tells, by its whole text.
/// </summary>
internal static partial class StartLines
{
    /// <summary>Attack: a line of megabytes.</summary>
    private const int MaxLine = 10_000;

    private const string Name = @"'[\w.-]+'";

    public static bool StartsCode(SourcedFile file) =>
        file.Below.EndsWith(".pth", StringComparison.Ordinal) ? file.OwnLines().Any(static own => IsImport(own.Line) && !IsNamespace(own.Line))
        : file.Below.EndsWith(".gyp", StringComparison.Ordinal) && file.OwnLines().Any(static own => own.Line.Contains("<!", StringComparison.Ordinal) && !OnlyAsksModules(own.Line));

    private static bool IsImport(string line) => line.StartsWith("import ", StringComparison.Ordinal) || line.StartsWith("import\t", StringComparison.Ordinal);

    /// <summary>What setuptools writes for namespace packages (setuptools/namespaces.py, and its older forms): it makes an empty module and gives it its folder.</summary>
    private static bool IsNamespace(string line) => line.Length <= MaxLine && line.Split(';').All(static statement => NamespaceStatement().IsMatch(statement.Trim()));

    /// <summary>Every command of the line is <c>node</c> that prints a member of a package or of a data file, as the documentation of nan and node-addon-api says.</summary>
    private static bool OnlyAsksModules(string line) => line.Length <= MaxLine && !ModuleCommand().Replace(line, "").Contains("<!", StringComparison.Ordinal);

    [GeneratedRegex(
        "^(?:"
        + @"import sys, ?types, ?os"
        + @"|has_mfs = sys\.version_info > \(3, 5\)"
        + @"|p = os\.path\.join\((?:sys\._getframe\(1\)\.f_locals\['sitedir'\]|'[^'\\;]*'), (?:\*\((?:'[\w.-]+',? ?)+\)|'[\w.-]+'(?:, ?'[\w.-]+')*)\)"
        + @"|importlib = has_mfs and __import__\('importlib\.util'\)"
        + @"|has_mfs and __import__\('importlib\.machinery'\)"
        + @"|ie = os\.path\.exists\(os\.path\.join\(p, ?'__init__\.py'\)\)"
        + $@"|m = has_mfs and sys\.modules\.setdefault\({Name}, importlib\.util\.module_from_spec\(importlib\.machinery\.PathFinder\.find_spec\({Name}, \[os\.path\.dirname\(p\)\]\)\)\)"
        + $@"|m = (?:m or|not ie and) sys\.modules\.setdefault\({Name}, ?types\.(?:ModuleType|new_module)\({Name}\)\)"
        + @"|mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\)"
        + @"|\(p not in mp\) and mp\.append\(p\)"
        + $@"|m and setattr\(sys\.modules\[{Name}\], {Name}, m\)"
        + ")$",
        RegexOptions.NonBacktracking)]
    private static partial Regex NamespaceStatement();

    [GeneratedRegex("""<!@?\(\s*node\s+(?:-p|-e|-pe|--print|--eval)\s+\\?["']\s*require\(\\*["'](?:(?:@[\w.-]+/)?\w[\w-]*(?:\.js)?(?:/package\.json)?|[\w./-]+\.json)\\*["']\)(?:\.[A-Za-z_$][\w$]*)*;?\s*\\?["']\s*\)""", RegexOptions.NonBacktracking)]
    private static partial Regex ModuleCommand();
}
