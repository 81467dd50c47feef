using System.Text;

namespace Wellguard.Evasion;

/// <summary>11: escapes in texts and in names (ECMA-262, "Names and Keywords"); of Python names in full width, which NFKC makes the same (Python reference, "Identifiers and keywords").</summary>
public sealed class Unicode() : TextTransform(11, "unicode")
{
    private static readonly HashSet<string> Keywords =
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
        "with", "yield", "print", "match", "case", "type", "_",
    ];

    private static readonly HashSet<string> Called = ["require", "eval", "fetch", "Buffer", "process", "atob", "Function", "globalThis"];

    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var edits = new Edits(source.Text);
        foreach (var (index, literal) in source.Literals())
        {
            edits.Replace(source.Tokens[index], Escaped(literal, source.IsPython));
        }

        for (var i = 0; i < source.Tokens.Count; i++)
        {
            var word = source.IsName(i) ? source.Word(i) : "";
            if (word.Length < 2 || !word.All(char.IsAsciiLetterOrDigit))
            {
                continue;
            }

            if (source.IsPython && !Keywords.Contains(word) && !(source.Is(i, "exec") && !source.Is(i + 1, "(")))
            {
                edits.Replace(source.Tokens[i], string.Concat(word.Select(static (c, at) => at % 2 == 0 && char.IsAsciiLetter(c) ? (char)(c + 0xfee0) : c)));
            }
            else if (!source.IsPython && (Called.Contains(word) || source.Is(i - 1, ".")))
            {
                edits.Replace(source.Tokens[i], $"{word[..1]}\\u{(int)word[1]:x4}{word[2..]}");
            }
        }

        return edits.Apply();
    }

    private static string Escaped(Literal literal, bool isPython)
    {
        var result = new StringBuilder(isPython && literal.IsBytes ? "b'" : "'");
        var turn = 0;
        foreach (var rune in literal.IsBytes ? literal.Value.Select(static c => (int)c) : isPython ? literal.Value.EnumerateRunes().Select(static rune => rune.Value) : literal.Value.Select(static c => (int)c))
        {
            result.Append(literal.IsBytes ? $"\\x{rune:x2}" : rune > 0xffff ? $"\\U{rune:x8}" : turn++ % 3 == 1 && rune < 256 ? $"\\x{rune:x2}" : turn % 5 == 4 && !isPython ? $"\\u{{{rune:x}}}" : $"\\u{rune:x4}");
        }

        return result.Append('\'').ToString();
    }
}
