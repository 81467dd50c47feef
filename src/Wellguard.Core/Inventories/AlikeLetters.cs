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

    /// <summary>The letter without its marks, in front of those that have them.</summary>
    private static readonly string[] Marked =
        ["aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľł", "nñńņň", "oòóôõöøōŏő", "rŕŗř", "sśŝşš", "tţťŧ", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž"];

    private static readonly Dictionary<char, char> Plain = Marked.SelectMany(static row => row[1..].Select(letter => KeyValuePair.Create(letter, row[0]))).Concat(Alike).DistinctBy(static pair => pair.Key).ToDictionary();

    private const char FirstWide = '\uff01', LastWide = '\uff5e', FirstNarrow = '!';

    /// <summary>The name as it is read: Latin letters for those that look like them, for those with marks and for wide ones; without what is none of these.</summary>
    public static string Latin(string name) => Ascii.IsValid(name) ? name : string.Concat(name.Select(LatinOf).Where(char.IsAscii)).ToLowerInvariant();

    private static char LatinOf(char c) => c is >= FirstWide and <= LastWide ? (char)(c - FirstWide + FirstNarrow) : Plain.GetValueOrDefault(c, c);
}
