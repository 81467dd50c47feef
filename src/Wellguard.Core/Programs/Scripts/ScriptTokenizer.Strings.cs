using System.Text;

namespace Wellguard.Programs.Scripts;

/// <content>String forms: prefixes, triple quotes, templates, quote operators, here-documents, regular expressions.</content>
internal sealed partial class ScriptTokenizer
{
    private static readonly System.Buffers.SearchValues<char> Prefixes = System.Buffers.SearchValues.Create("rbufRBUF");

    /// <summary>Attack: templates nested in templates.</summary>
    private const int MaxTemplateNesting = 32;

    private bool Quoted(char c)
    {
        switch (c)
        {
            case '\'' or '"':
                String(_at, c, _language is ScriptLanguage.Python && Peek(1) == c && Peek(2) == c, raw: false, Interpolates(c) ? TokenKind.Template : TokenKind.Text);
                return true;
            case '`' when _language != ScriptLanguage.Python:
                var start = _at;
                _at = _language == ScriptLanguage.JavaScript ? TemplateEnd(_at + 1) : CloseOf(_at + 1, '`');
                Add(_language == ScriptLanguage.JavaScript ? TokenKind.Template : TokenKind.Command, Inside(start + 1, _at, 1), start);
                return true;
            case '/' when _language is ScriptLanguage.JavaScript or ScriptLanguage.Perl or ScriptLanguage.Ruby && !AfterOperand():
                return Regex();
            case '<' when Peek(1) == '<':
                return HereDocument();
            case '%' when _language == ScriptLanguage.Ruby && !AfterOperand():
                return PercentLiteral();
            case ':' when _language == ScriptLanguage.Ruby && IsNameStart(Peek(1)) && (_at == 0 || (_source[_at - 1] is not ':' && !IsNamePart(_source[_at - 1]) && _source[_at - 1] is not '"' and not ')')):
                var symbol = _at++;
                while (IsNamePart(Peek()))
                {
                    _at++;
                }

                Add(TokenKind.Text, _source[(symbol + 1).._at], symbol);
                return true;
            default:
                return false;
        }
    }

    private bool Interpolates(char quote) => quote == '"' && _language is ScriptLanguage.Perl or ScriptLanguage.Php or ScriptLanguage.Ruby;

    private string Inside(int from, int end, int closing) => end - closing >= from ? _source[from..(end - closing)] : _source[Math.Min(from, end)..end];

    private int CloseOf(int from, char quote)
    {
        var span = _source.AsSpan();
        for (var i = from; i < span.Length; i++)
        {
            var next = span[i..].IndexOfAny(quote, '\\');
            if (next < 0)
            {
                break;
            }

            i += next;
            if (span[i] == quote)
            {
                return i + 1;
            }

            i++;
        }

        return _source.Length;
    }

    private void String(int start, char quote, bool triple, bool raw, TokenKind kind)
    {
        int contentStart;
        int contentEnd;
        if (triple)
        {
            contentStart = _at + 3;
            var end = contentStart;
            while (true)
            {
                end = _source.IndexOf(new string(quote, 3), Math.Min(end, _source.Length), StringComparison.Ordinal);
                if (end < 0 || _source[end - 1] != '\\' || end == contentStart)
                {
                    break;
                }

                end++;
            }

            contentEnd = end < 0 ? _source.Length : end;
            _at = Math.Min(contentEnd + 3, _source.Length);
        }
        else
        {
            contentStart = _at + 1;
            _at = CloseOf(contentStart, quote);
            contentEnd = Math.Max(_at - 1, contentStart);
            if (_language is ScriptLanguage.Python or ScriptLanguage.JavaScript)
            {
                // An unclosed quote ends at its line, so that the rest of the file is still read.
                var line = _source.AsSpan(contentStart, contentEnd - contentStart).IndexOf('\n');
                if (line >= 0 && (line == 0 || _source[contentStart + line - 1] is not '\\' and not '\r'))
                {
                    contentEnd = _at = contentStart + line;
                }
            }
        }

        contentEnd = Math.Max(contentEnd, Math.Min(contentStart, _source.Length));
        contentStart = Math.Min(contentStart, contentEnd);
        var content = _source[contentStart..contentEnd];
        if (kind != TokenKind.Template && !raw)
        {
            content = quote == '\'' && _language is ScriptLanguage.Perl or ScriptLanguage.Php or ScriptLanguage.Ruby ? Escapes.ResolveSingle(content) : Escapes.Resolve(content, kind == TokenKind.Bytes);
        }

        Add(kind, content, start);
    }

    private bool PrefixedString(string prefix, int start)
    {
        if (_language != ScriptLanguage.Python || Peek() is not '"' and not '\'' || prefix.AsSpan().IndexOfAnyExcept(Prefixes) >= 0)
        {
            return false;
        }

        var quote = Peek();
        var raw = prefix.Contains('r', StringComparison.OrdinalIgnoreCase);
        var kind = prefix.Contains('f', StringComparison.OrdinalIgnoreCase) ? TokenKind.Template : prefix.Contains('b', StringComparison.OrdinalIgnoreCase) ? TokenKind.Bytes : TokenKind.Text;
        String(start, quote, Peek(1) == quote && Peek(2) == quote, raw, kind);
        return true;
    }

    /// <summary>The end of a JavaScript template, past the backtick; holes may hold templates.</summary>
    private int TemplateEnd(int from)
    {
        Span<int> braces = stackalloc int[MaxTemplateNesting];
        var depth = 0;
        for (var i = from; i < _source.Length; i++)
        {
            var c = _source[i];
            var inHole = (depth & 1) == 1;
            if (c == '\\')
            {
                i++;
            }
            else if (inHole && c is '"' or '\'' && Holes.Closing(_source, i) is > 0 and var close)
            {
                i = close;
            }
            else if (c == '`')
            {
                if (depth == 0)
                {
                    return i + 1;
                }

                depth += inHole ? 1 : -1;
            }
            else if (!inHole && c == '$' && i + 1 < _source.Length && _source[i + 1] == '{')
            {
                depth++;
                i++;
            }
            else if (inHole && c is '{' or '}')
            {
                if (c == '}' && braces[depth] == 0)
                {
                    depth--;
                }
                else
                {
                    braces[depth] += c == '{' ? 1 : -1;
                }
            }

            if (depth >= MaxTemplateNesting - 1)
            {
                break;
            }

            if (c == '`' || c == '$')
            {
                braces[depth] = 0;
            }
        }

        return _source.Length;
    }

    private bool Regex()
    {
        var inClass = false;
        for (var i = _at + 1; i < _source.Length && _source[i] != '\n'; i++)
        {
            var c = _source[i];
            if (c == '\\')
            {
                i++;
            }
            else if (c is '[' or ']')
            {
                inClass = c == '[';
            }
            else if (c == '/' && !inClass)
            {
                var start = _at;
                _at = i + 1;
                while (char.IsAsciiLetter(Peek()))
                {
                    _at++;
                }

                Add(TokenKind.Regex, _source[(start + 1)..i], start);
                return true;
            }
        }

        return false;
    }

    private bool QuoteOperator(string word, int start)
    {
        if (_language != ScriptLanguage.Perl || word is not ("q" or "qq" or "qw" or "qx" or "qr" or "m" or "s" or "tr" or "y") || _list.Tokens is [.., { Text: "->" or "{" }] && Peek() is '}' or '(' or ',')
        {
            return false;
        }

        var at = _at;
        while (at < _source.Length && _source[at] is ' ')
        {
            at++;
        }

        if (at >= _source.Length || char.IsLetterOrDigit(_source[at]) || char.IsWhiteSpace(_source[at]) || _source[at] is ',' or ';' or ')' or '=' or '_')
        {
            return false;
        }

        var (content, end) = Delimited(at);
        if (word is "s" or "tr" or "y")
        {
            var second = ClosingOf(_source[at]) == _source[at] ? Delimited(end - 1) : Delimited(Math.Min(SkipSpace(end), _source.Length - 1));
            _at = second.End;
            while (char.IsAsciiLetter(Peek()))
            {
                _at++;
            }

            Add(TokenKind.Regex, word + "\0" + content + "\0" + second.Content, start);
            return true;
        }

        _at = end;
        if (word == "qw")
        {
            Words(content, start);
            return true;
        }

        Add(word switch { "qq" => TokenKind.Template, "qx" => TokenKind.Command, "q" => TokenKind.Text, _ => TokenKind.Regex }, word == "q" ? Escapes.ResolveSingle(content) : content, start);
        return true;
    }

    private int SkipSpace(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
        {
            at++;
        }

        return at;
    }

    private void Words(string content, int start)
    {
        Add(TokenKind.Operator, "[", start);
        foreach (var word in content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            Add(TokenKind.Text, word, start);
            Add(TokenKind.Operator, ",", start);
        }

        Add(TokenKind.Operator, "]", start);
    }

    private static char ClosingOf(char open) => open switch { '(' => ')', '[' => ']', '{' => '}', '<' => '>', _ => open };

    private (string Content, int End) Delimited(int at)
    {
        var open = _source[at];
        var close = ClosingOf(open);
        var depth = 1;
        for (var i = at + 1; i < _source.Length; i++)
        {
            var c = _source[i];
            if (c == '\\')
            {
                i++;
            }
            else if (c == close && --depth == 0)
            {
                return (_source[(at + 1)..i], i + 1);
            }
            else if (c == open && open != close)
            {
                depth++;
            }
        }

        return (_source[(at + 1)..], _source.Length);
    }

    private bool PercentLiteral()
    {
        var kind = Peek(1);
        var at = char.IsAsciiLetter(kind) ? _at + 2 : _at + 1;
        if (at >= _source.Length || char.IsLetterOrDigit(_source[at]) || _source[at] is ' ' or '=' or '\n' || (char.IsAsciiLetter(kind) && kind is not ('q' or 'Q' or 'w' or 'W' or 'i' or 'I' or 'x' or 'r' or 's')))
        {
            return false;
        }

        var start = _at;
        var (content, end) = Delimited(at);
        _at = end;
        if (kind is 'w' or 'W' or 'i' or 'I')
        {
            Words(content, start);
        }
        else
        {
            Add(kind switch { 'q' or 's' => TokenKind.Text, 'x' => TokenKind.Command, 'r' => TokenKind.Regex, _ => TokenKind.Template }, kind == 'q' ? Escapes.ResolveSingle(content) : content, start);
        }

        return true;
    }

    /// <summary>PHP <c>&lt;&lt;&lt;</c>, Perl and Ruby <c>&lt;&lt;</c>: the text begins on the next line.</summary>
    private bool HereDocument()
    {
        var at = _at + 2;
        if (_language is ScriptLanguage.Python or ScriptLanguage.JavaScript || (_language == ScriptLanguage.Php && (at >= _source.Length || _source[at++] != '<')))
        {
            return false;
        }

        var indented = at < _source.Length && _source[at] is '~' or '-';
        at += indented ? 1 : 0;
        at = _language == ScriptLanguage.Php ? SkipSpace(at) : at;
        var quote = at < _source.Length && _source[at] is '"' or '\'' ? _source[at++] : '\0';
        var name = at;
        while (at < _source.Length && IsNamePart(_source[at]))
        {
            at++;
        }

        if (at == name || (quote == '\0' && !IsNameStart(_source[name])) || (quote == '\0' && _language != ScriptLanguage.Php && AfterOperand() && !char.IsAsciiLetterUpper(_source[name])))
        {
            return false;
        }

        var tag = _source[name..at];
        var start = _at;
        _at = quote == '\0' ? at : Math.Min(at + 1, _source.Length);
        var body = new StringBuilder();
        var line = Math.Max(SkipLine(_at) + 1, _bodyEnd);
        while (line < _source.Length)
        {
            var end = SkipLine(line);
            var text = _source.AsSpan(line, end - line);
            var bare = text.Trim();
            line = end + 1;
            if (bare.StartsWith(tag) && (bare.Length == tag.Length || !IsNamePart(bare[tag.Length])))
            {
                break;
            }

            body.Append(_language == ScriptLanguage.Ruby && indented ? text.TrimStart() : text).Append('\n');
        }

        _bodyEnd = Math.Min(line, _source.Length);
        Add(quote == '\'' ? TokenKind.Text : TokenKind.Template, body.ToString(), start);
        return true;
    }
}
