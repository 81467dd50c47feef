namespace Wellguard.Evasion;

/// <summary>Splits JavaScript and Python into tokens, with no knowledge of the scanner's own tokenizer. What it cannot read it says, and such a file is left as it is.</summary>
internal sealed class Lexer(string text, Language language)
{
    private static readonly HashSet<string> BeforeRegex = ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await", "yield", "instanceof"];

    private static readonly string[] Operators =
        [">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "//=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**", "//", "->", ":=", "<>"];

    private readonly List<Token> _tokens = [];

    /// <summary>For each open brace whether it is a template's hole.</summary>
    private readonly Stack<bool> _braces = new();
    private int _at;

    /// <summary>Null when the text cannot be read.</summary>
    public List<Token>? Read()
    {
        while (SkipSpace())
        {
            var start = _at;
            if (!One())
            {
                return null;
            }

            if (_at <= start)
            {
                return null;
            }
        }

        return _tokens;
    }

    /// <summary>False at the end.</summary>
    private bool SkipSpace()
    {
        while (_at < text.Length)
        {
            var c = text[_at];
            var two = _at + 1 < text.Length ? text[_at + 1] : '\0';
            if (char.IsWhiteSpace(c) || c == '\ufeff' || (language == Language.Python && c == '\\' && two is '\n' or '\r'))
            {
                _at++;
            }
            else if ((language == Language.Python && c == '#') || (language == Language.JavaScript && c == '/' && two == '/') || (_at == 0 && c == '#' && two == '!'))
            {
                _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
            }
            else if (language == Language.JavaScript && c == '/' && two == '*')
            {
                _at = text.IndexOf("*/", _at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : text.Length;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool One()
    {
        var c = text[_at];
        if (IsNameStart(c))
        {
            return NameOrPrefix();
        }

        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            var end = _at + 1;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' && !text.AsSpan(_at).StartsWith("0x"))))
            {
                end++;
            }

            return Add(TokenKind.Number, end);
        }

        if (c is '"' or '\'')
        {
            return Text(_at, TokenKind.Text, raw: false);
        }

        if (language == Language.JavaScript && (c == '`' || (c == '}' && _braces.TryPeek(out var hole) && hole)))
        {
            return Chunk();
        }

        if (language == Language.JavaScript && c == '/' && RegexCanStart())
        {
            return Regex();
        }

        if (c is '{' or '}' && language == Language.JavaScript)
        {
            if (c == '{')
            {
                _braces.Push(false);
            }
            else if (!_braces.TryPop(out _))
            {
                return false;
            }
        }

        var op = Array.Find(Operators, known => string.CompareOrdinal(text, _at, known, 0, known.Length) == 0 && (known is not ("//" or "//=" or "->" or ":=" or "<>") || language == Language.Python) && (known is not ("&&" or "||" or "++" or "--" or "??" or "?.") || language == Language.JavaScript));
        return (op is not null || "()[]{}.,;:?=+-*/%&|^~!<>@#$\\`".Contains(c, StringComparison.Ordinal)) && Add(TokenKind.Operator, _at + (op?.Length ?? 1));
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$' || (c == '\\') || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.LetterNumber;

    private bool NameOrPrefix()
    {
        var end = _at;
        while (end < text.Length && (IsNameStart(text[end]) || char.IsLetterOrDigit(text[end]) || text[end] is '\u200c' or '\u200d' || (text[end] == '{' && text[end - 1] == 'u' && end > _at + 1 && text[end - 2] == '\\')))
        {
            if (text[end] == '\\' && (language == Language.Python || end + 1 >= text.Length || text[end + 1] != 'u'))
            {
                break;
            }

            end = text[end] == '{' && text.IndexOf('}', end) is var close and >= 0 ? close + 1 : end + 1;
        }

        if (language == Language.Python && end < text.Length && text[end] is '"' or '\'' && end - _at <= 2 && text.AsSpan(_at, end - _at).IndexOfAnyExcept("rRbBuUfF") < 0)
        {
            var prefix = text.AsSpan(_at, end - _at);
            return Text(end, prefix.IndexOfAny('f', 'F') >= 0 ? TokenKind.Format : TokenKind.Text, raw: prefix.IndexOfAny('r', 'R') >= 0);
        }

        return end > _at && Add(TokenKind.Name, end);
    }

    private bool Text(int quote, TokenKind kind, bool raw)
    {
        _ = raw;
        var mark = text[quote];
        var triple = language == Language.Python && quote + 2 < text.Length && text[quote + 1] == mark && text[quote + 2] == mark;
        for (var i = quote + (triple ? 3 : 1); i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '\n' && !triple)
            {
                return false;
            }
            else if (text[i] == mark && (!triple || (i + 2 < text.Length && text[i + 1] == mark && text[i + 2] == mark)))
            {
                return Add(kind, i + (triple ? 3 : 1));
            }
        }

        return false;
    }

    private bool Chunk()
    {
        if (text[_at] == '}')
        {
            _braces.Pop();
        }

        for (var i = _at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '`')
            {
                return Add(TokenKind.Chunk, i + 1);
            }
            else if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{')
            {
                _braces.Push(true);
                return Add(TokenKind.Chunk, i + 2);
            }
        }

        return false;
    }

    private bool RegexCanStart()
    {
        if (_tokens.Count == 0)
        {
            return true;
        }

        var last = _tokens[^1];
        var word = text[last.Start..last.End];
        return last.Kind switch
        {
            TokenKind.Name => BeforeRegex.Contains(word),
            TokenKind.Operator => word is not (")" or "]" or "}" or "++" or "--") || (word == "}" && text.AsSpan(last.End, _at - last.End).Contains('\n')),
            TokenKind.Chunk => word.EndsWith("${", StringComparison.Ordinal),
            _ => false,
        };
    }

    private bool Regex()
    {
        var group = false;
        for (var i = _at + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] is '[' or ']')
            {
                group = text[i] == '[';
            }
            else if (text[i] == '/' && !group)
            {
                for (i++; i < text.Length && char.IsAsciiLetter(text[i]);)
                {
                    i++;
                }

                return Add(TokenKind.Regex, i);
            }
        }

        return false;
    }

    private bool Add(TokenKind kind, int end)
    {
        _tokens.Add(new(kind, _at, end));
        _at = end;
        return true;
    }
}
