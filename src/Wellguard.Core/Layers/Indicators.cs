using System.Text.Json;

namespace Wellguard.Layers;

/// <summary>Known-bad digests and purls from a file of the user's: lines of <c>sha256 HEX [note]</c>, <c>sha256:HEX [note]</c> or <c>[purl] PURL [note]</c>, or JSON <c>[{"kind": "sha256", "value": "…"}]</c>.</summary>
public sealed class Indicators
{
    public static Indicators None { get; } = new();

    /// <summary>Lower-case hexadecimal SHA-256 to what is known about it.</summary>
    public Dictionary<string, string> Digests { get; } = [];

    public Dictionary<string, string> Purls { get; } = [];

    /// <exception cref="Artifacts.UsageException">A line that is neither.</exception>
    public static Indicators Parse(string text)
    {
        var indicators = new Indicators();
        if (text.TrimStart().StartsWith('['))
        {
            indicators.AddJson(text);
            return indicators;
        }

        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                var fields = line.Split((char[])[' ', '\t', ','], 2, StringSplitOptions.RemoveEmptyEntries);
                var kind = fields.Length > 1 && !fields[0].Contains(':', StringComparison.Ordinal) && fields[0].Length < 64 ? fields[0] : "";
                var rest = kind.Length > 0 ? fields[1].Split((char[])[' ', '\t', ','], 2, StringSplitOptions.RemoveEmptyEntries) : fields;
                indicators.Add(kind, rest.Length > 0 ? rest[0] : "", rest.Length > 1 ? rest[1].Trim() : "", $"--indicators: line {number}");
            }
        }

        return indicators;
    }

    private void AddJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var item in document.RootElement.EnumerateArray())
            {
                string Field(string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
                Add(Field("kind"), Field("value"), Field("note"), "--indicators");
            }
        }
        catch (JsonException e)
        {
            throw new Artifacts.UsageException($"--indicators: not valid JSON at line {e.LineNumber + 1}");
        }
    }

    private void Add(string kind, string value, string note, string where)
    {
        var digest = value.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? value[7..] : value;
        if (digest.Length == 64 && digest.All(char.IsAsciiHexDigit))
        {
            Digests[digest.ToLowerInvariant()] = note;
        }
        else if (value.StartsWith("pkg:", StringComparison.Ordinal))
        {
            Purls[value] = note;
        }
        else if (kind is not ("domain" or "ip" or "url" or "path" or "wallet"))
        {
            throw new Artifacts.UsageException($"{where}: expected 'sha256 HEX' or 'purl pkg:…'");
        }
    }
}
