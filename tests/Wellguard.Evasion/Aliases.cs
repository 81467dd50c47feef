namespace Wellguard.Evasion;

/// <summary>4: functions under another name, or reached as members by computed names: <c>globalThis['ev' + 'al']</c>, <c>getattr(os, 'system')</c>.</summary>
public sealed class Aliases() : TextTransform(4, "alias")
{
    private static readonly HashSet<string> Globals = ["eval", "fetch", "process", "Buffer", "setTimeout", "setInterval", "atob", "Function", "JSON", "console", "Promise"];

    private static readonly HashSet<string> Builtins = ["exec", "eval", "open", "compile", "__import__", "getattr", "print", "chr", "bytes"];

    private static readonly HashSet<string> Reserved = ["this", "super", "import", "new", "function", "self", "cls"];

    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var edits = new Edits(source.Text);
        if (source.IsPython)
        {
            Python(source, edits);
        }
        else
        {
            JavaScript(source, edits);
        }

        return edits.Apply();
    }

    private static string Halves(string name) => $"'{name[..(name.Length / 2)]}' + '{name[(name.Length / 2)..]}'";

    private static void JavaScript(Source source, Edits edits)
    {
        var own = Enumerable.Range(0, source.Tokens.Count).Where(i => source.IsName(i) && !source.IsMember(i) && (source.Is(i - 1, "function") || source.Is(i - 1, "const") || source.Is(i - 1, "let") || source.Is(i - 1, "var") || source.Is(i + 1, "=") || source.Is(i + 1, "=>") || source.Is(i + 1, ":"))).Select(source.Word).ToHashSet();
        string? alias = null;
        for (var i = 0; i < source.Tokens.Count; i++)
        {
            if (!source.IsName(i))
            {
                continue;
            }

            var word = source.Word(i);
            if (source.Is(i - 1, ".") && word.All(char.IsAsciiLetterOrDigit) && source.Is(i + 1, "(") && source.Tokens[i - 2].Kind is TokenKind.Name or TokenKind.Operator && source.Word(i - 2) is not "super" and not "import" and not "new")
            {
                edits.Replace(source.Tokens[i - 1].Start, source.Tokens[i].End, $"[{(i % 2 == 0 ? Halves(word) : $"'{word}'")}]");
            }
            else if (source.IsMember(i) || own.Contains(word) || source.Is(i + 1, ":") || source.Word(i - 1) is "," or "{" && source.Word(i + 1) is "," or "}" or "(" && source.Word(i - 1) == "{")
            {
                continue;
            }
            else if (word == "require" && source.Is(i + 1, "(") && !source.IsModule)
            {
                alias ??= source.Fresh("load");
                edits.Replace(source.Tokens[i], alias);
            }
            else if (Globals.Contains(word) && source.Word(i - 1) is not ("typeof" or "new" or "{" or "," or "function") && source.Word(i + 1) is "(" or ".")
            {
                edits.Replace(source.Tokens[i], $"globalThis[{Halves(word)}]");
            }
        }

        if (alias is not null)
        {
            edits.Insert(source.Beginning(), $"const {alias} = require;\n");
        }
    }

    private static void Python(Source source, Edits edits)
    {
        var own = Enumerable.Range(0, source.Tokens.Count).Where(i => source.IsName(i) && (source.Is(i - 1, "def") || source.Is(i - 1, "import") || (source.Is(i + 1, "=") && source.Depth(i) == 0))).Select(source.Word).ToHashSet();
        for (var i = 0; i < source.Tokens.Count; i++)
        {
            if (!source.IsName(i))
            {
                continue;
            }

            var word = source.Word(i);
            var line = source.BeginsLine(i);
            if (word == "import" && line && source.IsName(i + 1) && (i + 2 >= source.Tokens.Count || source.BeginsLine(i + 2)))
            {
                edits.Replace(source.Tokens[i].Start, source.Tokens[i + 1].End, $"{source.Word(i + 1)} = __import__({Halves(source.Word(i + 1))})");
                i++;
            }
            else if (source.Is(i + 1, ".") && source.IsName(i + 2) && source.Is(i + 3, "(") && !source.IsMember(i) && !Reserved.Contains(word) && !source.Is(i - 1, "@") && !Keyword(word) && !source.Word(i + 2).StartsWith("__", StringComparison.Ordinal))
            {
                edits.Replace(source.Tokens[i].Start, source.Tokens[i + 2].End, $"getattr({word}, {(i % 2 == 0 ? Halves(source.Word(i + 2)) : $"'{source.Word(i + 2)}'")})");
                i += 2;
            }
            else if (Builtins.Contains(word) && source.Is(i + 1, "(") && !source.IsMember(i) && !own.Contains(word) && !source.Is(i - 1, "def"))
            {
                edits.Replace(source.Tokens[i], i % 2 == 0 ? $"getattr(__import__('builtins'), {Halves(word)})" : $"__import__('builtins').__dict__[{Halves(word)}]");
            }
        }
    }

    private static bool Keyword(string word) => word is "import" or "from" or "return" or "in" or "not" or "and" or "or" or "if" or "else" or "await" or "yield" or "lambda" or "print" or "del";
}
