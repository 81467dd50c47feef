namespace Wellguard.Programs.Shell;

/// <summary>
/// A tolerant parser of POSIX shell with the bash forms that scripts use. What it does not understand becomes words; it never throws for bad input
/// and never loops: every step consumes at least a character.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Attack: a megabyte of opening brackets.</summary>
    private const int MaxNesting = 100;

    /// <summary>Attack: a script that is all operators.</summary>
    private const int MaxNodes = 100_000;

    private readonly string _text;
    private readonly List<Redirect> _pendingDocuments = [];
    private int _at;
    private int _line;
    private int _lineStart;
    private int _nesting;
    private int _nodes;

    private Parser(string text, int line, int nesting)
    {
        _text = text;
        _line = line;
        _nesting = nesting;
    }

    /// <summary>Something was cut off by a bound.</summary>
    public bool CutOff { get; private set; }

    public static (Command Script, bool CutOff) Parse(string text, int line)
    {
        var parser = new Parser(text.Replace("\r\n", "\n", StringComparison.Ordinal), line, nesting: 0);
        var script = new Sequence(line, 1);
        while (!parser.AtEnd)
        {
            parser.ParseInto(script, static _ => false);
            if (!parser.AtEnd)
            {
                parser._at++; // a stray ')' , '}' or 'fi': go on behind it
            }
        }

        return (script, parser.CutOff);
    }

    private bool AtEnd => _at >= _text.Length || CutOff;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private int Column => _at - _lineStart + 1;

    private char Ahead(int count) => _at + count < _text.Length ? _text[_at + count] : '\0';

    private bool Starts(string text) => _at <= _text.Length && string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool Enter()
    {
        if (_nesting >= MaxNesting || ++_nodes >= MaxNodes)
        {
            CutOff = true;
            return false;
        }

        _nesting++;
        return true;
    }

    private Sequence ParseUntil(Func<Parser, bool> stop)
    {
        var sequence = new Sequence(_line, Column);
        if (Enter())
        {
            ParseInto(sequence, stop);
            _nesting--;
        }

        return sequence;
    }

    private void ParseInto(Sequence sequence, Func<Parser, bool> stop)
    {
        var join = Join.Then;
        while (true)
        {
            SkipBlank(newlines: true);
            if (AtEnd || stop(this) || Current is ')' || AtKeyword() is "fi" or "done" or "esac" or "then" or "else" or "elif" or "do" or "}")
            {
                return;
            }

            if (Starts(";;") || Starts(";&"))
            {
                return;
            }

            var before = _at;
            var command = ParsePipeline();
            if (command is not null)
            {
                sequence.Items.Add(new SequenceItem(command, join));
            }

            join = ParseSeparator(sequence, command is not null);
            if (_at == before)
            {
                _at++;
            }
        }
    }

    private Join ParseSeparator(Sequence sequence, bool hasCommand)
    {
        SkipBlank(newlines: false);
        if (Starts("&&") || Starts("||"))
        {
            var join = Current == '&' ? Join.And : Join.Or;
            _at += 2;
            return join;
        }

        if (Current == '&')
        {
            _at++;
            if (hasCommand)
            {
                sequence.Items[^1].Background = true;
            }
        }
        else if (Current == ';' && Ahead(1) is not (';' or '&'))
        {
            _at++;
        }

        return Join.Then;
    }

    private Command? ParsePipeline()
    {
        var (line, column) = (_line, Column);
        while (AtKeyword() is "!" or "time")
        {
            _at += AtKeyword()!.Length;
            SkipBlank(newlines: false);
            while (TakeKeyword("-p") || TakeKeyword("--"))
            {
                SkipBlank(newlines: false);
            }
        }

        var stages = new List<Command>();
        while (ParseCommand() is { } command)
        {
            stages.Add(command);
            SkipBlank(newlines: false);
            if (Current != '|' || Ahead(1) == '|')
            {
                break;
            }

            _at += Ahead(1) == '&' ? 2 : 1;
            SkipBlank(newlines: true);
        }

        return stages.Count switch
        {
            0 => null,
            1 => stages[0],
            _ => new Pipeline(stages, line, column),
        };
    }

    private Command? ParseCommand()
    {
        if (!Enter())
        {
            return null;
        }

        var command = ParseCompound() ?? ParseSimple();
        if (command is not null and not Simple)
        {
            while (TryRedirect(command))
            {
            }
        }

        _nesting--;
        return command;
    }

    private Command? ParseCompound()
    {
        var (line, column) = (_line, Column);
        if (Starts("((") && ParseArithmetic(line, column) is { } arithmetic)
        {
            return arithmetic;
        }

        if (Current == '(')
        {
            _at++;
            var body = ParseUntil(static parser => parser.Current == ')');
            Take(')');
            return new Group(body, Subshell: true, line, column);
        }

        var keyword = AtKeyword();
        switch (keyword)
        {
            case "{":
                _at++;
                var group = ParseUntil(static parser => parser.AtKeyword() == "}");
                TakeKeyword("}");
                return new Group(group, Subshell: false, line, column);
            case "if":
                return ParseIf(line, column);
            case "while" or "until":
                _at += keyword.Length;
                var condition = ParseUntil(static parser => parser.AtKeyword() == "do");
                return new Loop(condition, ParseDo(), line, column);
            case "for" or "select":
                _at += keyword.Length;
                return ParseFor(line, column);
            case "case":
                _at += 4;
                return ParseCase(line, column);
            case "function":
                _at += 8;
                SkipBlank(newlines: false);
                return ParseFunction(TakeName(), line, column);
            case "coproc":
                _at += keyword.Length;
                return ParseCoprocess(line, column);
            case "[[":
                _at += keyword.Length;
                return ParseTest(line, column);
        }

        return AtFunction(out var name) ? ParseFunction(name, line, column) : null;
    }

    private Coprocess? ParseCoprocess(int line, int column)
    {
        SkipBlank(newlines: false);
        var start = _at;
        var name = AtKeyword() is null ? TakeIdentifier() : "";
        SkipBlank(newlines: false);
        if (name.Length > 0 && AtKeyword() is not ("{" or "if" or "while" or "until" or "for" or "select" or "case" or "[[") && Current != '(')
        {
            (_at, name) = (start, "");
        }

        return ParseCommand() is { } body ? new Coprocess(name.Length > 0 ? name : "COPROC", body, line, column) : null;
    }

    private Branch ParseIf(int line, int column)
    {
        var arms = new List<(Command?, Command)>();
        _at += 2;
        while (true)
        {
            var condition = ParseUntil(static parser => parser.AtKeyword() == "then");
            TakeKeyword("then");
            arms.Add((condition, ParseUntil(static parser => parser.AtKeyword() is "elif" or "else" or "fi")));
            if (!TakeKeyword("elif"))
            {
                break;
            }
        }

        if (TakeKeyword("else"))
        {
            arms.Add((null, ParseUntil(static parser => parser.AtKeyword() == "fi")));
        }

        TakeKeyword("fi");
        return new Branch(arms, line, column);
    }

    private Sequence ParseDo()
    {
        SkipBlank(newlines: true);
        if (AtKeyword() == "{")
        {
            _at++;
            var group = ParseUntil(static parser => parser.AtKeyword() == "}");
            TakeKeyword("}");
            return group;
        }

        TakeKeyword("do");
        var body = ParseUntil(static parser => parser.AtKeyword() == "done");
        TakeKeyword("done");
        return body;
    }

    private Command ParseFor(int line, int column)
    {
        SkipBlank(newlines: false);
        if (Starts("((") && ParseArithmetic(line, column) is { } steps)
        {
            SkipSemicolon();
            return new Loop(steps, ParseDo(), line, column);
        }

        var name = TakeName();
        SkipBlank(newlines: true);
        List<Word>? items = null;
        if (TakeKeyword("in"))
        {
            items = [];
            for (SkipBlank(newlines: false); !AtEnd && ParseWord() is { } word; SkipBlank(newlines: false))
            {
                items.Add(word);
            }
        }

        SkipSemicolon();
        return new ForEach(name, items, ParseDo(), line, column);
    }

    private Case ParseCase(int line, int column)
    {
        SkipBlank(newlines: true);
        var subject = ParseWord() ?? new Word([], line, column);
        SkipBlank(newlines: true);
        TakeKeyword("in");
        var arms = new List<(IReadOnlyList<Word>, Command)>();
        while (true)
        {
            SkipBlank(newlines: true);
            if (AtEnd || TakeKeyword("esac"))
            {
                return new Case(subject, arms, line, column);
            }

            var before = _at;
            Take('(');
            var patterns = new List<Word>();
            for (SkipBlank(newlines: false); ParseWord() is { } pattern; SkipBlank(newlines: false))
            {
                patterns.Add(pattern);
                SkipBlank(newlines: false);
                Take('|');
            }

            Take(')');
            var body = ParseUntil(static parser => parser.Starts(";;") || parser.Starts(";&") || parser.AtKeyword() == "esac");
            arms.Add((patterns, body));
            while (Current is ';' or '&')
            {
                _at++;
            }

            if (_at == before)
            {
                _at++;
            }
        }
    }

    private Function ParseFunction(string name, int line, int column)
    {
        SkipBlank(newlines: false);
        if (Current == '(' && _text.AsSpan(_at + 1).TrimStart(" \t").StartsWith(")"))
        {
            _at++;
            SkipBlank(newlines: false);
            Take(')');
        }

        SkipBlank(newlines: true);
        return new Function(name, ParseCommand() ?? new Sequence(line, column), line, column);
    }

    private Simple? ParseSimple()
    {
        var simple = new Simple(_line, Column);
        while (!AtEnd)
        {
            SkipBlank(newlines: false);
            if (TryRedirect(simple) || (simple.Words.Count == 0 ? TryAssignment(simple) : TryDeclaredArray(simple)))
            {
                continue;
            }

            if (ParseWord() is not { } word)
            {
                break;
            }

            simple.Words.Add(word);
        }

        return simple.Words.Count + simple.Assignments.Count + simple.Redirects.Count > 0 ? simple : null;
    }
}
