using System.Globalization;
using System.Text;

namespace Wellguard.Tests.Programs.Scripts.Constants;

/// <summary>Random constant expressions of a language, always the same for a seed. Some raise errors when they run: those say nothing.</summary>
internal abstract class Expressions(int seed)
{
    private const int Deepest = 4;

    private readonly Random _random = new(seed);
    private int _depth;

    protected int Roll(int below) => _random.Next(below);

    protected string One(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];

    /// <summary>Any of the forms; at the bottom only the first, which has no parts.</summary>
    protected string Any(params ReadOnlySpan<Func<string>> forms)
    {
        if (_depth >= Deepest)
        {
            return forms[0]();
        }

        _depth++;
        var made = forms[_random.Next(forms.Length)]();
        _depth--;
        return made;
    }

    public string Next() => Roll(10) switch
    {
        < 6 => Text(),
        < 8 => Number(),
        8 => Texts(),
        _ => Bytes(),
    };

    protected abstract string Text();

    protected abstract string Number();

    protected abstract string Texts();

    protected abstract string Numbers();

    protected abstract string Bytes();

    protected string Small() => Roll(12).ToString(CultureInfo.InvariantCulture);

    /// <summary>From before the beginning to behind the end.</summary>
    protected string Place() => (Roll(14) - 5).ToString(CultureInfo.InvariantCulture);

    protected string Plain()
    {
        var length = Roll(9);
        return string.Concat(Enumerable.Range(0, length).Select(_ => "abcXYZ019 /:._-%+=,"[Roll(19)]));
    }

    /// <summary>Also what is not ASCII, and what literals escape.</summary>
    protected string Odd() => Plain() + One("", "", "é", "\n", "\t", "\"", "'", "\\", "ß中", "$", "{", "}", "`", "\u0001");

    protected string Codes(int xor = 0) => string.Join(", ", Enumerable.Range(0, 1 + Roll(6)).Select(_ => ((97 + Roll(26)) ^ xor).ToString(CultureInfo.InvariantCulture)));

    protected static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    protected static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    protected static string Zlib(string text)
    {
        var result = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(result, System.IO.Compression.CompressionLevel.Optimal))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToHexStringLower(result.ToArray());
    }

    /// <summary>In one of the two quotes, with escapes of several kinds.</summary>
    protected string Quoted(string text)
    {
        var quote = Roll(2) == 0 ? '"' : '\'';
        var result = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            result.Append(c == quote || c == '\\' ? "\\" + c : c == '\n' ? "\\n" : c == '\t' ? "\\t" : c < ' ' || (c < 256 && Roll(12) == 0) ? $"\\x{(int)c:x2}" : Roll(15) == 0 ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return result.Append(quote).ToString();
    }
}
