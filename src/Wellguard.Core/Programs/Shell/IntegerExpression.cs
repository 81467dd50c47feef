namespace Wellguard.Programs.Shell;

/// <summary>Shell arithmetic over constants: <c>+ - * / % ( )</c>, decimal, octal, hexadecimal and <c>base#digits</c>.</summary>
internal static class IntegerExpression
{
    private const int MaxDepth = 32;

    /// <returns>Null when something is not a constant.</returns>
    public static long? Evaluate(string text, Func<string, string?> variable)
    {
        var at = 0;
        var result = Sum(text, ref at, variable, 0);
        SkipBlank(text, ref at);
        return at == text.Length ? result : null;
    }

    private static long? Sum(string text, ref int at, Func<string, string?> variable, int depth)
    {
        var left = Product(text, ref at, variable, depth);
        while (left is not null && Operator(text, ref at, "+-") is { } symbol)
        {
            var right = Product(text, ref at, variable, depth);
            left = right is null ? null : unchecked(symbol == '+' ? left + right : left - right);
        }

        return left;
    }

    private static long? Product(string text, ref int at, Func<string, string?> variable, int depth)
    {
        var left = Atom(text, ref at, variable, depth);
        while (left is not null && Operator(text, ref at, "*/%^") is { } symbol)
        {
            var right = Atom(text, ref at, variable, depth);
            left = (symbol, right) switch
            {
                (_, null) => null,
                ('*', _) => unchecked(left * right),
                ('^', _) => left ^ right,
                (_, 0 or -1) => null,
                ('/', _) => left / right,
                _ => left % right,
            };
        }

        return left;
    }

    private static long? Atom(string text, ref int at, Func<string, string?> variable, int depth)
    {
        SkipBlank(text, ref at);
        if (at >= text.Length || depth > MaxDepth)
        {
            return null;
        }

        if (text[at] == '-')
        {
            at++;
            return -Atom(text, ref at, variable, depth + 1);
        }

        if (text[at] == '(')
        {
            at++;
            var inner = Sum(text, ref at, variable, depth + 1);
            SkipBlank(text, ref at);
            return at < text.Length && text[at++] == ')' ? inner : null;
        }

        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '#' or '$'))
        {
            at++;
        }

        var token = text[start..at].TrimStart('$');
        return Number(token) ?? (variable(token) is { Length: < 20 } value ? Number(value) : null);
    }

    private static long? Number(string token)
    {
        var (digits, radix) = token switch
        {
            ['0', 'x' or 'X', ..] => (token[2..], 16),
            ['0', _, ..] => (token[1..], 8),
            _ when token.IndexOf('#', StringComparison.Ordinal) is var hash and > 0 && int.TryParse(token[..hash], out var stated) && stated is >= 2 and <= 36 => (token[(hash + 1)..], stated),
            _ => (token, 10),
        };
        long value = 0;
        foreach (var digit in digits)
        {
            var number = char.IsAsciiDigit(digit) ? digit - '0' : char.IsAsciiLetter(digit) ? char.ToLowerInvariant(digit) - 'a' + 10 : 99;
            if (number >= radix || value > long.MaxValue / 64)
            {
                return null;
            }

            value = (value * radix) + number;
        }

        return digits.Length > 0 ? value : null;
    }

    private static char? Operator(string text, ref int at, string symbols)
    {
        SkipBlank(text, ref at);
        return at < text.Length && symbols.Contains(text[at]) ? text[at++] : null;
    }

    private static void SkipBlank(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
