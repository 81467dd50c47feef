using System.Globalization;
using System.Text;

namespace Wellguard.Programs.PowerShell;

/// <content>Expressions by precedence: about_Operators, about_Operator_Precedence.</content>
internal sealed partial class PowerShellRun
{
    /// <summary>In characters. Attack: lists in loops in loops.</summary>
    private const int WorkOfItem = 16;

    /// <summary>Attack: half a million opening brackets, for each of which the closing one is looked for in the whole text.</summary>
    private const int MaxTypeName = 200;

    private static readonly HashSet<string> Comparisons = new(StringComparer.OrdinalIgnoreCase)
    {
        "eq", "ne", "gt", "ge", "lt", "le", "like", "notlike", "match", "notmatch", "contains", "notcontains", "in", "notin", "replace", "split", "join", "is", "isnot", "as", "shl", "shr",
    };

    private static readonly HashSet<string> Logical = new(StringComparer.OrdinalIgnoreCase) { "and", "or", "xor", "band", "bor", "bxor" };

    private Item Expression()
    {
        if (_nesting >= MaxNesting)
        {
            NoteDepth();
            _at = _text.Length;
            return Item.Nothing;
        }

        _nesting++;
        var left = Comparison();
        while (Operator(Logical) is { } name)
        {
            var right = Comparison();
            left = name is "bxor" or "band" or "bor" ? Bits(name, left, right) : Flow("${" + name + "}", left, right);
        }

        _nesting--;
        return left;
    }

    /// <summary>An expression where a comma separates: arguments of methods, defaults of parameters.</summary>
    private Item Separated()
    {
        _separates = true;
        var item = Expression();
        _separates = false;
        return item;
    }

    private static Item Bits(string name, Item left, Item right) => left.Number is { } a && right.Number is { } b
        ? Item.Of(name switch { "bxor" => (long)a ^ (long)b, "band" => (long)a & (long)b, _ => (long)a | (long)b })
        : Flow("${" + name + "}", left, right);

    /// <summary>An unknown result of known origin.</summary>
    private static Item Flow(string placeholder, params ReadOnlySpan<Item> parts)
    {
        foreach (var part in parts)
        {
            if (part.Joined is { Origin: not null } or { Decoding.Count: > 0 })
            {
                return part.Derived(placeholder);
            }
        }

        return Item.Unknown(placeholder);
    }

    /// <summary>The word operator here, in lower case and without the letter for case, and passes it.</summary>
    private string? Operator(HashSet<string> names)
    {
        var start = _at;
        Blank();
        if (Now == '-' && char.IsAsciiLetter(Next))
        {
            var end = _at + 1;
            while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            {
                end++;
            }

            var name = _text[(_at + 1)..end].ToLowerInvariant();
            name = !names.Contains(name) && name.Length > 2 && name[0] is 'i' or 'c' ? name[1..] : name;
            if (names.Contains(name))
            {
                _at = end;
                Blank(lines: true);
                return name;
            }
        }

        _at = start;
        return null;
    }

    private Item Comparison()
    {
        var left = Sum();
        while (Operator(Comparisons) is { } name)
        {
            left = Compare(name, left, Sum());
        }

        return left;
    }

    private Item Compare(string name, Item left, Item right)
    {
        switch (name)
        {
            case "join":
                return Join(left, right.Text);
            case "split":
                return Split(left, First(right).Text, pattern: true);
            case "replace":
                return Replace(left, First(right).Text, right.List is { Count: > 1 } both ? both[1].Text : "", pattern: true);
            case "as":
                return Cast(right.Type ?? "", left);
            default:
                return Item.Unknown("${" + name + "}");
        }
    }

    private static Item First(Item item) => item.Items.Count > 0 ? item.Items[0] : Item.Nothing;

    private Item Sum()
    {
        var left = Product();
        while (true)
        {
            var start = _at;
            Blank();
            if (Now is '+' or '-' && Next is not ('=' or '+' or '-') && !(Now == '-' && char.IsAsciiLetter(Next)))
            {
                var plus = Now == '+';
                _at++;
                Blank(lines: true);
                left = Add(left, Product(), plus);
            }
            else
            {
                _at = start;
                return left;
            }
        }
    }

    private Item Add(Item left, Item right, bool plus)
    {
        if (left.List is { } list && plus)
        {
            analysis.Work((long)WorkOfItem * list.Count);
            return Item.OfList([.. list, .. Most(right.Items, MaxItems - list.Count)]);
        }

        if (left.Number is { } a && right.Number is { } b && !left.IsText)
        {
            return Item.Of(plus ? a + b : a - b);
        }

        return plus ? Made([left.Joined, right.Joined]) with { Type = left.Type == ByteArray ? ByteArray : null } : Flow("${difference}", left, right);
    }

    private Item Product()
    {
        var left = Format();
        while (true)
        {
            var start = _at;
            Blank();
            if (Now is '*' or '/' or '%' && Next != '=')
            {
                var sign = Now;
                _at++;
                Blank(lines: true);
                left = Multiply(sign, left, Format());
            }
            else
            {
                _at = start;
                return left;
            }
        }
    }

    private Item Multiply(char sign, Item left, Item right)
    {
        if (left.Number is { } a && right.Number is { } b && !left.IsText)
        {
            return b == 0 && sign != '*' ? Item.Unknown("${quotient}") : Item.Of(sign switch { '*' => a * b, '/' => a / b, _ => a % b });
        }

        if (sign == '*' && right.Number is { } times and >= 0 && left.Joined.Known && left.Text.Length * times <= Analysis.MaxText)
        {
            analysis.Work((long)(left.Text.Length * times));
            return left.With(new StringBuilder().Insert(0, left.Text, (int)times).ToString());
        }

        return Flow("${product}", left, right);
    }

    private Item Format()
    {
        var left = Range();
        while (true)
        {
            var start = _at;
            Blank();
            if (Now == '-' && Next is 'f' or 'F' && _at + 2 < _text.Length && !char.IsAsciiLetter(_text[_at + 2]))
            {
                _at += 2;
                Blank(lines: true);
                left = Formatted(left, Range());
            }
            else
            {
                _at = start;
                return left;
            }
        }
    }

    private Item Range()
    {
        var left = Comma();
        var start = _at;
        Blank();
        if (Now != '.' || Next != '.')
        {
            _at = start;
            return left;
        }

        _at += 2;
        Blank(lines: true);
        var right = Comma();
        if (left.Number is not { } from || right.Number is not { } to)
        {
            return Item.Unknown("${range}");
        }

        if (Math.Abs(to - from) >= MaxItems)
        {
            Say(CutItems);
        }

        var count = (int)Math.Min(Math.Abs(to - from) + 1, MaxItems);
        analysis.Work(WorkOfItem * count);
        return Item.OfList([.. Enumerable.Range(0, count).Select(i => Item.Of(from + (to < from ? -i : i)))]);
    }

    private Item Comma()
    {
        Blank();
        if (Now == ',')
        {
            _at++; // the list of one
            Blank(lines: true);
            return Unary();
        }

        return _separates ? Unary() : Listed(Unary);
    }

    private Item Unary()
    {
        Blank();
        var start = _at;
        if (_nesting >= MaxNesting)
        {
            NoteDepth();
            _at = _text.Length;
            return Item.Nothing;
        }

        _nesting++;
        var result = UnaryOf(start);
        _nesting--;
        return result;
    }

    private Item UnaryOf(int start)
    {
        if (Now == '!' || (Now is '+' or '-' && (Next == Now || char.IsAsciiDigit(Next) || Next is '$' or '(' or '.')))
        {
            var negative = Now == '-' && Next != '-';
            _at += Next == Now ? 2 : 1;
            var operand = Unary();
            return negative && operand.Number is { } number ? Item.Of(-number) : _text[start] == '!' ? Item.Unknown("${not}") : operand;
        }

        if (Now == '-' && char.IsAsciiLetter(Next))
        {
            var name = Word().ToLowerInvariant();
            Blank(lines: true);
            var operand = name.EndsWith("join", StringComparison.Ordinal) || name.EndsWith("split", StringComparison.Ordinal) ? Comma() : Unary();
            return name switch
            {
                "-join" or "-cjoin" or "-ijoin" => Join(operand, ""),
                "-split" or "-csplit" or "-isplit" => Split(operand, @"\s+", pattern: true),
                _ => Item.Unknown("${" + name.TrimStart('-') + "}"),
            };
        }

        if (Now == '[' && TypeLiteral() is { } type)
        {
            Blank();
            if (Now == ':' && Next == ':')
            {
                return Postfix(new Item(Shell.Value.Empty) { Type = type }, start);
            }

            return Now is '$' or '(' or '@' or '"' or '\'' or '[' or '{' or ',' or '-' or '+' || char.IsAsciiDigit(Now) ? Cast(type, Unary()) : new Item(new Shell.Value("[" + type + "]")) { Type = type };
        }

        return Postfix(Primary(), start);
    }

    /// <summary>The index of the bracket that closes the type or attribute here; -1 when there is none near.</summary>
    private int ClosingOfType()
    {
        var near = _text[_at..Math.Min(_at + MaxTypeName, _text.Length)];
        analysis.Work(near.Length);
        return Brackets.Closing(near, 0) is var close && close < near.Length ? _at + close : -1;
    }

    /// <summary><c>[System.IO.File]</c> in lower case without <c>System.</c>; null when the bracket holds something else.</summary>
    private string? TypeLiteral()
    {
        var close = ClosingOfType();
        if (close < 0)
        {
            return null;
        }

        var name = _text[(_at + 1)..close].Trim();
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || name.AsSpan().IndexOfAny("'\"$") >= 0)
        {
            return name.Contains('(', StringComparison.Ordinal) ? Pass("attribute") : null;
        }

        var attribute = name.IndexOf('(', StringComparison.Ordinal);
        return Pass(TypeName(attribute < 0 ? name : "attribute"));

        string Pass(string type)
        {
            _at = close + 1;
            return type;
        }
    }

    private static string TypeName(string name)
    {
        var lower = name.Replace("`", "", StringComparison.Ordinal).ToLowerInvariant();
        return lower.StartsWith("system.", StringComparison.Ordinal) ? lower["system.".Length..] : lower;
    }

    private Item Primary()
    {
        switch (Now)
        {
            case '$' when Next == '(':
                _at++;
                return InBrackets(static run => run.Statements());
            case '$':
                return VariableName() is { } name ? Variable(name) : Passed();
            case '(':
                return InBrackets(static run => run.Statements());
            case '@' when Next == '(':
                _at++;
                return InBrackets(static run => run.Statements()) is var list && list.List is null && !list.IsNothing ? Item.OfList([list]) : list;
            case '@' when Next == '{':
                _at++;
                return HashTable();
            case '@' when Next is '"' or '\'':
                return Quoted();
            case '@':
                _at++; // splatting
                return Letters() is { Length: > 0 } splatted ? Variable(splatted) : Item.Nothing;
            case '"' or '\'':
                return Quoted();
            case '{':
                var block = ReadBlock();
                return new Item(new Shell.Value(block.Text)) { Block = block };
            default:
                return char.IsAsciiDigit(Now) || (Now == '.' && char.IsAsciiDigit(Next)) ? ReadNumber() : Bare();
        }

        Item Passed()
        {
            _at++;
            return Item.Nothing;
        }
    }

    private Item Bare()
    {
        var word = Word();
        return word.Length > 0 ? Item.Of(word) : Item.Nothing;
    }

    private Item ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Now) || (Now == '.' && char.IsAsciiDigit(Next)))
        {
            _at++;
        }

        var text = _text[start.._at];
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? Item.Of(hex) : new Item(new Shell.Value(text));
    }

    private Item HashTable()
    {
        var fields = new Dictionary<string, Item>(StringComparer.OrdinalIgnoreCase);
        InBrackets(run =>
        {
            for (run.Blank(lines: true); !run.AtEnd && run.MayStep(); run.Blank(lines: true))
            {
                var before = run._at;
                var key = run.Now is '"' or '\'' ? run.Quoted().Text : run.Now == '$' ? run.Primary().Text : run.Word(stop: '=');
                run.Blank(lines: true);
                if (run.Now == '=')
                {
                    run._at++;
                    run.Blank(lines: true);
                    fields[key] = run.Statement();
                }

                run._at = run._at == before ? run._at + 1 : run._at;
            }

            return Item.Nothing;
        });
        var parts = fields.Values.Select(static value => value.Joined).Where(static value => value.Origin is not null).Take(8).ToList();
        var value = parts.Count == 0 ? Shell.Value.Empty : Shell.Value.Concat(parts) with { Text = "${table}", Known = false };
        return new Item(value) { Fields = fields };
    }
}
