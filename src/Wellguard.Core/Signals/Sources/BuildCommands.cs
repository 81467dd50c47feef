using System.Text.RegularExpressions;

namespace Wellguard.Signals.Sources;

/// <summary>Lines of build files that hand text to a shell, as the macro of CVE-2024-3094 did that only the release archive of xz had: <c>eval $gl_config_gt | $SHELL</c>.</summary>
internal static partial class BuildCommands
{
    /// <summary>Attack: a line of megabytes.</summary>
    private const int MaxLine = 4_000;

    private static readonly string[] Ends = [".m4", ".am", ".ac", ".mk", ".cmake", ".in"];

    private static readonly string[] Names = ["configure", "Makefile", "GNUmakefile", "CMakeLists.txt", "meson.build", "autogen.sh", "bootstrap", "ltmain.sh", "ltmain"];

    public static bool IsBuildFile(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return Array.Exists(Names, known => name == known) || Array.Exists(Ends, end => name.EndsWith(end, StringComparison.Ordinal));
    }

    public static (int Number, string Line) First(SourcedFile file) =>
        file.OwnLines().FirstOrDefault(static own => !own.Line.StartsWith('#') && !own.Line.StartsWith("dnl ", StringComparison.Ordinal) && ToShell().IsMatch(own.Line.Length > MaxLine ? own.Line[..MaxLine] : own.Line));

    [GeneratedRegex("""(?:^|[^|])\|\s*(?:eval|(?:/bin/)?(?:ba|da|z)?sh|["']?\$[{(]?(?:CONFIG_)?SHELL[)}]?["']?|@SHELL@)(?:\s|[;&)\]'"`]|$)""", RegexOptions.NonBacktracking)]
    private static partial Regex ToShell();
}
