using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>
/// What a source file loads, as its text says it: a scan that costs little, for the thousands of files of installed packages that nobody parses.
/// A name a line: Python <c>a.b</c>, <c>..a:x,y</c>; JavaScript <c>./x</c>, <c>pkg/x</c>; Ruby <c>./x</c> for what is relative to the file; Perl <c>A::B</c> or a path;
/// PHP a path, <c>./x</c> relative to the file, <c>?x</c> when the folder is not known.
/// </summary>
internal sealed class ImportNames
{
    /// <summary>Attack: a file of a million imports. In characters.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>Last name of a list that was cut off.</summary>
    public const string CutOff = "!";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly StringBuilder _names = new();

    private void Add(string name)
    {
        if (name.Length is > 0 and <= 512 && _names.Length <= MaxLength && _seen.Add(name))
        {
            _names.Append('\n').Append(name);
            if (_names.Length > MaxLength)
            {
                _names.Append("\n" + CutOff);
            }
        }
    }

    /// <returns>The language and the names, a line each; null when it loads nothing.</returns>
    public static string? Of(string language, ReadOnlySpan<byte> bytes)
    {
        var names = new ImportNames();
        Action<string> add = names.Add;
        switch (language)
        {
            case "python":
                PythonImports.Find(bytes, add);
                break;
            case "javascript":
                JavaScriptImports.Find(bytes, add);
                break;
            case "ruby":
                OtherImports.FindRuby(bytes, add);
                break;
            case "perl":
                OtherImports.FindPerl(bytes, add);
                break;
            case "php":
                OtherImports.FindPhp(bytes, add);
                break;
        }

        return names._names.Length == 0 ? null : language + names._names;
    }

    public static bool IsNamePart(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or >= 128;

    public static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);

    /// <summary>The text of a quoted literal at the start; null when there is none, or one with holes or escapes.</summary>
    /// <param name="rest">What follows it.</param>
    public static string? Literal(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        rest = text;
        if (text.IsEmpty || text[0] is not ((byte)'"' or (byte)'\'' or (byte)'`'))
        {
            return null;
        }

        var end = text[1..].IndexOfAny(text[0], (byte)'\n');
        if (end is < 1 or > 512 || text[1 + end] != text[0])
        {
            return null;
        }

        var inside = text.Slice(1, end);
        rest = text[(end + 2)..];
        return inside.IndexOfAny((byte)'\\', (byte)'$', (byte)'#') >= 0 ? null : Encoding.UTF8.GetString(inside);
    }
}
