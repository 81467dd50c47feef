using System.Text.Json;

namespace Wellguard.Layers;

/// <summary>
/// Known-bad digests and purls from a file of the user's: lines of <c>sha256:HEX [note]</c>, <c>sha256 HEX [note]</c>, <c>HEX [note]</c> or <c>[purl] PURL [note]</c>,
/// or JSON <c>[{"kind": "sha256", "value": "…", "note": "…"}]</c>. <c>#</c> begins a comment line. Kinds domain, ip, url, path and wallet are passed over.
/// A digest is that of a file, a layer (stored or uncompressed), a config, a manifest or a function zip.
/// </summary>
public sealed class Indicators
{
    public static Indicators None { get; } = new();

    /// <summary>Lower-case hexadecimal SHA-256 to what is known about it.</summary>
    public Dictionary<string, string> Digests { get; } = [];

    public Dictionary<string, string> Purls { get; } = [];

    /// <param name="text">Null: nothing is known.</param>
    /// <param name="file">Named in errors: <c>FILE:LINE: …</c></param>
    /// <exception cref="Artifacts.UsageException">A line that is neither.</exception>
    public static Indicators Parse(string? text, string file = "indicators")
    {
        if (text is null)
        {
            return None;
        }

        var indicators = new Indicators();
        if (text.TrimStart().StartsWith('['))
        {
            indicators.AddJson(text, file);
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
                indicators.Add(kind, rest.Length > 0 ? rest[0] : "", rest.Length > 1 ? rest[1].Trim() : "", $"{file}:{number}");
            }
        }

        return indicators;
    }

    private void AddJson(string text, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var number = 0;
            foreach (var item in document.RootElement.EnumerateArray())
            {
                string Field(string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
                Add(Field("kind"), Field("value"), Field("note"), $"{file}: item {++number}");
            }
        }
        catch (JsonException e)
        {
            throw new Artifacts.UsageException($"{file}:{e.LineNumber + 1}: not valid JSON");
        }
        catch (InvalidOperationException)
        {
            throw new Artifacts.UsageException($"{file}: a text holds half of a surrogate pair");
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
            throw new Artifacts.UsageException($"{where}: expected 'sha256:' and 64 hexadecimal digits, or a purl ('pkg:npm/name@1.2.3')");
        }
    }
}
