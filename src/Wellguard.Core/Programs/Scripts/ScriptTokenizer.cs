using System.Buffers;

namespace Wellguard.Programs.Scripts;

/// <summary>One tokenizer for five languages: comments, strings, numbers, names, operators. Never fails: what it does not know is a one-character operator.</summary>
internal sealed partial class ScriptTokenizer
{
    /// <summary>Attack: a file of nothing but brackets. A minified megabyte has about 350,000.</summary>
    public const int MaxTokens = 600_000;

    private static readonly string[] Operators3 = ["===", "!==", "**=", "<<=", ">>=", ">>>", "...", "//=", "??=", "||=", "&&=", "<=>"];
    private static readonly string[] Operators2 =
    [
        "==", "!=", "<=", ">=", "=>", "->", "&&", "||", "??", "?.", "::", "+=", "-=", "*=", "/=", ".=", "%=", "|=", "&=", "^=", "**", "//", "<<", ">>", "++", "--", ":=", "=~", "!~", "&.", "..", "?>",
    ];

    private static readonly SearchValues<char> SecondOfOperators = SearchValues.Create([.. Operators3.Concat(Operators2).Select(static text => text[1]).Distinct()]);

    private static readonly string[] Operators1 = [.. Enumerable.Range(0, 256).Select(static code => ((char)code).ToString())];

    private readonly ScriptLanguage _language;
    private readonly string _source;
    private readonly TokenList _list;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _nameLookup;
    private int _at;
    private int _depth;
    private bool _newLine = true;
    private int _bodyEnd = -1;

    private ScriptTokenizer(TokenList list)
    {
        _list = list;
        _language = list.Language;
        _source = list.Source;
        _nameLookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static TokenList Read(TokenList list)
    {
        new ScriptTokenizer(list).Run();
        list.Finish();
        return list;
    }

    private char Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : '\0';

    private void Run()
    {
        if (_language == ScriptLanguage.Php && _source.Contains("<?", StringComparison.Ordinal))
        {
            SkipHtml();
        }

        while (_at < _source.Length && _list.Tokens.Count < MaxTokens)
        {
            Next();
        }
    }

    private void Next()
    {
        var c = _source[_at];
        if (c == '\n')
        {
            LineBreak();
        }
        else if (c is ' ' or '\t' or '\r' or '\f' or '\v' or '\ufeff' || (c == '\\' && Peek(1) is '\n' or '\r'))
        {
            _at += c == '\\' ? 2 : 1;
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)) && !AfterOperand()))
        {
            Number();
        }
        else if (IsNameStart(c) || (c is '$' or '@' or '%' && IsSigil(c)) || StartsOtherwise(c))
        {
            Name();
        }
        else if (!Comment(c) && !Quoted(c))
        {
            Operator();
        }
    }

    private void LineBreak()
    {
        _newLine |= _depth == 0 || _language != ScriptLanguage.Python;
        _at++;
        if (_bodyEnd >= 0)
        {
            _at = Math.Max(_at, _bodyEnd);
            _bodyEnd = -1;
        }

        if (_language is ScriptLanguage.Perl or ScriptLanguage.Ruby && Peek() is '=' && char.IsAsciiLetter(Peek(1)))
        {
            var end = _source.IndexOf(_language == ScriptLanguage.Perl ? "\n=cut" : "\n=end", _at, StringComparison.Ordinal);
            _at = end < 0 ? _source.Length : SkipLine(end + 1);
        }
        else if (_language is ScriptLanguage.Perl or ScriptLanguage.Ruby && _source.AsSpan(_at).StartsWith("__END__"))
        {
            _at = _source.Length;
        }
    }

    private int SkipLine(int from) => _source.IndexOf('\n', from) is var end and >= 0 ? end : _source.Length;

    private void SkipHtml()
    {
        var open = _source.IndexOf("<?", _at, StringComparison.Ordinal);
        _at = open < 0 ? _source.Length : open + 2;
        if (open >= 0 && _source.AsSpan(_at).StartsWith("php", StringComparison.OrdinalIgnoreCase))
        {
            _at += 3;
        }
        else if (Peek() == '=')
        {
            _at++;
        }
    }

    private bool Comment(char c)
    {
        if ((c == '#' && _language.HashComments()) || (c == '#' && _at == 0) || (c == '/' && Peek(1) == '/' && _language.SlashComments()))
        {
            var end = SkipLine(_at);
            var close = _language == ScriptLanguage.Php ? _source.AsSpan(_at, end - _at).IndexOf("?>") : -1;
            _at = close >= 0 ? _at + close : end;
            return true;
        }

        if (c == '/' && Peek(1) == '*' && _language.SlashComments())
        {
            var end = _source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            _at = end < 0 ? _source.Length : end + 2;
            return true;
        }

        return false;
    }

    private void Number()
    {
        var start = _at;
        if (Peek() == '0' && char.ToLowerInvariant(Peek(1)) is 'x' or 'b' or 'o')
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek()) || Peek() == '_')
            {
                _at++;
            }
        }
        else
        {
            while (char.IsAsciiDigit(Peek()) || Peek() == '_' || (Peek() == '.' && char.IsAsciiDigit(Peek(1))) || (char.ToLowerInvariant(Peek()) == 'e' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '-' or '+' && char.IsAsciiDigit(Peek(2))))))
            {
                _at += char.ToLowerInvariant(Peek()) == 'e' ? 2 : 1;
            }
        }

        var text = Intern(_source.AsSpan(start, _at - start));
        if (Peek() is 'n' or 'L' or 'l' or 'j')
        {
            _at++;
        }

        Add(TokenKind.Number, text, start);
    }

    private void Operator()
    {
        var start = _at;
        var rest = _source.AsSpan(_at);
        var text = Longest(rest, Operators3) ?? Longest(rest, Operators2) ?? (rest[0] < 256 ? Operators1[rest[0]] : Intern(rest[..1]));
        if (text == "//" && _language != ScriptLanguage.Python)
        {
            text = "/";
        }
        else if (text == "::" && _language is ScriptLanguage.Python or ScriptLanguage.JavaScript)
        {
            text = ":";
        }
        else if (text == "?." && _language != ScriptLanguage.JavaScript)
        {
            text = "?";
        }

        _at += text.Length;
        if (text == "?>" && _language == ScriptLanguage.Php)
        {
            Add(TokenKind.Operator, ";", start);
            SkipHtml();
            return;
        }

        if (text == "?>")
        {
            text = "?";
            _at--;
        }

        _depth += text is "(" or "[" or "{" ? 1 : text is ")" or "]" or "}" && _depth > 0 ? -1 : 0;
        Add(TokenKind.Operator, text, start);
    }

    private static string? Longest(ReadOnlySpan<char> rest, string[] operators)
    {
        if (rest.Length < 2 || !SecondOfOperators.Contains(rest[1]))
        {
            return null;
        }

        foreach (var text in operators)
        {
            if (rest[0] == text[0] && rest.StartsWith(text))
            {
                return text;
            }
        }

        return null;
    }

    private void Add(TokenKind kind, string text, int start)
    {
        _list.Tokens.Add(new Token(kind, text, start, _at, _newLine));
        _newLine = false;
    }

    /// <summary>Whether the token before can end an operand: then a slash divides.</summary>
    private bool AfterOperand()
    {
        if (_list.Tokens.Count == 0)
        {
            return false;
        }

        var last = _list.Tokens[^1];
        return last.Kind switch
        {
            TokenKind.Operator => last.Text is ")" or "]" or "}",
            TokenKind.Name => !ScriptLanguages.BeforeOperand.Contains(last.Text),
            _ => true,
        };
    }
}
