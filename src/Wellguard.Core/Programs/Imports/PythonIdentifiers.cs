using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>
/// Python looks names up in their compatible composed form (Language Reference, 2.3: NFKC), so that <c>import ｅvil</c> loads <c>evil.py</c>.
/// The runtime has no tables of it where globalization is invariant: letters in the forms of a font are folded here, of the rest it is said.
/// </summary>
internal static class PythonIdentifiers
{
    private const int MathematicalLetters = 0x1D400;
    private const int MathematicalGreek = 0x1D6A4;
    private const int MathematicalDigits = 0x1D7CE;
    private const int MathematicalEnd = 0x1D800;
    private const int FullWidth = 0xFF01;
    private const int FullWidthEnd = 0xFF5F;
    private const int FullWidthShift = 0xFEE0;

    public static string Normal(string name, ImportNames names)
    {
        var folded = Folded(name, out var isCut);
        if (isCut)
        {
            names.NoteCutOff();
        }

        return folded;
    }

    /// <param name="isCut">It has a character whose other form is not known here.</param>
    public static string Folded(string name, out bool isCut)
    {
        isCut = false;
        if (Ascii.IsValid(name))
        {
            return name;
        }

        var folded = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var code = rune.Value;
            if (code is >= FullWidth and < FullWidthEnd)
            {
                folded.Append((char)(code - FullWidthShift));
            }
            else if (code is >= MathematicalLetters and < MathematicalGreek)
            {
                var letter = (code - MathematicalLetters) % 52;
                folded.Append((char)(letter < 26 ? 'A' + letter : 'a' + letter - 26));
            }
            else if (code is >= MathematicalDigits and < MathematicalEnd)
            {
                folded.Append((char)('0' + ((code - MathematicalDigits) % 10)));
            }
            else
            {
                folded.Append(rune.ToString());
                isCut |= HasOtherForm(code);
            }
        }

        return folded.ToString();
    }

    /// <summary>Combining marks, raised and small letters, letter-like symbols, numerals, ligatures.</summary>
    private static bool HasOtherForm(int code) =>
        code is 0xAA or 0xBA or 0x17F or (>= 0x2B0 and <= 0x2B8) or (>= 0x300 and < 0x370) or (>= 0x1D2C and < 0x1DC0) or (>= 0x2070 and < 0x2190) or (>= 0x3300 and < 0x3400) or (>= 0xFB00 and < 0xFB50);
}
