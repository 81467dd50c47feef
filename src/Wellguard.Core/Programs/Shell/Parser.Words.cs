using System.Text;

namespace Wellguard.Programs.Shell;

/// <summary>Words, quoting, expansions, redirections and here-documents.</summary>
internal sealed partial class Parser
{
    private void SkipBlank(bool newlines)
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\\' && Ahead(1) == '\n')
            {
                _at += 2;
                NewLine();
            }
            else if (c is ' ' or '\t' or '\r' or '\v' or '\f')
            {
                _at++;
            }
            else if (c == '#' && (_at == 0 || char.IsWhiteSpace(_text[_at - 1]) || _text[_at - 1] is ';' or '(' or ')' or '&' or '|'))
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (c == '\n' && newlines)
            {
                _at++;
                NewLine();
                ReadDocuments();
            }
            else
            {
                return;
            }
        }
    }

    private void NewLine()
    {
        _line++;
        _lineStart = _at;
    }

    private void SkipSemicolon()
    {
        SkipBlank(newlines: false);
        Take(';');
        SkipBlank(newlines: true);
    }

    private bool Take(char c)
    {
        if (Current != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The reserved word here, or null. Reserved only in command position, where this is asked.</summary>
    private string? AtKeyword()
    {
        foreach (var keyword in Keywords)
        {
            if (Starts(keyword) && IsWordEnd(Ahead(keyword.Length)))
            {
                return keyword;
            }
        }

        return null;
    }

    private static readonly string[] Keywords =
        ["if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case", "esac", "function", "in", "{", "}", "!", "[[", "time", "coproc"];

    private bool TakeKeyword(string keyword)
    {
        if (!Starts(keyword) || !IsWordEnd(Ahead(keyword.Length)))
        {
            return false;
        }

        _at += keyword.Length;
        return true;
    }

    private static bool IsWordEnd(char c) => c is '\0' or ' ' or '\t' or '\n' or '\r' or ';' or '&' or '|' or '(' or ')' or '<' or '>';

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private string TakeName()
    {
        var start = _at;
        while (!AtEnd && !IsWordEnd(Current))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool AtFunction(out string name)
    {
        var end = _at;
        while (end < _text.Length && !IsWordEnd(_text[end]) && _text[end] is not ('$' or '`' or '"' or '\'' or '\\' or '='))
        {
            end++;
        }

        name = _text[_at..end];
        var behind = _text.AsSpan(end).TrimStart(" \t");
        if (name.Length == 0 || !behind.StartsWith("(") || !behind[1..].TrimStart(" \t").StartsWith(")") || (behind.Length == _text.Length - end && name[^1] is '@' or '+' or '?' or '*' or '!'))
        {
            return false;
        }

        end = _text.Length - behind.Length;

        _at = end;
        return true;
    }

    private bool TryAssignment(Simple simple)
    {
        var end = _at;
        while (end < _text.Length && IsName(_text[end]))
        {
            end++;
        }

        var name = _text[_at..end];
        string? index = null;
        IReadOnlyList<Part> inIndex = [];
        if (end > _at && end < _text.Length && _text[end] == '[' && CloseOf(end) is { } close && close + 1 < _text.Length && _text[close + 1] is '=' or '+')
        {
            var raw = _text[(end + 1)..close];
            index = Index(raw);
            inIndex = PartsOf(raw, _line);
            end = close + 1;
        }

        var append = end + 1 < _text.Length && _text[end] == '+' && _text[end + 1] == '=';
        if (end == _at || char.IsAsciiDigit(_text[_at]) || end >= _text.Length || (_text[end] != '=' && !append))
        {
            return false;
        }

        _at = end + (append ? 2 : 1);
        simple.Assignments.Add(Current == '(' && index is null ? new Assignment(name, new Word([], _line, Column), append) { Elements = ParseElements() }
            : new Assignment(name, ParseWord() ?? new Word([], _line, Column), append) { Index = index, InIndex = inIndex });
        return true;
    }

    private List<Word> ParseElements()
    {
        var elements = new List<Word>();
        for (Take('('); !AtEnd && Current != ')';)
        {
            SkipBlank(newlines: true);
            if (ParseWord() is { } word)
            {
                elements.Add(word);
            }
            else if (Current != ')')
            {
                _at++;
            }
        }

        Take(')');
        return elements;
    }

    /// <summary><c>declare -a name=(a b)</c> and the like.</summary>
    private bool TryDeclaredArray(Simple simple)
    {
        if (simple.Words[0].Parts is not [Literal { Text: "declare" or "local" or "typeset" or "readonly" or "export" }])
        {
            return false;
        }

        var end = _at;
        while (end < _text.Length && IsName(_text[end]))
        {
            end++;
        }

        end += end < _text.Length && _text[end] == '+' ? 1 : 0;
        return end > _at && end + 1 < _text.Length && _text[end] == '=' && _text[end + 1] == '(' && TryAssignment(simple);
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>bash(1), "Redirection": the first number from 10 on that is free.</summary>
    private const int AnyDescriptor = 10;

    private bool TryRedirect(Command command)
    {
        SkipBlank(newlines: false);
        var start = _at;
        var descriptor = -1;
        if (Current == '{' && _text.AsSpan(_at + 1).IndexOfAnyExcept(NameCharacters) is var end and > 0 && Ahead(end + 1) == '}' && Ahead(end + 2) is '<' or '>')
        {
            _at += end + 2; // {name}>file
            descriptor = AnyDescriptor;
        }

        while (char.IsAsciiDigit(Current) && _at - start < 3)
        {
            _at++;
        }

        if (_at > start && descriptor < 0)
        {
            descriptor = int.Parse(_text.AsSpan(start, _at - start));
        }

        var symbol = RedirectSymbol();
        if (symbol is null)
        {
            _at = start;
            return false;
        }

        _at += symbol.Length;
        var stripTabs = symbol == "<<" && Take('-');
        SkipBlank(newlines: false);
        var target = ParseWord() ?? new Word([], _line, Column);
        var redirect = new Redirect(symbol, descriptor >= 0 ? descriptor : symbol[0] == '<' ? 0 : 1, target);
        command.Redirects.Add(redirect);
        if (symbol == "<<")
        {
            _pendingDocuments.Add(stripTabs ? redirect with { Operator = "<<-" } : redirect);
            command.Redirects[^1] = _pendingDocuments[^1];
        }

        return true;
    }

    private string? RedirectSymbol()
    {
        foreach (var symbol in RedirectSymbols)
        {
            if (Starts(symbol))
            {
                // <( ) and >( ) are process substitutions: words.
                return symbol.Length == 1 && Ahead(1) == '(' ? null : symbol;
            }
        }

        return null;
    }

    private static readonly string[] RedirectSymbols = ["&>>", "<<<", "<<", ">>", "&>", "<>", ">&", "<&", ">|", "<", ">"];

    private void ReadDocuments()
    {
        foreach (var redirect in _pendingDocuments.ToArray())
        {
            var mark = string.Concat(redirect.Target.Parts.OfType<Literal>().Select(part => part.Text));
            var quoted = redirect.Target.Parts.Any(part => part.Quoted);
            var (line, body) = (_line, new StringBuilder());
            while (_at < _text.Length)
            {
                var end = _text.IndexOf('\n', _at);
                var content = _text[_at..(end < 0 ? _text.Length : end)];
                _at = end < 0 ? _text.Length : end + 1;
                NewLine();
                content = redirect.Operator == "<<-" ? content.TrimStart('\t') : content;
                if (content == mark)
                {
                    break;
                }

                body.Append(content).Append('\n');
            }

            redirect.Document = quoted || !Enter() ? new Word([new Literal(body.ToString(), Quoted: true)], line, 1) : Nested(body.ToString(), line, parser => parser.ParseQuoted('\0'));
        }

        _pendingDocuments.Clear();
    }

    private Word Nested(string text, int line, Func<Parser, List<Part>> parse)
    {
        var inner = new Parser(text, line, _nesting) { _looked = _looked };
        var parts = parse(inner);
        _nesting--;
        _looked = inner._looked;
        CutOff |= inner.CutOff;
        return new Word(parts, line, 1);
    }

    /// <summary>What stands in brackets behind a name, as it is looked up.</summary>
    private static string Index(string raw) => raw.Trim('"', '\'').TrimStart('$', '{').TrimEnd('}').Trim('"', '\'');

    /// <param name="isPattern">The right side of a comparison in <c>[[ … ]]</c>: brackets and bars belong to it.</param>
    private Word? ParseWord(bool isPattern = false)
    {
        var (line, column) = (_line, Column);
        var parts = new List<Part>();
        var plain = new StringBuilder();
        var depth = 0;
        while (!AtEnd)
        {
            var c = Current;
            if (c is '<' or '>' && Ahead(1) == '(' && depth == 0)
            {
                _at++;
                Flush(parts, plain, quoted: false);
                parts.Add(ParseSubstitution(quoted: false));
                continue;
            }

            if (c == '(' && (depth > 0 || isPattern || (plain.Length > 0 && plain[^1] is '@' or '+' or '?' or '*' or '!')))
            {
                depth++; // @(a|b)
            }
            else if (c == ')' && depth > 0)
            {
                depth--;
            }
            else if (IsWordEnd(c) && (c is '\n' or '\0' || (depth == 0 && !(isPattern && c == '|' && Ahead(1) != '|'))))
            {
                break;
            }

            switch (c)
            {
                case '\\' when Ahead(1) == '\n':
                    _at += 2;
                    NewLine();
                    break;
                case '\\':
                    Flush(parts, plain, quoted: false);
                    if (_at + 1 < _text.Length)
                    {
                        parts.Add(new Literal(Ahead(1).ToString(), Quoted: true));
                    }

                    _at += 2;
                    break;
                case '\'':
                    Flush(parts, plain, quoted: false);
                    _at++;
                    parts.Add(new Literal(TakeSingleQuoted(), Quoted: true));
                    break;
                case '"':
                    Flush(parts, plain, quoted: false);
                    _at++;
                    parts.AddRange(ParseQuoted('"'));
                    break;
                case '$' when Ahead(1) == '\'':
                    Flush(parts, plain, quoted: false);
                    _at += 2;
                    parts.Add(new Literal(Escapes.Decode(TakeAnsiQuoted()), Quoted: true));
                    break;
                case '$' when Ahead(1) == '"':
                    _at++;
                    break;
                case '$' or '`':
                    Flush(parts, plain, quoted: false);
                    parts.Add(ParseExpansion(quoted: false));
                    break;
                default:
                    plain.Append(c);
                    _at++;
                    break;
            }
        }

        Flush(parts, plain, quoted: false);
        return parts.Count > 0 ? new Word(parts, line, column) : null;
    }

    private static void Flush(List<Part> parts, StringBuilder plain, bool quoted)
    {
        if (plain.Length > 0)
        {
            parts.Add(new Literal(plain.ToString(), quoted));
            plain.Clear();
        }
    }

    private string TakeSingleQuoted()
    {
        var end = _text.IndexOf('\'', _at);
        var content = _text[_at..(end < 0 ? _text.Length : end)];
        _at = end < 0 ? _text.Length : end + 1;
        CountLines(content);
        return content;
    }

    private string TakeAnsiQuoted()
    {
        var start = _at;
        while (_at < _text.Length && Current != '\'')
        {
            _at += Current == '\\' ? 2 : 1;
        }

        _at = Math.Min(_at, _text.Length);
        var content = _text[start.._at];
        _at = Math.Min(_at + 1, _text.Length);
        CountLines(content);
        return content;
    }

    private void CountLines(string content)
    {
        var lines = content.AsSpan().Count('\n');
        if (lines > 0)
        {
            _line += lines;
            _lineStart = _text.LastIndexOf('\n', Math.Min(_at, _text.Length) - 1) + 1;
        }
    }

    /// <summary>Text in double quotes or of a here-document (<paramref name="close"/> is then NUL: to the end).</summary>
    private List<Part> ParseQuoted(char close)
    {
        var parts = new List<Part>();
        var plain = new StringBuilder();
        while (_at < _text.Length && !CutOff && (close == '\0' || Current != close))
        {
            var c = Current;
            if (c == '\\' && Ahead(1) is '$' or '`' or '"' or '\\' or '\n')
            {
                if (Ahead(1) != '\n')
                {
                    plain.Append(Ahead(1));
                }

                _at += 2;
                if (_text[_at - 1] == '\n')
                {
                    NewLine();
                }
            }
            else if (c is '$' or '`')
            {
                Flush(parts, plain, quoted: true);
                parts.Add(ParseExpansion(quoted: true));
            }
            else
            {
                plain.Append(c);
                _at++;
                if (c == '\n')
                {
                    NewLine();
                }
            }
        }

        _at = Math.Min(_at + 1, _text.Length);
        Flush(parts, plain, quoted: true);
        if (parts.Count == 0)
        {
            parts.Add(new Literal("", Quoted: true));
        }

        return parts;
    }
}
