using System.Text;

namespace Wellguard.Programs.Shell;

/// <summary><c>$name</c>, <c>${…}</c>, <c>$(…)</c>, <c>`…`</c>, <c>$((…))</c>.</summary>
internal sealed partial class Parser
{
    private Part ParseExpansion(bool quoted)
    {
        if (!Enter())
        {
            _at++;
            return new Literal("", quoted);
        }

        var part = Current == '`' ? ParseBackticks(quoted) : ParseDollar(quoted);
        _nesting--;
        return part;
    }

    private Part ParseDollar(bool quoted)
    {
        _at++;
        if (Starts("((") && ArithmeticEnd(_at) is { } end)
        {
            return TakeArithmetic(end, quoted);
        }

        if (Current == '(')
        {
            return ParseSubstitution(quoted);
        }

        if (Current == '{')
        {
            _at++;
            return char.IsWhiteSpace(Current) || Current == '|' ? ParseBracedCommand(quoted) : ParseBraced(quoted);
        }

        if (Current is '@' or '*' or '#' or '?' or '-' or '$' or '!' || char.IsAsciiDigit(Current))
        {
            return new Parameter(_text[_at++].ToString(), "", null, null, quoted);
        }

        var name = TakeIdentifier();
        return name.Length > 0 ? new Parameter(name, "", null, null, quoted) : new Literal("$", quoted);
    }

    private string TakeIdentifier()
    {
        var start = _at;
        while (_at < _text.Length && IsName(Current))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private Substitution ParseSubstitution(bool quoted)
    {
        _at++;
        var start = _at;
        var body = ParseUntil(static parser => parser.Current == ')');
        var source = _text[start..Math.Min(_at, _text.Length)];
        Take(')');
        return new Substitution(body, source, quoted);
    }

    /// <summary><c>${ command; }</c> and <c>${| command; }</c> (bash 5.3, mksh).</summary>
    private Substitution ParseBracedCommand(bool quoted)
    {
        Take('|');
        var start = _at;
        var body = ParseUntil(static parser => parser.AtKeyword() == "}" || parser.Current == '}');
        var source = _text[start..Math.Min(_at, _text.Length)];
        Take('}');
        return new Substitution(body, source, quoted);
    }

    private Substitution ParseBackticks(bool quoted)
    {
        var (line, source) = (_line, new StringBuilder());
        for (_at++; _at < _text.Length && Current != '`'; _at++)
        {
            if (Current == '\\' && Ahead(1) is '`' or '\\' or '$')
            {
                _at++;
            }

            if (Current == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }

            source.Append(Current);
        }

        _at = Math.Min(_at + 1, _text.Length);
        var inner = new Parser(source.ToString(), line, _nesting) { _nodes = _nodes, _looked = _looked };
        var body = inner.ParseUntil(static _ => false);
        (_nodes, _looked) = (inner._nodes, inner._looked);
        CutOff |= inner.CutOff;
        return new Substitution(body, source.ToString(), quoted);
    }

    /// <summary><c>${…}</c>: an unknown form is kept as a plain reference to the name.</summary>
    private Parameter ParseBraced(bool quoted)
    {
        var prefix = "";
        if (Current is '#' or '!' && Ahead(1) != '}')
        {
            prefix = Current == '#' ? Length : "!";
            _at++;
        }

        var name = TakeIdentifier();
        if (name.Length == 0 && _at < _text.Length && Current is not '}')
        {
            name = _text[_at++].ToString();
        }

        string? index = null;
        IReadOnlyList<Part> inIndex = [];
        if (Current == '[' && CloseOf(_at) is { } close)
        {
            var raw = _text[(_at + 1)..close];
            index = Index(raw);
            inIndex = PartsOf(raw, _line);
            _at = close + 1;
        }

        var symbol = prefix + TakeOperator();
        Word? operand = null;
        Word? second = null;
        if (Current != '}')
        {
            operand = ParseOperand(symbol is "/" or "//" or ":" or "/#" or "/%", quoted && symbol is ":-" or "-" or ":+" or "+" or ":=" or "=" or ":?" or "?");
            if (symbol is "/" or "//" or "/#" or "/%" && Take('/'))
            {
                second = ParseOperand(stopAtSeparator: false);
            }
            else if (symbol == ":" && Take(':'))
            {
                second = ParseOperand(stopAtSeparator: false);
            }
        }

        Take('}');
        return new Parameter(name, symbol, operand, second, quoted) { Index = index, InIndex = inIndex };
    }

    /// <summary><c>${#name}</c>, told apart from <c>${name#pattern}</c>.</summary>
    public const string Length = "length";

    private string TakeOperator()
    {
        foreach (var symbol in Operators)
        {
            if (Starts(symbol))
            {
                _at += symbol.Length;
                return symbol;
            }
        }

        return "";
    }

    private static readonly string[] Operators = [":-", ":=", ":+", ":?", "##", "%%", "//", "/#", "/%", "^^", ",,", "-", "=", "+", "?", "#", "%", "/", ":", "^", ",", "@"];

    /// <param name="apostrophes">They mean themselves: the expansion stands in double quotes.</param>
    private Word ParseOperand(bool stopAtSeparator, bool apostrophes = false)
    {
        var (line, column) = (_line, Column);
        var parts = new List<Part>();
        var plain = new StringBuilder();
        while (!AtEnd && Current != '}' && !(stopAtSeparator && Current is '/' or ':' && plain.Length + parts.Count > 0))
        {
            switch (Current)
            {
                case '\\':
                    plain.Append(Ahead(1));
                    _at += 2;
                    break;
                case '\'' when !apostrophes:
                    _at++;
                    plain.Append(TakeSingleQuoted());
                    break;
                case '"':
                    Flush(parts, plain, quoted: true);
                    _at++;
                    parts.AddRange(ParseQuoted('"'));
                    break;
                case '$' or '`':
                    Flush(parts, plain, quoted: true);
                    parts.Add(ParseExpansion(quoted: true));
                    break;
                default:
                    plain.Append(Current);
                    if (_text[_at++] == '\n')
                    {
                        NewLine();
                    }

                    break;
            }
        }

        Flush(parts, plain, quoted: true);
        return new Word(parts, line, column);
    }
}
