namespace Wellguard.Artifacts;

/// <summary>Keys of a TOML document that have a value on their own line, by their full names (<c>dependencies.serde.version</c>): what cargo writes into the manifests that it publishes. Strings are without quotes; other values are as written.</summary>
internal static class TomlLines
{
    /// <summary>Attack: a manifest of a million keys.</summary>
    private const int MaxKeys = 20_000;

    public static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var table = "";
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith('[') && line.IndexOf(']') is > 0 and var close)
            {
                table = Name(line[..close].Trim('[')) + ".";
            }
            else if (line.IndexOf('=') is > 0 and var equals && !line.StartsWith('#') && values.Count < MaxKeys)
            {
                values[table + Name(line[..equals])] = Value(line[(equals + 1)..].Trim());
            }
        }

        return values;
    }

    private static string Name(ReadOnlySpan<char> name) => name.ToString().Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static string Value(ReadOnlySpan<char> value)
    {
        if (value is ['"' or '\'', ..] && value[1..].IndexOf(value[0]) is >= 0 and var end)
        {
            return value.Slice(1, end).ToString();
        }

        var comment = value.IndexOf('#');
        return (comment < 0 ? value : value[..comment]).Trim().ToString();
    }
}
