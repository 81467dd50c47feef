namespace Wellguard.Programs.Shell;

/// <summary><c>[[ … ]]</c> and <c>((…))</c>, which bash reads as expressions and other shells as commands.</summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> ComparesTwo = ["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];

    /// <summary>Attack: <c>[[</c>, and a hundred thousand <c>]]</c> that close nothing.</summary>
    private const int MaxTokens = 1_000;

    /// <summary>Attack: a megabyte of opening brackets, from each of which its end is looked for. In characters.</summary>
    private const int MaxLooked = 16 << 20;

    /// <summary>Characters in which brackets were looked for.</summary>
    private int _looked;

    /// <param name="Word">Null for an operator.</param>
    private readonly record struct TestToken(Word? Word, string Text);

    /// <summary>
    /// <c>[[ … ]]</c>: only the substitutions in it can have effects. What is no expression is what it is to a shell without this form: a command of that name,
    /// with operands, joined to others by <c>&amp;&amp;</c> and <c>||</c>.
    /// </summary>
    private Command ParseTest(int line, int column)
    {
        var tokens = new List<TestToken>();
        while (true)
        {
            SkipBlank(newlines: tokens.Count > 0 && tokens[^1].Text is "&&" or "||");
            if (Current == '\n' && ClosesOnNextLine())
            {
                SkipBlank(newlines: true);
            }

            CutOff |= tokens.Count >= MaxTokens;
            if (AtEnd || !TakeToken(tokens))
            {
                return AsCommands(tokens, line, column);
            }

            if (tokens[^1].Text == "]]" && IsExpression(tokens))
            {
                return AsTest(tokens, line, column);
            }
        }
    }

    /// <summary>A path alone behind <c>||</c> is always true to bash; a shell without this form starts it.</summary>
    private static Command AsTest(List<TestToken> tokens, int line, int column)
    {
        var test = new Simple(line, column);
        test.Words.Add(new Word([new Literal("[[", Quoted: false)], line, column));
        test.Words.AddRange(tokens.Where(token => token.Word is not null).Select(token => token.Word!));
        Sequence? both = null;
        for (var i = 1; i + 1 < tokens.Count; i++)
        {
            if (tokens[i - 1] is { Word: null, Text: "&&" or "||" } && tokens[i] is { Word: { } word, Text: ['/', ..] } && tokens[i + 1].Text is "]]" or "&&" or "||")
            {
                both ??= new Sequence(line, column) { Items = { new SequenceItem(test, Join.Then) } };
                both.Items.Add(new SequenceItem(new Simple(word.Line, word.Column) { Words = { word } }, Join.Or));
            }
        }

        return both is null ? test : both;
    }

    private bool ClosesOnNextLine()
    {
        var next = _at;
        while (next < _text.Length && char.IsWhiteSpace(_text[next]))
        {
            next++;
        }

        return next < _text.Length && (string.CompareOrdinal(_text, next, "]]", 0, 2) == 0 || string.CompareOrdinal(_text, next, "&&", 0, 2) == 0 || string.CompareOrdinal(_text, next, "||", 0, 2) == 0);
    }

    private bool TakeToken(List<TestToken> tokens)
    {
        var isPattern = tokens.Count > 0 && tokens[^1].Text is "=~" or "==" or "=" or "!=";
        var symbol = isPattern && Current == '(' ? null : Starts("&&") ? "&&" : Starts("||") ? "||" : Current is '(' or ')' ? Current.ToString() : Current is '<' or '>' && Ahead(1) != '(' ? Current.ToString() : null;
        if (symbol == ")" && !tokens.Exists(token => token is { Word: null, Text: "(" }))
        {
            return false;
        }

        if (symbol is not null)
        {
            _at += symbol.Length;
            tokens.Add(new TestToken(null, symbol));
            return true;
        }

        if (ParseWord(isPattern) is not { } word)
        {
            return false;
        }

        tokens.Add(new TestToken(word, word.Parts is [Literal { Quoted: false, Text: var plain }] ? plain : ""));
        return true;
    }

    /// <summary>bash(1), "Compound Commands": terms joined by <c>&amp;&amp;</c> and <c>||</c>, each an operand, a test of one or a comparison of two, or in parentheses.</summary>
    private static bool IsExpression(List<TestToken> tokens)
    {
        var (depth, at, last) = (0, 0, tokens.Count - 1);
        while (true)
        {
            while (at < last && tokens[at] is { Word: null, Text: "(" } or { Text: "!" })
            {
                depth += tokens[at].Word is null ? 1 : 0;
                at++;
            }

            var operands = 0;
            while (operands < 4 && at + operands < last && (tokens[at + operands].Word is not null || tokens[at + operands].Text is "<" or ">"))
            {
                operands++;
            }

            var holds = operands switch
            {
                1 => true,
                2 => tokens[at].Text is ['-', _],
                3 => tokens[at + 1].Word is null || ComparesTwo.Contains(tokens[at + 1].Text),
                _ => false,
            };
            if (!holds)
            {
                return false;
            }

            at += operands;
            while (at < last && tokens[at].Text == ")")
            {
                depth--;
                at++;
            }

            if (at >= last || tokens[at].Text is not ("&&" or "||"))
            {
                return at == last && depth == 0;
            }

            at++;
        }
    }

    private static Sequence AsCommands(List<TestToken> tokens, int line, int column)
    {
        var sequence = new Sequence(line, column);
        var join = Join.Then;
        var simple = new Simple(line, column);
        simple.Words.Add(new Word([new Literal("[[", Quoted: false)], line, column));
        for (var i = 0; i < tokens.Count; i++)
        {
            var (word, text) = tokens[i];
            if (word is not null)
            {
                simple = simple.Words.Count + simple.Redirects.Count == 0 ? new Simple(word.Line, word.Column) : simple;
                simple.Words.Add(word);
            }
            else if (text is "<" or ">" && i + 1 < tokens.Count && tokens[i + 1].Word is { } target)
            {
                simple.Redirects.Add(new Redirect(text, text == "<" ? 0 : 1, target));
                i++;
            }
            else if (text is "&&" or "||")
            {
                Close();
                join = text == "&&" ? Join.And : Join.Or;
            }
        }

        Close();
        return sequence;

        void Close()
        {
            if (simple.Words.Count + simple.Redirects.Count > 0)
            {
                sequence.Items.Add(new SequenceItem(simple, join));
            }

            simple = new Simple(line, column);
        }
    }

    /// <summary><c>((…))</c>: only the substitutions in it can have effects. Null when it is a group in a group.</summary>
    private Simple? ParseArithmetic(int line, int column)
    {
        if (ArithmeticEnd(_at) is not { } end)
        {
            return null;
        }

        var command = new Simple(line, column);
        command.Words.Add(new Word([new Literal(":", Quoted: true)], line, column));
        command.Words.Add(new Word([TakeArithmetic(end, quoted: true)], line, column));
        return command;
    }

    /// <summary>The expression between <c>((</c> and <c>))</c>.</summary>
    private Arithmetic TakeArithmetic(int end, bool quoted)
    {
        var expression = _text[(_at + 2)..(end - 2)];
        var line = _line;
        _at = end;
        CountLines(expression);
        return new Arithmetic(expression, PartsOf(expression, line), quoted);
    }

    /// <summary>The expansions in a text that is not a word; none when it has none.</summary>
    private IReadOnlyList<Part> PartsOf(string text, int line)
    {
        if (text.AsSpan().IndexOfAny('$', '`') < 0 || !Enter())
        {
            return [];
        }

        return Nested(text, line, static parser => parser.ParseQuoted('\0')).Parts;
    }

    /// <summary>Behind the <c>))</c> that closes the <c>((</c> at <paramref name="start"/>; null when that opens a group in a group.</summary>
    private int? ArithmeticEnd(int start)
    {
        var close = CloseOf(start + 1);
        return close is { } inner && inner + 1 < _text.Length && _text[inner + 1] == ')' && IsArithmetic(_text.AsSpan(start + 2, inner - start - 2)) ? inner + 2 : null;
    }

    /// <summary>The bracket that closes the one at <paramref name="open"/>, over quotes and nested ones; null when there is none.</summary>
    private int? CloseOf(int open)
    {
        if (CutOff)
        {
            return null;
        }

        var close = CloseOf(open, 0);
        _looked += (close ?? _text.Length) - open;
        CutOff |= _looked > MaxLooked;
        return close;
    }

    /// <param name="depth">Attack: a quote in a substitution in a quote ….</param>
    private int? CloseOf(int open, int depth)
    {
        var (opening, closing) = _text[open] == '[' ? ('[', ']') : ('(', ')');
        var nested = 0;
        for (var i = open; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case '\\':
                    i++;
                    break;
                case '\'' or '"' or '`':
                    i = QuoteEnd(i, depth);
                    break;
                case '#' when opening == '(' && char.IsWhiteSpace(_text[i - 1]):
                    i = _text.IndexOf('\n', i) is var line and >= 0 ? line : _text.Length; // a comment
                    break;
                case '(' when opening == '[' && _text[i - 1] == '$' && depth < MaxNesting:
                    i = CloseOf(i, depth + 1) ?? _text.Length;
                    break;
                case var c when c == opening:
                    nested++;
                    break;
                case var c when c == closing && --nested == 0:
                    return i;
            }
        }

        return null;
    }

    /// <summary>Where the quote that opens at <paramref name="open"/> closes; the end of the text when it does not.</summary>
    private int QuoteEnd(int open, int depth)
    {
        var quote = _text[open];
        var escapes = quote != '\'' || (open > 0 && _text[open - 1] == '$');
        for (var i = open + 1; i < _text.Length; i++)
        {
            if (_text[i] == quote)
            {
                return i;
            }

            if (_text[i] == '\\' && escapes)
            {
                i++;
            }
            else if (quote == '"' && _text[i] == '(' && _text[i - 1] == '$' && depth < MaxNesting)
            {
                i = CloseOf(i, depth + 1) ?? _text.Length;
            }
        }

        return _text.Length;
    }

    /// <summary>In an expression an operator stands between two operands, and no operand is a path; in commands it is the other way round.</summary>
    private static bool IsArithmetic(ReadOnlySpan<char> text)
    {
        var (operand, gap) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                gap = operand;
                continue;
            }

            if (c == '$' && i + 1 < text.Length && text[i + 1] is '(' or '{')
            {
                i = Behind(text, i + 1);
                c = '$';
            }
            else if (c is '"' or '\'' or '`')
            {
                i = text[(i + 1)..].IndexOf(c) is var end and >= 0 ? i + 1 + end : text.Length;
                c = '$';
            }

            if (char.IsLetterOrDigit(c) || c is '_' or '$' or '#' or '@' or '\\')
            {
                if (operand && gap)
                {
                    return false;
                }

                (operand, gap) = (true, false);
            }
            else if (c is ')' or ']')
            {
                (operand, gap) = (true, true); // nothing but an operator may follow
            }
            else if (!operand && c is '/' or '.' or '%' or '{' or '}')
            {
                return false;
            }
            else
            {
                (operand, gap) = (false, false);
            }
        }

        return true;
    }

    private static int Behind(ReadOnlySpan<char> text, int open)
    {
        var (opening, closing) = text[open] == '(' ? ('(', ')') : ('{', '}');
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == opening ? 1 : text[i] == closing ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return text.Length;
    }
}
