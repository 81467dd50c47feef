namespace Wellguard.Evasion;

/// <summary>8: names that a file gives and that nothing else can mean get others.</summary>
public sealed class Renaming() : TextTransform(8, "renaming")
{
    private static readonly HashSet<string> Never =
    [
        "require", "module", "exports", "process", "console", "globalThis", "window", "global", "self", "cls", "arguments", "undefined", "async", "of", "get", "set", "static", "await", "this", "super", "default", "document", "navigator", "fetch", "name", "_",
        "print", "exec", "eval", "open", "str", "int", "list", "dict", "bytes", "type", "input", "match", "case", "setup", "run", "main", "None", "True", "False", "id", "object", "Exception",
        "if", "else", "for", "while", "in", "is", "not", "and", "or", "with", "as", "try", "except", "finally", "return", "yield", "lambda", "del", "pass", "raise", "global", "nonlocal", "assert", "elif", "from", "import", "def", "class", "function", "new", "typeof", "let", "const", "var",
    ];

    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var range = Enumerable.Range(0, source.Tokens.Count).ToList();
        var given = (source.IsPython ? range.Where(i => GivesInPython(source, i)) : range.Where(i => source.IsName(i) && (source.Is(i - 1, "const") || source.Is(i - 1, "let") || source.Is(i - 1, "var") || source.Is(i - 1, "function"))))
            .Select(source.Word).Distinct().Where(name => !Never.Contains(name) && !(name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal)) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$')).ToList();
        var bound = range.Where(i => source.IsName(i) && IsBound(source, i)).Select(source.Word).ToHashSet();
        var renamed = new Dictionary<string, string>();
        foreach (var name in given.Where(name => !bound.Contains(name) && !source.InTexts(name) && !isNamedElsewhere(name)))
        {
            renamed[name] = source.Fresh("q" + renamed.Count + "z");
        }

        var edits = new Edits(source.Text);
        foreach (var i in range.Where(i => source.IsName(i) && !source.IsMember(i) && renamed.ContainsKey(source.Word(i))))
        {
            var name = source.Word(i);
            var isImport = source.IsPython && source.Is(i - 1, "import") && source.BeginsLine(i - 1);
            edits.Replace(source.Tokens[i], isImport ? $"{name} as {renamed[name]}" : renamed[name]);
        }

        return edits.Apply();
    }

    /// <summary>What others may mean by the name: a key, a shorthand, an export, a named argument, a member; of Python also what a class body holds.</summary>
    private static bool IsBound(Source source, int i)
    {
        if (!source.IsPython)
        {
            return (source.Is(i + 1, ":") && source.Word(i - 1) is "{" or ",") || (source.Word(i - 1) is "{" or "," && source.Word(i + 1) is "}" or "," or "=" && InBraces(source, i)) || source.Is(i - 1, "export") || source.Is(i - 2, "export") || source.Is(i - 3, "export") || source.Is(i - 1, "as") || source.Is(i - 1, "import") || source.Is(i - 1, "class")
                || (source.Word(i - 1) is "{" or "}" or ";" or "," or "static" or "async" && source.Is(i + 1, "(") && source.Match(i + 1) is > 0 and var close && source.Is(close + 1, "{"));
        }

        return source.IsMember(i) || (source.Is(i + 1, "=") && source.Depth(i) > 0) || (source.Is(i + 1, ":") && source.Depth(i) > 0 && InParameters(source, i)) || InParameters(source, i) || FromLine(source, i) || InClass(source, i) || source.Is(i + 1, ".") && source.Is(i - 1, "import");
    }

    private static bool InBraces(Source source, int i)
    {
        for (var at = i - 1; at >= 0; at--)
        {
            if (source.Word(at) is ")" or "]" or "}" && source.Match(at) >= 0)
            {
                at = source.Match(at);
            }
            else if (source.Word(at) is "{" or "(" or "[")
            {
                return source.Word(at) == "{";
            }
        }

        return false;
    }

    private static bool FromLine(Source source, int i)
    {
        while (i > 0 && !source.BeginsLine(i))
        {
            i--;
        }

        return source.Is(i, "from");
    }

    /// <summary>Between the brackets of a definition, or before a lambda's colon.</summary>
    private static bool InParameters(Source source, int i)
    {
        for (var at = i - 1; at >= 0 && at > i - 200; at--)
        {
            if (source.Word(at) is ")" or "]" or "}" && source.Match(at) >= 0)
            {
                at = source.Match(at);
            }
            else if (source.Is(at, "("))
            {
                return source.Is(at - 2, "def");
            }
            else if (source.Is(at, "lambda"))
            {
                return true;
            }
            else if (source.BeginsLine(at + 1) || source.Is(at, ":"))
            {
                return false;
            }
        }

        return false;
    }

    private static bool GivesInPython(Source source, int i) => source.IsName(i) && !source.IsMember(i)
        && ((source.BeginsLine(i) && source.Is(i + 1, "=")) || source.Is(i - 1, "def") || (source.Is(i - 1, "import") && source.BeginsLine(i - 1) && source.Word(i + 1) is not ("." or "," or "as")) || (source.Is(i - 1, "as") && !FromLine(source, i)));

    /// <summary>The first level of a class: its members.</summary>
    private static bool InClass(Source source, int i)
    {
        var line = i;
        while (line > 0 && !source.BeginsLine(line))
        {
            line--;
        }

        var column = source.ColumnOf(line);
        for (var at = line - 1; at >= 0 && column > 0; at--)
        {
            if (source.BeginsLine(at) && source.ColumnOf(at) < column)
            {
                return source.Is(at, "class");
            }
        }

        return source.Is(line, "class") && i == line + 1;
    }
}
