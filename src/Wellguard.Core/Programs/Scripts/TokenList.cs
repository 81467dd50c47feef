namespace Wellguard.Programs.Scripts;

internal enum TokenKind : byte { End, Name, Text, Bytes, Template, Command, Number, Operator, Regex }

/// <param name="Text">Names and operators as written, strings without quotes and with escapes resolved; templates and commands raw.</param>
/// <param name="NewLine">A line break that can end a statement stands before it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End, bool NewLine);

/// <summary>The tokens of one text, with the partner of each bracket.</summary>
internal sealed class TokenList(ScriptLanguage language, string source, int line, int? fixedOffset)
{
    /// <summary>Sources have four to eight, with their blanks.</summary>
    private const int CharactersPerToken = 6;

    private readonly List<int> _lines = [0];
    private readonly List<int> _lineStarts = [];

    public TokenBuffer Tokens { get; } = new(source.Length / CharactersPerToken);
    public ScriptLanguage Language => language;
    public string Source => source;

    public BracketPairs Match { get; private set; } = new(0);

    /// <summary>Set for a fragment: the text that it stands in.</summary>
    public TokenList? Outer { get; init; }

    public (int Line, int Column) Place(int offset)
    {
        if (Outer is not null)
        {
            return Outer.Place(fixedOffset ?? 0);
        }

        var at = _lines.BinarySearch(offset);
        at = at < 0 ? ~at - 1 : at;
        return (line + at, offset - _lines[at] + 1);
    }

    /// <summary>The first token of the logical line of a token.</summary>
    public int LineStartOf(int token)
    {
        if (_lineStarts.Count == 0)
        {
            for (var i = 0; i < Tokens.Count; i++)
            {
                _lineStarts.Add(i == 0 || Tokens[i].NewLine ? i : _lineStarts[i - 1]);
            }
        }

        return token < _lineStarts.Count ? _lineStarts[token] : token;
    }

    public int ColumnOf(int offset) => Place(offset).Column;

    public void Finish()
    {
        for (var at = source.AsSpan().IndexOf('\n'); at >= 0;)
        {
            _lines.Add(at + 1);
            var next = source.AsSpan(at + 1).IndexOf('\n');
            at = next < 0 ? -1 : at + 1 + next;
        }

        Tokens.Add(new Token(TokenKind.End, "", source.Length, source.Length, true));
        Match = new BracketPairs(Tokens.Count);
        var open = new Stack<int>();
        var last = Tokens.Count - 1;
        for (var i = 0; i < last; i++)
        {
            var token = Tokens[i];
            if (token.Kind == TokenKind.Operator && token.Text.Length == 1)
            {
                Pair(open, i, token.Text[0]);
            }
            else if (language == ScriptLanguage.Ruby && token.Kind == TokenKind.Name)
            {
                PairWord(open, i, token);
            }
        }

        while (open.TryPop(out var lost))
        {
            Match[lost] = last;
        }
    }

    private void Pair(Stack<int> open, int at, char bracket)
    {
        switch (bracket)
        {
            case '(' or '[' or '{':
                open.Push(at);
                break;
            case ')' or ']' or '}':
                var wanted = bracket switch { ')' => "(", ']' => "[", _ => "{" };
                if (open.TryPeek(out var top) && Tokens[top].Text == wanted)
                {
                    Match[open.Pop()] = at;
                }

                break;
        }
    }

    private void PairWord(Stack<int> open, int at, Token token)
    {
        var opens = token.Text switch
        {
            "def" or "class" or "module" or "begin" or "case" => at == 0 || Tokens[at - 1].Text != ".",
            "do" => !LoopBefore(at),
            "if" or "unless" or "while" or "until" or "for" => at == 0 || token.NewLine || Tokens[at - 1] is { Kind: TokenKind.Operator, Text: ";" or "=" or "(" or "{" or "|" } || Tokens[at - 1].Text is "then" or "do" or "else",
            _ => false,
        };
        if (opens)
        {
            open.Push(at);
        }
        else if (token.Text == "end" && open.TryPeek(out var top) && Tokens[top].Kind == TokenKind.Name)
        {
            Match[open.Pop()] = at;
        }
    }

    /// <summary>Attack: a line of a million tokens, each a <c>do</c>.</summary>
    private const int MaxLookBack = 64;

    private bool LoopBefore(int at)
    {
        for (var i = at - 1; i >= 0 && i > at - MaxLookBack; i--)
        {
            if (Tokens[i].Kind == TokenKind.Name && Tokens[i].Text is "while" or "until" or "for")
            {
                return true;
            }

            if (Tokens[i].NewLine)
            {
                return false;
            }
        }

        return false;
    }
}
