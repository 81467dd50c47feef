using System.Text;

namespace Wellguard.Evasion;

/// <summary>A program as tokens, and what transforms ask about it.</summary>
public sealed class Source
{
    private readonly int[] _match;

    /// <summary>As they are written, and what escapes in them stand for.</summary>
    private readonly Lazy<List<string>> _texts;

    /// <summary>Depth of brackets before each token.</summary>
    private readonly int[] _depth;

    private Source(string text, Language language, List<Token> tokens)
    {
        (Text, Language, Tokens) = (text, language, tokens);
        (_match, _depth) = (new int[tokens.Count], new int[tokens.Count]);
        _texts = new(() => [.. Enumerable.Range(0, Tokens.Count).Where(i => Tokens[i].Kind is TokenKind.Text or TokenKind.Format or TokenKind.Regex or TokenKind.Chunk).SelectMany(i => Tokens[i].Kind == TokenKind.Text && Literal.Read(Word(i), Language) is { } literal ? [Word(i), literal.Value] : new[] { Word(i) })]);
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            _match[i] = -1;
            if (tokens[i].Kind is TokenKind.Operator or TokenKind.Chunk && Word(i) is var word)
            {
                if (word is ")" or "]" or "}" || (tokens[i].Kind == TokenKind.Chunk && word[0] == '}'))
                {
                    if (open.TryPop(out var from))
                    {
                        (_match[i], _match[from]) = (from, i);
                    }
                }

                _depth[i] = open.Count;
                if (word is "(" or "[" or "{" || (tokens[i].Kind == TokenKind.Chunk && word.EndsWith("${", StringComparison.Ordinal)))
                {
                    open.Push(i);
                }
            }
            else
            {
                _depth[i] = open.Count;
            }
        }
    }

    public string Text { get; }
    public Language Language { get; }
    public IReadOnlyList<Token> Tokens { get; }
    public bool IsPython => Language == Language.Python;

    /// <summary>Null when it cannot be read.</summary>
    public static Source? Of(string text, Language language) => new Lexer(text, language).Read() is { Count: > 0 } tokens ? new(text, language, tokens) : null;

    public string Word(int index) => index >= 0 && index < Tokens.Count ? Text[Tokens[index].Start..Tokens[index].End] : "";

    public bool Is(int index, string word) => index >= 0 && index < Tokens.Count && Tokens[index].Kind is TokenKind.Name or TokenKind.Operator && Word(index) == word;

    public bool IsName(int index) => index >= 0 && index < Tokens.Count && Tokens[index].Kind == TokenKind.Name;

    public int Match(int index) => _match[index];

    public int Depth(int index) => _depth[index];

    /// <summary>A line break lies before the token.</summary>
    public bool Breaks(int index) => index <= 0 || index >= Tokens.Count || Text.AsSpan(Tokens[index - 1].End, Tokens[index].Start - Tokens[index - 1].End).Contains('\n');

    /// <summary>Python: the token begins a logical line.</summary>
    public bool BeginsLine(int index) => index == 0 || (index > 0 && index < Tokens.Count && Depth(index) == 0 && Breaks(index) && !Joined(index));

    /// <summary>Python: the line before goes on by a backslash.</summary>
    private bool Joined(int index)
    {
        var end = Text.LastIndexOf('\n', Tokens[index].Start);
        return end > 0 && Text.AsSpan(0, end).TrimEnd('\r').EndsWith("\\") && Tokens[index - 1].End <= end;
    }

    public int ColumnOf(int index) => Tokens[index].Start - (Tokens[index].Start == 0 ? 0 : Text.LastIndexOf('\n', Tokens[index].Start - 1) + 1);

    /// <summary>A member's name, behind a point.</summary>
    public bool IsMember(int index) => Is(index - 1, ".") || Is(index - 1, "?.") || Is(index - 1, "#");

    /// <summary>A name that nothing here has.</summary>
    public string Fresh(string stem)
    {
        var name = stem;
        for (var i = 0; Text.Contains(name, StringComparison.Ordinal); i++)
        {
            name = stem + i;
        }

        return name;
    }

    /// <summary>Names within texts: code that is evaluated may mean them.</summary>
    public bool InTexts(string name) => _texts.Value.Exists(text => text.Contains(name, StringComparison.Ordinal));

    /// <summary>Where code can be put before all other: behind directives, the documentation and what has to be first.</summary>
    public int Beginning()
    {
        var i = 0;
        if (IsPython)
        {
            while (i < Tokens.Count && (Tokens[i].Kind == TokenKind.Text || (Is(i, "from") && Is(i + 1, "__future__"))))
            {
                for (i++; i < Tokens.Count && !BeginsLine(i);)
                {
                    i++;
                }
            }

            return i < Tokens.Count ? Tokens[i].Start : Text.Length;
        }

        while (i < Tokens.Count && Tokens[i].Kind == TokenKind.Text && (Is(i + 1, ";") || Breaks(i + 1)))
        {
            i += Is(i + 1, ";") ? 2 : 1;
        }

        return i < Tokens.Count ? Tokens[i].Start : Text.Length;
    }

    /// <summary>ECMAScript module syntax.</summary>
    public bool IsModule => !IsPython && Enumerable.Range(0, Tokens.Count).Any(i => Depth(i) == 0 && (Is(i, "export") || (Is(i, "import") && !Is(i + 1, "(") && !Is(i + 1, "."))) && !IsMember(i));

    /// <summary>Literals of text for which an expression can stand, with their values.</summary>
    public IEnumerable<(int Index, Literal Value)> Literals()
    {
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (Tokens[i].Kind == TokenKind.Text && Literal.Read(Word(i), Language) is { } literal && literal.Value.Length is > 0 and <= Literal.Longest && (IsPython ? StandsInPython(i) : StandsInJavaScript(i)))
            {
                yield return (i, literal);
            }
        }
    }

    private bool IsText(int index) => index >= 0 && index < Tokens.Count && Tokens[index].Kind is TokenKind.Text or TokenKind.Format;

    private bool StandsInPython(int index)
    {
        if (IsText(index - 1) || IsText(index + 1))
        {
            return false;
        }

        if (BeginsLine(index) && (index + 1 >= Tokens.Count || BeginsLine(index + 1)))
        {
            return false;
        }

        var line = index;
        while (!BeginsLine(line))
        {
            line--;
        }

        return !Is(line, "case");
    }

    private bool StandsInJavaScript(int index)
    {
        var before = Word(index - 1);
        return !(index == 0 || before is "from" or "import" or "static" or "get" or "set" or "async" or "as"
            || (Breaks(index) && before is not ("(" or "[" or "{" or "," or "=" or "+" or "?" or ":" or "&&" or "||" or "=>" or "??" or "return"))
            || (before is ";" or "{" or "}" or ")" && (Is(index + 1, ";") || Breaks(index + 1)) && before != ")")
            || (before is "{" or "," && Is(index + 1, ":"))
            || (before is "{" or "," or "}" or ";" && Is(index + 1, "(")));
    }
}

/// <summary>Replacements of ranges of a text.</summary>
public sealed class Edits(string text)
{
    private readonly SortedList<(int Start, int Number), (int End, string With)> _all = [];

    public bool IsEmpty => _all.Count == 0;

    public void Replace(Token token, string with) => Replace(token.Start, token.End, with);

    public void Replace(int start, int end, string with) => _all.Add((start, _all.Count), (end, with));

    public void Insert(int at, string what) => Replace(at, at, what);

    /// <summary>Null when nothing was replaced.</summary>
    public string? Apply()
    {
        if (IsEmpty)
        {
            return null;
        }

        var result = new StringBuilder(text.Length * 2);
        var from = 0;
        foreach (var ((start, _), (end, with)) in _all)
        {
            result.Append(text, from, start - from).Append(with);
            from = end;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }
}
