using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Artifacts.Examples;

/// <summary>Replaces <c>{random:name}</c> and its like, so that no rule can know the names of an example. The same name in one example gives the same value.</summary>
internal sealed partial class Placeholders(ulong seed)
{
    /// <summary>Bytes that one example may have made up or encoded. Attack: a rule pack whose example asks for terabytes, or encodes an encoding of an encoding.</summary>
    public const int MaxGenerated = 16 << 20;

    private readonly Dictionary<string, string> _encoded = new(StringComparer.Ordinal);
    private int _generated;

    /// <summary>False when the example's budget is used up.</summary>
    public bool TryGenerate(int bytes)
    {
        if (bytes > MaxGenerated - _generated)
        {
            return false;
        }

        _generated += bytes;
        return true;
    }

    [GeneratedRegex(@"\{(random|hex|upper|port|ip|encoded):([A-Za-z0-9_-]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();

    public string Expand(string text, Func<string, Exception> error) =>
        text.Contains('{', StringComparison.Ordinal) ? Pattern().Replace(text, m => Value(m.Groups[1].Value, m.Groups[2].Value, error)) : text;

    /// <summary>Defines <c>{encoded:name}</c>. Text that is not ASCII after the last encoding comes as Latin-1 would read it, so it should end in a textual one.</summary>
    public void Define(string name, string text, IReadOnlyList<string> encodings, Func<string, Exception> error)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var encoding in encodings)
        {
            bytes = Encodings.Apply(encoding, bytes) ?? throw error($"unknown encoding '{encoding}'");
            if (!TryGenerate(bytes.Length))
            {
                throw TooMuch(error);
            }
        }
        _encoded[name] = Encoding.Latin1.GetString(bytes);
    }

    private string Value(string kind, string name, Func<string, Exception> error)
    {
        var source = new Seed(seed, $"{kind}:{name}");
        return kind switch
        {
            "random" => source.Word(),
            "hex" => source.From("0123456789abcdef", 16),
            "upper" => source.From("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            "port" => (20000 + source.Below(40000)).ToString(CultureInfo.InvariantCulture),
            "ip" => $"{source.Below(3) switch { 0 => "192.0.2", 1 => "198.51.100", _ => "203.0.113" }}.{1 + source.Below(254)}",
            _ => _encoded.TryGetValue(name, out var text) ? TryGenerate(text.Length) ? text : throw TooMuch(error) : throw error($"{{encoded:{name}}} is used before 'encoded:' defines it"),
        };
    }

    private static Exception TooMuch(Func<string, Exception> error) => error($"an example may generate at most {MaxGenerated} bytes");
}
