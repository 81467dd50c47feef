using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>
/// What a source file loads, as its text says it: a scan that costs little, for the thousands of files of installed packages that nobody parses.
/// A name a line: Python <c>a.b</c>, <c>..a:x,y</c>; JavaScript <c>./x</c>, <c>pkg/x</c>; Ruby <c>./x</c> for what is relative to the file; Perl <c>A::B</c>, a path,
/// or <c>lib x</c> for a folder of modules; PHP a path, <c>./x</c> relative to the file, <c>?x</c> when the folder is not known.
/// </summary>
internal sealed class ImportNames
{
    /// <summary>Attack: a file of a million imports. In characters.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>Linux's limit on paths. Attack: a name of a megabyte.</summary>
    public const int MaxName = 4096;

    /// <summary>Attack: a megabyte of beginnings, from each of which an end that never comes is looked for. In bytes.</summary>
    private const int MaxLooked = 16 << 20;

    /// <summary>Last name of a list that was cut off.</summary>
    public const string CutOff = "!";

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly StringBuilder _names = new();
    private bool _isCutOff;
    private int _looked;

    public void Add(string name)
    {
        if (name.Length == 0 || name == CutOff || name.Contains('\n', StringComparison.Ordinal))
        {
            return;
        }

        if (name.Length > MaxName || _names.Length > MaxLength)
        {
            _isCutOff = true;
        }
        else if (_seen.Add(name))
        {
            _names.Append('\n').Append(name);
        }
    }

    public void NoteCutOff() => _isCutOff = true;

    /// <summary>Counts what was looked at before or behind a word; false when that is too much, which is then said.</summary>
    public bool MayLook(int bytes)
    {
        _looked = Math.Min(_looked + bytes, MaxLooked + 1);
        _isCutOff |= _looked > MaxLooked;
        return _looked <= MaxLooked;
    }

    /// <returns>The language and the names, a line each; null when it loads nothing.</returns>
    public static string? Of(string language, ReadOnlySpan<byte> bytes)
    {
        var names = new ImportNames();
        switch (language)
        {
            case "python":
                PythonImports.Find(bytes, names);
                DjangoSettings.Find(bytes, names);
                break;
            case "javascript":
                JavaScriptImports.Find(bytes, names);
                break;
            case "ruby":
                OtherImports.FindRuby(bytes, names);
                break;
            case "perl":
                PerlImports.Find(bytes, names);
                break;
            case "php":
                OtherImports.FindPhp(bytes, names);
                break;
        }

        return names._isCutOff ? language + names._names + "\n" + CutOff : names._names.Length == 0 ? null : language + names._names;
    }
}
