using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

internal enum ScriptLanguage : byte { Python, JavaScript, Perl, Php, Ruby }

/// <summary>What differs between the languages for the tokenizer and the expression parser.</summary>
internal static class ScriptLanguages
{
    public static bool TryParse(string name, out ScriptLanguage language)
    {
        (var known, language) = name switch
        {
            "python" => (true, ScriptLanguage.Python),
            "javascript" => (true, ScriptLanguage.JavaScript),
            "perl" => (true, ScriptLanguage.Perl),
            "php" => (true, ScriptLanguage.Php),
            "ruby" => (true, ScriptLanguage.Ruby),
            _ => (false, default),
        };
        return known;
    }

    public static string NameOf(ScriptLanguage language) => language.ToString().ToLowerInvariant();

    public static bool HashComments(this ScriptLanguage language) => language != ScriptLanguage.JavaScript;

    public static bool SlashComments(this ScriptLanguage language) => language is ScriptLanguage.JavaScript or ScriptLanguage.Php;

    /// <summary>A line break ends a statement.</summary>
    public static bool LinesEnd(this ScriptLanguage language) => language is ScriptLanguage.Python or ScriptLanguage.Ruby;

    public static bool DotConcatenates(this ScriptLanguage language) => language is ScriptLanguage.Perl or ScriptLanguage.Php;

    /// <summary>A function may be called without parentheses.</summary>
    public static bool BareCalls(this ScriptLanguage language) => language is ScriptLanguage.Perl or ScriptLanguage.Ruby;

    /// <summary>Words that no operand starts with.</summary>
    public static readonly FrozenSet<string> Infix = new[]
    {
        "if", "else", "elif", "elsif", "unless", "while", "until", "for", "in", "of", "and", "or", "not", "is", "as", "then", "do", "end", "rescue", "ensure", "x", "eq", "ne", "lt", "gt", "le", "ge", "cmp",
        "instanceof", "foreach", "from", "import", "when", "xor",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words after which a slash starts a regular expression.</summary>
    public static readonly FrozenSet<string> BeforeOperand = new[]
    {
        "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "and", "or", "not", "if", "unless", "while", "until", "when", "await", "yield", "split", "grep", "x", "instanceof",
    }.ToFrozenSet(StringComparer.Ordinal);
}
