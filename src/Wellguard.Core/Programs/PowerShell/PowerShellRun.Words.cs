using System.Text;

namespace Wellguard.Programs.PowerShell;

/// <content>Words, quoted texts and variables: about_Quoting_Rules, about_Variables.</content>
internal sealed partial class PowerShellRun
{
    /// <summary>The plain characters of a bare word, without what the backtick escapes for nothing.</summary>
    private string Word(char stop = '\0')
    {
        var word = new StringBuilder();
        while (!AtEnd && !char.IsWhiteSpace(Now) && Now is not (';' or '|' or '&' or '(' or ')' or '{' or '}' or ',' or '"' or '\'' or '$') && Now != stop)
        {
            _at += Now == '`' && Next != '\0' ? 1 : 0;
            word.Append(Now);
            _at++;
        }

        return word.ToString();
    }

    /// <summary>An argument of a command: a word with what expands in it, or an expression.</summary>
    private Item Argument()
    {
        var parts = new List<Shell.Value>();
        for (var start = _at; Now is '(' or '@' or '{' || (Now == '$' && Next != '(') || StartsType(); start = _at)
        {
            var item = Now == '[' ? Unary() : Postfix(Primary(), start);
            var ends = AtEnd || char.IsWhiteSpace(Now) || Now is ',' or ';' or '|' or ')' or '}' or ']';
            if (ends && parts.Count == 0)
            {
                return item;
            }

            parts.Add(item.Joined);
            if (ends || _at == start)
            {
                break;
            }
        }

        while (!AtEnd && !char.IsWhiteSpace(Now) && Now is not (';' or '|' or ')' or '}' or ',' or '&' or '{' or '('))
        {
            var before = _at;
            var part = Now is '"' or '\'' ? Quoted().Value : Now == '$' ? Primary().Joined : new Shell.Value(Word());
            parts.Add(part);
            _at = _at == before ? _at + 1 : _at;
        }

        return parts.Count == 1 ? new Item(parts[0]) : Made(parts);
    }

    /// <summary><c>[System.IO.File]::</c></summary>
    private bool StartsType() => Now == '[' && ClosingOfType() is var close and > 0 && close + 2 < _text.Length && _text[close + 1] == ':';

    /// <summary>Arguments with commas between them.</summary>
    private Item ArgumentList() => Listed(Argument);

    /// <summary>One item, or those between commas.</summary>
    private Item Listed(Func<Item> read)
    {
        var first = read();
        List<Item>? items = null;
        while (true)
        {
            var start = _at;
            Blank();
            if (Now != ',')
            {
                _at = start;
                return items is null ? first : Item.OfList(items);
            }

            _at++;
            Blank(lines: true);
            items ??= [first];
            var item = read();
            if (items.Count < MaxItems)
            {
                items.Add(item);
            }
            else
            {
                Say(CutItems);
            }
        }
    }

    private Item Quoted()
    {
        var start = _at;
        var end = Brackets.EndOfQuoted(_text, _at);
        analysis.Work(end - start);
        _at = end;
        if (_text[start] != '@')
        {
            var quote = _text[start];
            var text = _text[(start + 1)..Math.Max(end - (end <= _text.Length && _text[end - 1] == quote ? 1 : 0), start + 1)];
            return quote == '\'' ? Item.Of(text.Replace("''", "'", StringComparison.Ordinal)) : Expand(text, start + 1, here: false);
        }

        var first = _text.IndexOf('\n', start, end - start) + 1;
        var last = Math.Max(end - 3, first);
        var content = first == 0 ? "" : _text[first..Math.Min(last, _text.Length)].TrimEnd('\r');
        return _text[start + 1] == '\'' ? Item.Of(content) : Expand(content, first, here: true);
    }

    /// <summary>Escapes, variables and <c>$(…)</c> in double quotes.</summary>
    private Item Expand(string text, int offset, bool here)
    {
        if (text.AsSpan().IndexOfAny('`', '$', '"') < 0)
        {
            return Item.Of(text);
        }

        var (line, column) = Place(Math.Min(offset, _text.Length));
        return Within(text, line, column, run => run.Expanded(here));
    }

    private Item Expanded(bool here)
    {
        var pieces = new Pieces();
        while (!AtEnd)
        {
            if (Now == '`' && _at + 1 < _text.Length)
            {
                pieces.Add(Next switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', 'e' => '\u001b', var c => c });
                _at += 2;
            }
            else if (Now == '"' && Next == '"' && !here)
            {
                pieces.Add('"');
                _at += 2;
            }
            else if (Now == '$' && (Next is '(' or '{' or '_' || char.IsAsciiLetterOrDigit(Next)))
            {
                pieces.Add(Primary().Joined);
            }
            else
            {
                pieces.Add(Now);
                _at++;
            }
        }

        return Made(pieces.Whole());
    }

    /// <summary>The name of the variable here, without its scope, and passes it: <c>$env:X</c> is <c>env:X</c>.</summary>
    private string? VariableName()
    {
        if (Now != '$')
        {
            return null;
        }

        string name;
        if (Next == '{')
        {
            var close = _text.IndexOf('}', _at) is var found and > 0 ? found : _text.Length;
            name = _text[(_at + 2)..Math.Max(close, _at + 2)];
            _at = Math.Min(close + 1, _text.Length);
        }
        else if (Next is '?' or '^' or '$')
        {
            _at += 2;
            return "?";
        }
        else
        {
            var end = _at + 1;
            while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_' || (_text[end] == ':' && end + 1 < _text.Length && (char.IsAsciiLetter(_text[end + 1]) || _text[end + 1] == '_'))))
            {
                end++;
            }

            if (end == _at + 1)
            {
                return null;
            }

            name = _text[(_at + 1)..end];
            _at = end;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && name[..colon].ToLowerInvariant() is "global" or "script" or "local" or "private" or "using" or "variable" ? name[(colon + 1)..] : name;
    }

    private Item Variable(string name)
    {
        if (name.StartsWith("env:", StringComparison.OrdinalIgnoreCase))
        {
            return new Item(shell.Variable(name[4..]));
        }

        if (_variables.TryGetValue(name, out var known))
        {
            return known;
        }

        return name.ToLowerInvariant() switch
        {
            "null" or "?" => Item.Nothing,
            "home" => Item.Of("~"),
            "psscriptroot" when analysis.Folder is { } folder => Item.Of("/" + folder),
            "pscommandpath" when analysis.Script is { } script => Item.Of("/" + script),
            "args" => Item.OfList([.. shell.Positional.Select(static value => new Item(value))]),
            _ => Item.Unknown("${" + name + "}"),
        };
    }

    private void Assign(string name, Item value)
    {
        if (name.StartsWith("env:", StringComparison.OrdinalIgnoreCase))
        {
            shell.Export(name[4..], value.Joined);
        }
        else
        {
            _variables[name] = value;
        }
    }

    /// <summary><c>$name = …</c>, <c>[type]$name += …</c>, <c>$a, $b = …</c>, <c>$x.Member = …</c>; null when the statement is none, and nothing is passed.</summary>
    private Item? Assignment()
    {
        var start = _at;
        var types = new List<string>();
        while (Now == '[' && TypeLiteral() is { } type)
        {
            types.Add(type);
            Blank(lines: type == "attribute");
        }

        var names = new List<string>();
        while (VariableName() is { } name)
        {
            names.Add(name);
            Blank();
            if (Now != ',' || names.Count >= MaxNesting)
            {
                break;
            }

            _at++;
            Blank();
        }

        if (names.Count == 1 && Now is '.' or '[' && types.Count == 0)
        {
            return MemberAssignment(start, names[0]);
        }

        if (names.Count == 0 || Sign() is not { } sign)
        {
            _at = start;
            return null;
        }

        var value = Assigned();
        value = types.Count > 0 && types[0] != "attribute" ? Cast(types[0], value) : value;
        for (var i = 0; i < names.Count; i++)
        {
            var item = names.Count == 1 ? value : i < value.Items.Count ? value.Items[i] : Item.Nothing;
            Assign(names[i], sign == '+' && _variables.TryGetValue(names[i], out var old) ? Add(old, item, plus: true) : sign == '=' ? item : Flow("${" + names[i] + "}", item));
        }

        return Item.Nothing;
    }

    /// <summary>What stands behind the sign. Attack: <c>$a = $a = $a = …</c></summary>
    private Item Assigned()
    {
        if (_nesting >= MaxNesting)
        {
            NoteDepth();
            _at = _text.Length;
            return Item.Nothing;
        }

        _nesting++;
        var value = Statement();
        _nesting--;
        return value;
    }

    /// <summary>The first character of an assignment operator, and passes it.</summary>
    private char? Sign()
    {
        var length = Now == '=' && Next != '=' ? 1 : Now is '+' or '-' or '*' or '/' or '%' && Next == '=' ? 2 : Now == '?' && Next == '?' && _at + 2 < _text.Length && _text[_at + 2] == '=' ? 3 : 0;
        if (length == 0)
        {
            return null;
        }

        var sign = length == 3 ? '=' : Now;
        _at += length;
        Blank(lines: true);
        return sign;
    }

    private Item? MemberAssignment(int start, string name)
    {
        var owner = Variable(name);
        var path = new List<string>();
        while (Now == '.' && (char.IsAsciiLetter(Next) || Next is '\'' or '"'))
        {
            _at++;
            path.Add(Now is '\'' or '"' ? Quoted().Text : Letters() is { Length: > 0 } member ? member : Word());
        }

        if (Now == '[')
        {
            var inner = ReadBlock();
            path.Add(inner.Text.Trim('\'', '"', ' '));
        }

        Blank();
        if (path.Count == 0 || Now == '(' || Sign() is null)
        {
            _at = start;
            return null;
        }

        var value = Assigned();
        foreach (var part in path.SkipLast(1))
        {
            owner = owner.Fields is { } inner && inner.TryGetValue(part, out var next) ? next : owner;
        }

        if (owner.Fields is { } fields)
        {
            fields[path[^1]] = value; // each takes a step
        }

        return Item.Nothing;
    }
}
