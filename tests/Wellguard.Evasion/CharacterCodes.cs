namespace Wellguard.Evasion;

/// <summary>2: numbers of characters, put together by <c>String.fromCharCode</c>, <c>chr</c>, <c>"".join</c>, <c>bytes</c>.</summary>
public sealed class CharacterCodes() : LiteralTransform(2, "charcode")
{
    /// <summary>Of <c>chr(1) + chr(2) + …</c>, which interpreters nest.</summary>
    private const int MostTerms = 60;

    protected override string? Expression(Literal literal, bool isPython, int turn)
    {
        var codes = string.Join(", ", literal.Codes(utf16: !isPython));
        if (!isPython)
        {
            return (turn % 3) switch
            {
                0 => $"String.fromCharCode({codes})",
                1 => $"[{codes}].map(c => String.fromCharCode(c)).join('')",
                _ => $"String.fromCharCode(...[{string.Join(", ", literal.Codes(utf16: true).Select(static code => code + 3))}].map(function (c) {{ return c - 3 }}))",
            };
        }

        return literal.IsBytes ? $"bytes([{codes}])"
            : (turn % 4) switch
            {
                0 when literal.Value.Length <= MostTerms => string.Join(" + ", literal.Codes(utf16: false).Select(static code => $"chr({code})")),
                1 => $"''.join(map(chr, [{codes}]))",
                2 => $"''.join([chr(c ^ 7) for c in ({string.Join(", ", literal.Codes(utf16: false).Select(static code => code ^ 7))},)])",
                _ => $"''.join(chr(c) for c in [{codes}])",
            };
    }
}
