namespace Wellguard.Programs.Scripts;

/// <content>Names, also in the forms that are the same name to the interpreter.</content>
internal sealed partial class ScriptTokenizer
{
    /// <summary>Attack: an escape of a megabyte of zeros.</summary>
    private const int LongestEscape = 16;

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || (c > 127 && char.IsLetter(c));

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c > 127 && char.IsLetterOrDigit(c));

    private bool IsSigil(char sigil) => _language switch
    {
        ScriptLanguage.JavaScript => sigil == '$',
        ScriptLanguage.Php => sigil == '$' && IsNameStart(Peek(1)),
        ScriptLanguage.Ruby => sigil != '%' && (IsNameStart(Peek(1)) || Peek(1) == '@'),
        ScriptLanguage.Perl => (IsNameStart(Peek(1)) && (sigil != '%' || !AfterOperand())) || (sigil == '$' && Peek(1) is '0' or '&' or '@' or '!' or '/' or '_') || (sigil == '@' && Peek(1) == '_'),
        _ => false,
    };

    private void Name()
    {
        var start = _at;
        _at += EscapeLength() is var first and > 0 ? first : 1;
        if (_source[start] is '$' or '@' or '%' && _language != ScriptLanguage.JavaScript)
        {
            _at++;
        }

        while (true)
        {
            var c = Peek();
            if (IsNamePart(c) || (c == '$' && _language == ScriptLanguage.JavaScript))
            {
                _at++;
            }
            else if (c == ':' && Peek(1) == ':' && IsNameStart(Peek(2)) && _language is ScriptLanguage.Perl or ScriptLanguage.Ruby)
            {
                _at += 2;
            }
            else if (EscapeLength() is var escape and > 0)
            {
                _at += escape;
            }
            else if (c > 127 && _language == ScriptLanguage.Python && IsPythonPart(c))
            {
                _at++;
            }
            else if (c == '\\' && _language == ScriptLanguage.Php && IsNameStart(Peek(1)))
            {
                _at++;
            }
            else
            {
                break;
            }
        }

        if (_language == ScriptLanguage.Ruby && Peek() is '?' or '!' && Peek(1) != '=' && _at - start > 1)
        {
            _at++;
        }

        var text = Intern(Plain(_source.AsSpan(start, _at - start)));
        if (!(_at - start <= 3 && PrefixedString(text, start)) && !QuoteOperator(text, start))
        {
            Add(TokenKind.Name, text, start);
        }
    }

    /// <summary>JavaScript's names begin with an escape too, Python's with letters beyond the first 65,536.</summary>
    private bool StartsOtherwise(char c) => (c == '\\' && EscapeLength() > 0) || (c > 127 && _language == ScriptLanguage.Python && IsPythonPart(c) && !char.IsDigit(c));

    private static bool IsPythonPart(char c) => char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.ConnectorPunctuation;

    /// <summary>Length of <c>\u0065</c> or <c>\u{65}</c> (ECMA-262, "Names and Keywords"); 0 where there is none.</summary>
    private int EscapeLength()
    {
        if (_language != ScriptLanguage.JavaScript || Peek() != '\\' || Peek(1) != 'u')
        {
            return 0;
        }

        var braced = Peek(2) == '{';
        var digits = braced ? 3 : 2;
        while (char.IsAsciiHexDigit(Peek(digits)) && digits < (braced ? LongestEscape : 6))
        {
            digits++;
        }

        return braced ? (Peek(digits) == '}' ? digits + 1 : 0) : digits == 6 ? 6 : 0;
    }

    /// <summary>The name as the interpreter sees it.</summary>
    private ReadOnlySpan<char> Plain(ReadOnlySpan<char> name) => _language switch
    {
        ScriptLanguage.JavaScript when name.Contains('\\') => Escapes.Resolve(name.ToString(), bytes: false),
        ScriptLanguage.Python when !System.Text.Ascii.IsValid(name) => Imports.PythonIdentifiers.Folded(name.ToString(), out _),
        _ => name,
    };

    private string Intern(ReadOnlySpan<char> text)
    {
        if (!_nameLookup.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _names[known] = known;
        }

        return known;
    }
}
