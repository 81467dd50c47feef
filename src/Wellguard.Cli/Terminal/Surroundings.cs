using System.Text;
using Spectre.Console;

namespace Wellguard.Cli.Terminal;

/// <summary>What the process was started in.</summary>
internal static class Surroundings
{
    /// <summary>Lines longer than this are hard to read, however wide the window is.</summary>
    private const int WidestPage = 110;

    private const int NarrowestPage = 60;

    /// <summary>no-color.org: set and not empty means no colour.</summary>
    public static bool NoColor { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>A terminal without cursor control.</summary>
    public static bool NoTerminal { get; } = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    /// <summary>XDG base directory specification: the user's cache, for this program.</summary>
    public static string? CacheDirectory { get; } = Folder("XDG_CACHE_HOME", ".cache");

    /// <summary>XDG base directory specification: the user's data, for this program.</summary>
    public static string? DataDirectory { get; } = Folder("XDG_DATA_HOME", ".local/share");

    /// <summary>Waivers expire by it, and the age of databases is told by it.</summary>
    public static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>POSIX: the first of LC_ALL, LC_CTYPE and LANG that is set names the character set.</summary>
    public static bool Utf8 { get; } = new[] { "LC_ALL", "LC_CTYPE", "LANG" }
        .Select(Environment.GetEnvironmentVariable)
        .FirstOrDefault(value => !string.IsNullOrEmpty(value))
        is { } locale && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase));

    public static int ErrorWidth
    {
        get
        {
            try
            {
                return Math.Clamp(Console.WindowWidth, 20, WidestPage);
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    public static int Width
    {
        get
        {
            try
            {
                return Console.IsOutputRedirected ? 80 : Math.Clamp(Console.WindowWidth - 1, NarrowestPage, WidestPage);
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }

    private static string? Folder(string variable, string usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given && Path.IsPathRooted(given) ? Path.Combine(given, "wellguard")
        : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, usual, "wellguard")
        : null;

    /// <summary>A console that writes no escape sequence unless <paramref name="colour"/> is true.</summary>
    public static IAnsiConsole ConsoleOn(Stream stream, bool colour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new Page(stream),
    });

    /// <summary>Lines are laid out already: wide enough that Spectre wraps nothing.</summary>
    private sealed class Page(Stream stream) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
        public bool IsTerminal => true;
        public int Width => 4096;
        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
