using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Wellguard.Programs.Scripts;

namespace Wellguard.Programs;

/// <summary>
/// What is left of a source file when everything is taken away that its author changes from copy to copy: names that it gives itself, texts, numbers, comments, blanks and line breaks.
/// 1. Tokens, normalised: keywords, operators and the names of other people's functions stay. 2. A hash of every <see cref="Length"/> of them in a row.
/// 3. Of each <see cref="Window"/> such hashes the smallest is kept (winnowing: Schleimer, Wilkerson, Aiken 2003), so that the same code gives the same hashes wherever it stands in a file.
/// </summary>
internal static class CodeFingerprint
{
    /// <summary>Bytes. What families of malware are made of is a tenth of this; libraries bundled into one file are larger. Attack: a bundle that takes seconds.</summary>
    public const int LongestFile = 1 << 20;

    /// <summary>Hashes. With less a file is boilerplate: an empty module, a set-up script that names its package.</summary>
    public const int Fewest = 24;

    private const int Length = 8;

    private const int Window = 4;

    /// <summary>Different tokens in a row of <see cref="Length"/>: tables of numbers and lists of texts have fewer.</summary>
    private const int Variety = 4;

    private const ulong Prime = 1099511628211, Basis = 14695981039346656037;

    private static readonly ulong Name = Hash("n"), Value = Hash("v"), Comma = Hash(",");

    private static readonly FrozenSet<string> Keywords = new[]
    {
        "if", "else", "elif", "elsif", "unless", "while", "until", "for", "foreach", "in", "of", "and", "or", "not", "is", "as", "do", "end", "rescue", "ensure", "try", "except", "finally", "catch", "raise", "throw", "return", "yield",
        "def", "class", "function", "lambda", "import", "from", "with", "async", "await", "new", "delete", "typeof", "instanceof", "switch", "case", "break", "continue", "pass", "global", "nonlocal", "sub", "module", "require", "use",
        "public", "private", "protected", "static", "extends", "True", "False", "None", "true", "false", "null", "undefined", "this", "self", "exec", "eval", "print", "echo", "begin", "then", "when", "del", "assert", "void",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that only say how a name is declared.</summary>
    private static readonly FrozenSet<string> Declarations = new[] { "var", "let", "const", "my", "our", "local" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Different hashes in ascending order; empty for a language that has no tokenizer, and for what is too short to mean something.</summary>
    public static uint[] Of(string language, string path, string text)
    {
        if (!ScriptLanguages.TryParse(language, out var known))
        {
            return [];
        }

        text = known == ScriptLanguage.JavaScript && SourceLanguage.IsTyped(path) ? TypeScript.WithoutTypes(text) : text;
        var hashes = Winnowed(Normalised(ScriptTokenizer.Read(new TokenList(known, text, 1, null))));
        return hashes.Length < Fewest ? [] : hashes;
    }

    private static List<ulong> Normalised(TokenList list)
    {
        var tokens = list.Tokens;
        var own = OwnMembers(tokens);
        var codes = new List<ulong>(tokens.Count);
        var isImport = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            isImport = token.NewLine ? list.Language == ScriptLanguage.Python && token.Text is "import" or "from" : isImport;
            switch (token.Kind)
            {
                case TokenKind.Text or TokenKind.Bytes or TokenKind.Template or TokenKind.Command or TokenKind.Regex or TokenKind.Number:
                    AddValue(codes);
                    break;
                case TokenKind.Name when Keywords.Contains(token.Text):
                    codes.Add(Hash(token.Text));
                    break;
                case TokenKind.Name when Declarations.Contains(token.Text):
                    break;
                case TokenKind.Name:
                    var isOthers = (isImport && tokens[i - 1].Text != "as") || (i > 0 && tokens[i - 1] is { Kind: TokenKind.Operator, Text: "." or "?." or "->" } && !own.Contains(token.Text));
                    codes.Add(isOthers ? Hash(token.Text) : Name);
                    break;
                case TokenKind.Operator when token.Text is ";" || (token.Text == "," && tokens[i + 1].Text is ")" or "]" or "}"):
                    break;
                case TokenKind.Operator:
                    codes.Add(token.Text == "?." ? Hash(".") : Hash(token.Text));
                    break;
            }
        }

        return codes;
    }

    /// <summary>Texts that are put together of parts, and lists of texts or numbers of any length, are one value.</summary>
    private static void AddValue(List<ulong> codes)
    {
        if (codes.Count > 0 && codes[^1] == Value)
        {
            return;
        }

        if (codes.Count > 1 && codes[^2] == Value && (codes[^1] == Comma || codes[^1] == Plus))
        {
            codes.RemoveAt(codes.Count - 1);
            return;
        }

        codes.Add(Value);
    }

    private static readonly ulong Plus = Hash("+");

    /// <summary>Members that the file defines: a function, an assignment, a key of an object. Others belong to libraries, and who renames them breaks the code.</summary>
    private static HashSet<string> OwnMembers(TokenBuffer tokens)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Name && ((i > 0 && tokens[i - 1].Text is "def" or "function" or "class" or "sub") || tokens[i + 1].Text is "=" || (tokens[i + 1].Text == ":" && i > 0 && tokens[i - 1].Text is "{" or ",")))
            {
                own.Add(tokens[i].Text);
            }
        }

        return own;
    }

    private static uint[] Winnowed(List<ulong> codes)
    {
        if (codes.Count < Length + Window)
        {
            return [];
        }

        var rows = new List<uint>(codes.Count);
        var all = CollectionsMarshal.AsSpan(codes);
        for (var i = 0; i + Length <= all.Length; i++)
        {
            var row = all.Slice(i, Length);
            if (HasVariety(row))
            {
                rows.Add(Mix(row));
            }
        }

        var kept = new HashSet<uint>();
        for (var i = 0; i + Window <= rows.Count; i++)
        {
            kept.Add(CollectionsMarshal.AsSpan(rows).Slice(i, Window) is var window ? Smallest(window) : 0);
        }

        uint[] hashes = [.. kept];
        Array.Sort(hashes);
        return hashes;
    }

    private static bool HasVariety(ReadOnlySpan<ulong> row)
    {
        var different = 0;
        for (var i = 0; i < row.Length; i++)
        {
            different += row[..i].Contains(row[i]) ? 0 : 1;
        }

        return different >= Variety;
    }

    private static uint Mix(ReadOnlySpan<ulong> row)
    {
        var hash = Basis;
        foreach (var code in row)
        {
            hash = (hash ^ code) * Prime;
            hash ^= hash >> 29;
        }

        return (uint)(hash ^ (hash >> 32));
    }

    private static uint Smallest(ReadOnlySpan<uint> window)
    {
        var smallest = uint.MaxValue;
        foreach (var hash in window)
        {
            smallest = Math.Min(smallest, hash);
        }

        return smallest;
    }

    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = Basis;
        foreach (var c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        return hash;
    }
}
