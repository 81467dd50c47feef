using System.Text;

namespace Wellguard.Evasion;

/// <summary>12: the program on one line, without comments. Of Python, whose blocks need lines, as one text that is evaluated.</summary>
public sealed class OneLine() : TextTransform(12, "one line")
{
    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        if (source.IsPython)
        {
            return $"exec({Literal.PythonQuoted(source.Text)})\n";
        }

        var result = new StringBuilder(source.Text.Length);
        for (var i = 0; i < source.Tokens.Count; i++)
        {
            result.Append(i == 0 ? "" : Between(source, i)).Append(source.Word(i));
        }

        return result.Append('\n').ToString();
    }

    /// <summary>What stands for the space between two tokens; a line break stays where its end of a statement is in doubt (ECMA-262, "Automatic Semicolon Insertion").</summary>
    private static string Between(Source source, int i)
    {
        var (before, after) = (source.Tokens[i - 1], source.Tokens[i]);
        if (before.Kind == TokenKind.Chunk && source.Word(i - 1).EndsWith("${", StringComparison.Ordinal) || (after.Kind == TokenKind.Chunk && source.Word(i)[0] == '}'))
        {
            return "";
        }

        if (!source.Breaks(i))
        {
            return before.End == after.Start ? "" : " ";
        }

        var (last, next) = (source.Word(i - 1), source.Word(i));
        if (before.Kind == TokenKind.Operator && last is not (")" or "]" or "}" or "++" or "--"))
        {
            return " ";
        }

        if (after.Kind == TokenKind.Operator && next is not ("(" or "[" or "{" or "++" or "--" or "/" or "+" or "-" or "!" or "~" or "#" or "..." or "*" or "@"))
        {
            return " ";
        }

        var statement = before.Kind is TokenKind.Name or TokenKind.Text or TokenKind.Number && after.Kind == TokenKind.Name
            && last is not ("else" or "do" or "async" or "static" or "get" or "set" or "return" or "try" or "finally" or "case" or "of" or "in" or "new" or "typeof" or "instanceof" or "extends" or "class" or "function" or "const" or "let" or "var" or "export" or "default" or "import" or "await" or "yield" or "delete" or "void" or "throw") && next is not ("in" or "of" or "instanceof" or "as" or "from");
        return statement ? ";" : "\n";
    }
}
