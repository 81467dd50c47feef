namespace Wellguard.Registries;

/// <summary>What a registry wants before it answers (RFC 9110 11.6.1; distribution token specification).</summary>
/// <param name="Scheme">Lower case: <c>basic</c> or <c>bearer</c>.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>The bearer challenge if there is one, else the basic one, else null.</summary>
    public static Challenge? Choose(IEnumerable<string> headers)
    {
        var all = headers.Select(Parse).OfType<Challenge>().ToList();
        return all.Find(c => c.Scheme == "bearer") ?? all.Find(c => c.Scheme == "basic");
    }

    /// <summary>One challenge of one header: scheme, then <c>name=value</c> or <c>name="value"</c> with commas between.</summary>
    public static Challenge? Parse(string header)
    {
        var text = header.AsSpan().Trim();
        var end = text.IndexOf(' ');
        if (end < 0)
        {
            return text.Length == 0 ? null : new(text.ToString().ToLowerInvariant(), new Dictionary<string, string>());
        }

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = text[end..];
        while (rest.IndexOf('=') is > 0 and var equals)
        {
            var name = rest[..equals].Trim([' ', ',', '\t']).ToString();
            rest = rest[(equals + 1)..].TrimStart();
            parameters[name] = rest.StartsWith("\"") ? Quoted(ref rest) : Token(ref rest);
        }

        return new(text[..end].ToString().ToLowerInvariant(), parameters);
    }

    private static string Quoted(ref ReadOnlySpan<char> rest)
    {
        var value = new System.Text.StringBuilder();
        var i = 1;
        for (; i < rest.Length && rest[i] != '"'; i++)
        {
            i += rest[i] == '\\' && i + 1 < rest.Length ? 1 : 0;
            value.Append(rest[i]);
        }

        rest = rest[Math.Min(rest.Length, i + 1)..];
        return value.ToString();
    }

    private static string Token(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length;
        var value = rest[..end].Trim().ToString();
        rest = rest[end..];
        return value;
    }
}
