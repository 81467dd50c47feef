using System.Runtime.CompilerServices;

namespace Wellguard.Programs.PowerShell;

/// <summary>
/// Evaluates PowerShell text to the effects that it would have, in the state of a shell: cmdlets become the commands that do the same, so that files, downloads and
/// programs that it starts are followed as there. Both arms of a condition are taken, loops once or over the items of a list. Source: about_Parsing and the other language topics of PowerShell 7.
/// </summary>
internal sealed partial class PowerShellRun(Shell.ShellEvaluator shell, Analysis analysis)
{
    /// <summary>Attack: lists of a million numbers.</summary>
    internal const int MaxItems = 1 << 16;

    private const string CutItems = "lists of PowerShell code were read only in part";

    /// <summary>Attack: brackets, blocks and functions in each other as deep as the stack.</summary>
    private const int MaxNesting = 60;

    private const int MaxAliases = 8;

    /// <summary>A loop goes this far whatever others took.</summary>
    private const int FreeRounds = 8;

    /// <summary>Steps of further rounds, all loops together.</summary>
    private const int MaxFurther = Analysis.MaxSteps / 2;

    private readonly Dictionary<string, Item> _variables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Block> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private string _text = "";
    private int _at;
    private (int Line, int Column) _origin = (1, 1);
    private (int Index, int Line, int Start) _counted;
    private bool _separates;
    private int _nesting;
    private int _further;

    /// <summary>Runs text in this state; what it puts out.</summary>
    public Item Run(string text, int line, int column = 1) => Within(text, line, column, static run => run.Statements());

    private void NoteDepth() => Say("PowerShell code is nested too deeply; the rest was not read");

    private void Say(string problem)
    {
        if (!analysis.Problems.Contains(problem))
        {
            analysis.Problems.Add(problem);
        }
    }

    /// <summary>The first items; says when there are more.</summary>
    private IEnumerable<T> Most<T>(IReadOnlyCollection<T> items, int most = MaxItems)
    {
        analysis.Work((long)WorkOfItem * items.Count);
        if (items.Count > most)
        {
            Say(CutItems);
        }

        return items.Take(Math.Max(most, 0));
    }

    private char Now => _at < _text.Length ? _text[_at] : '\0';

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private bool AtEnd => _at >= _text.Length;

    /// <summary>Line and column of an index of the text.</summary>
    private (int Line, int Column) Place(int index)
    {
        if (index < _counted.Index)
        {
            _counted = default;
        }

        var passed = _text.AsSpan(_counted.Index, index - _counted.Index);
        var last = passed.LastIndexOf('\n');
        _counted = (index, _counted.Line + passed.Count('\n'), last < 0 ? _counted.Start : _counted.Index + last + 1);
        return (_origin.Line + _counted.Line, index - _counted.Start + (_counted.Line == 0 ? _origin.Column : 1));
    }

    /// <summary>Passes blanks and comments, and what separates statements when <paramref name="lines"/> is set.</summary>
    private void Blank(bool lines = false)
    {
        while (!AtEnd)
        {
            if (Now is ' ' or '\t' or '\u00a0' || (lines && Now is '\n' or '\r' or ';'))
            {
                _at++;
            }
            else if (Now == '`' && Next is '\n' or '\r')
            {
                _at += Next == '\r' && _at + 2 < _text.Length && _text[_at + 2] == '\n' ? 3 : 2;
            }
            else if (Now == '<' && Next == '#')
            {
                _at = _text.IndexOf("#>", _at, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : _text.Length;
            }
            else if (Now == '#')
            {
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;
            }
            else
            {
                return;
            }
        }
    }

    private Item Statements()
    {
        var outputs = new List<Item>();
        for (Blank(lines: true); !AtEnd && analysis.Step(); Blank(lines: true))
        {
            var before = _at;
            var output = Statement();
            if (!output.IsNothing)
            {
                outputs.AddRange(Most(output.Items, MaxItems - outputs.Count));
            }

            _at = _at == before ? _at + 1 : _at;
        }

        return outputs.Count switch { 0 => Item.Nothing, 1 => outputs[0], _ => Item.OfList(outputs) };
    }

    private Item Statement()
    {
        if (Now == ':' && char.IsAsciiLetter(Next))
        {
            Word(); // the label of a loop
            Blank();
        }

        var start = _at;
        var word = char.IsAsciiLetter(Now) ? Letters() : "";
        switch (word.ToLowerInvariant())
        {
            case "if" or "elseif" or "while" or "until":
                InBrackets(static run => run.Statements());
                return Body(conditional: true);
            case "else" or "catch" or "trap":
                return Body(conditional: true);
            case "do" or "try" or "finally" or "begin" or "process" or "end" or "clean":
                return Body(conditional: false);
            case "for":
                InBrackets(static run => run.Statements());
                return Body(conditional: true);
            case "foreach" when IsLoop():
                return ForEach();
            case "switch":
                return Switch();
            case "function" or "filter" or "workflow":
                Define();
                return Item.Nothing;
            case "param":
                return InBrackets(static run => run.Defaults());
            case "class":
                return Class();
            case "enum" or "using" or "break" or "continue" or "configuration":
                while (!AtEnd && Now is not ('\n' or ';' or '{'))
                {
                    _at++;
                }

                return Now == '{' ? Skip() : Item.Nothing;
            case "return" or "throw" or "exit":
                Blank();
                return AtEnd || Now is '\n' or '\r' or ';' or '}' ? Item.Nothing : Pipeline();
            default:
                _at = start;
                return Assignment() ?? Pipeline();
        }

        Item Skip()
        {
            SkipBrackets();
            return Item.Nothing;
        }
    }

    private string Letters()
    {
        var start = _at;
        while (char.IsAsciiLetter(Now))
        {
            _at++;
        }

        return Now is '-' or '.' or '\\' or '/' or ':' or '_' || char.IsAsciiDigit(Now) ? "" : _text[start.._at];
    }

    /// <summary>As a statement <c>foreach (</c>, not the alias of ForEach-Object.</summary>
    private bool IsLoop()
    {
        Blank(lines: true);
        return Now == '(';
    }

    /// <summary>The block that follows, past the types of <c>catch [A], [B]</c>.</summary>
    private Item Body(bool conditional)
    {
        Blank(lines: true);
        while (Now is '[' or ',')
        {
            if (Now == '[')
            {
                SkipBrackets();
            }
            else
            {
                _at++;
            }

            Blank(lines: true);
        }

        return Now == '{' ? RunBlock(ReadBlock(), conditional) : Item.Nothing;
    }

    private Item RunBlock(Block block, bool conditional = false)
    {
        using (shell.Enter(conditional, background: false))
        {
            return Run(block.Text, block.Line, block.Column);
        }
    }

    private Item ForEach()
    {
        var items = Item.Nothing;
        var name = "";
        InBrackets(run =>
        {
            run.Blank(lines: true);
            name = run.VariableName() ?? "";
            run.Blank(lines: true);
            run.Letters(); // in
            run.Blank(lines: true);
            items = run.Pipeline();
            return Item.Nothing;
        });
        Blank(lines: true);
        return Now != '{' ? Item.Nothing : Each(ReadBlock(), name, items);
    }

    /// <summary>Runs a block for items of a list.</summary>
    private Item Each(Block block, string variable, Item items)
    {
        var outputs = new List<Item>();
        List<Item> all = items.IsNothing ? [Item.Unknown("${" + variable + "}")] : [.. items.Items];
        if (all.Count > 1 && !block.Text.Contains('$', StringComparison.Ordinal) && block.Text.AsSpan().Trim() is var plain && double.TryParse(plain, out var number))
        {
            return Item.OfList([.. Enumerable.Repeat(Item.Of(number), all.Count)]); // 0..65535 | % {0}
        }

        var isShort = block.Text.Length <= 80 && !block.Text.Contains('|', StringComparison.Ordinal); // only computes
        for (var i = 0; i < all.Count && (isShort || analysis.Step()); i++)
        {
            if (i >= FreeRounds && _further >= MaxFurther && !isShort)
            {
                Say(CutItems);
                break;
            }

            var before = analysis.Steps;
            _variables[variable] = all[i];
            var output = RunBlock(block, conditional: items.List is null);
            _further += isShort || i < FreeRounds ? 0 : analysis.Steps - before + 1;
            outputs.AddRange(output.IsNothing ? [] : Most(output.Items, MaxItems - outputs.Count));
        }

        return outputs.Count switch { 0 => Item.Nothing, 1 => outputs[0], _ => Item.OfList(outputs) };
    }

    private Item Switch()
    {
        Blank(lines: true);
        while (Now == '-')
        {
            Word();
            Blank(lines: true);
        }

        InBrackets(static run => run.Statements());
        Blank(lines: true);
        if (Now != '{')
        {
            return Item.Nothing;
        }

        var arms = ReadBlock();
        return Within(arms.Text, arms.Line, arms.Column, static run =>
        {
            var output = Item.Nothing;
            for (run.Blank(lines: true); !run.AtEnd && run.MayStep(); run.Blank(lines: true))
            {
                var before = run._at;
                if (run.Now != '{')
                {
                    run.Argument();
                    run.Blank(lines: true);
                }
                else
                {
                    run.SkipBrackets(); // a condition
                    run.Blank(lines: true);
                }

                output = run.Now == '{' ? run.RunBlock(run.ReadBlock(), conditional: true) : output;
                run._at = run._at == before ? run._at + 1 : run._at;
            }

            return output;
        });
    }

    private bool MayStep() => analysis.Step();

    private void Define()
    {
        Blank();
        var name = Word();
        Blank(lines: true);
        List<string> parameters = [];
        if (Now == '(')
        {
            var inner = ReadBlock();
            parameters = Brackets.ParameterNames(inner.Text);
            Blank(lines: true);
        }

        if (Now == '{')
        {
            var block = ReadBlock();
            var at = block.Text.IndexOf("param", StringComparison.OrdinalIgnoreCase);
            var open = at < 0 ? -1 : block.Text.IndexOf('(', at);
            if (parameters.Count == 0 && open >= 0 && block.Text.AsSpan(at + 5, open - at - 5).IsWhiteSpace())
            {
                parameters = Brackets.ParameterNames(block.Text[(open + 1)..Math.Max(Brackets.Closing(block.Text, open), open + 1)]);
            }

            _functions[name] = block with { Parameters = parameters };
        }
    }

    /// <summary>Parameters that were not given have their default.</summary>
    private Item Defaults()
    {
        for (Blank(lines: true); !AtEnd && analysis.Step(); Blank(lines: true))
        {
            var before = _at;
            while (Now == '[' && TypeLiteral() is not null)
            {
                Blank(lines: true);
            }

            if (VariableName() is { } name)
            {
                Blank(lines: true);
                if (Now == '=')
                {
                    _at++;
                    Blank(lines: true);
                    var value = Separated();
                    _variables.TryAdd(name, value);
                }
            }

            Blank(lines: true);
            _at = _at == before || Now == ',' ? _at + 1 : _at;
        }

        return Item.Nothing;
    }

    private Item Within(string text, int line, int column, Func<PowerShellRun, Item> read)
    {
        if (_nesting >= MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            NoteDepth();
            return Item.Nothing;
        }

        analysis.Work(text.Length);
        var outer = (_text, _at, _origin, _counted, _separates);
        (_text, _at, _origin, _counted, _separates) = (text, 0, (line, column), default, false);
        _nesting++;
        var output = read(this);
        _nesting--;
        (_text, _at, _origin, _counted, _separates) = outer;
        return output;
    }

    /// <summary>Reads what stands in the brackets here.</summary>
    private Item InBrackets(Func<PowerShellRun, Item> read)
    {
        Blank(lines: true);
        if (Now is not ('(' or '{' or '['))
        {
            return Item.Nothing;
        }

        var inner = ReadBlock();
        return Within(inner.Text, inner.Line, inner.Column, read);
    }

    /// <summary>The text in the brackets here, and passes it.</summary>
    private Block ReadBlock()
    {
        var (line, column) = Place(_at + 1);
        var close = Brackets.Closing(_text, _at);
        var text = _text[Math.Min(_at + 1, close)..close];
        analysis.Work(text.Length);
        _at = Math.Min(close + 1, _text.Length);
        return new Block(text, line, column);
    }

    private void SkipBrackets() => _at = Now is '(' or '{' or '[' ? Math.Min(Brackets.Closing(_text, _at) + 1, _text.Length) : _at;
}
