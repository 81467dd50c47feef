using System.Text;

namespace Wellguard.Inventories;

/// <summary>Letters of other alphabets that are taken for Latin ones.</summary>
internal static class AlikeLetters
{
    /// <summary>Letters that look like a Latin one (Unicode TR39 has them all; these are those that fonts of terminals do not tell apart).</summary>
    private static readonly Dictionary<char, char> Alike = new()
    {
        ['ɑ'] = 'a',
        ['а'] = 'a',
        ['α'] = 'a',
        ['с'] = 'c',
        ['ϲ'] = 'c',
        ['ԁ'] = 'd',
        ['е'] = 'e',
        ['ɡ'] = 'g',
        ['ɢ'] = 'g',
        ['һ'] = 'h',
        ['і'] = 'i',
        ['ı'] = 'i',
        ['ɩ'] = 'i',
        ['ι'] = 'i',
        ['ј'] = 'j',
        ['κ'] = 'k',
        ['к'] = 'k',
        ['ӏ'] = 'l',
        ['ⅼ'] = 'l',
        ['м'] = 'm',
        ['ո'] = 'n',
        ['п'] = 'n',
        ['η'] = 'n',
        ['о'] = 'o',
        ['ο'] = 'o',
        ['օ'] = 'o',
        ['р'] = 'p',
        ['ρ'] = 'p',
        ['ԛ'] = 'q',
        ['г'] = 'r',
        ['ѕ'] = 's',
        ['т'] = 't',
        ['τ'] = 't',
        ['υ'] = 'u',
        ['ս'] = 'u',
        ['ѵ'] = 'v',
        ['ν'] = 'v',
        ['ԝ'] = 'w',
        ['х'] = 'x',
        ['χ'] = 'x',
        ['у'] = 'y',
        ['γ'] = 'y',
        ['ᴢ'] = 'z',
    };

    /// <summary>The name as it is read: such letters as the Latin ones, marks and what has no width left out.</summary>
    public static string Latin(string name) =>
        Ascii.IsValid(name) ? name : string.Concat(Normal(name).Where(static c => char.IsAscii(c) || Alike.ContainsKey(c)).Select(static c => Alike.GetValueOrDefault(c, c)));

    /// <summary>Half of a surrogate pair has no normal form.</summary>
    private static string Normal(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return name;
        }
    }
}
