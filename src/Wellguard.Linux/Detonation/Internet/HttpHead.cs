namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A request line and its headers (RFC 9112). Texts are Latin-1.</summary>
internal sealed record HttpHead(string Method, string Target, bool IsOld, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>Bytes of a line. Attack: a line without end.</summary>
    public const int LineLimit = 16 << 10;

    /// <summary>Attack: headers without end.</summary>
    public const int HeaderLimit = 200;

    /// <summary>Characters of a head: not 200 lines of 16 KB.</summary>
    private const int HeadLimit = 64 << 10;
    private const int MethodLimit = 32;

    public string? this[string name] => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is no request.</exception>
    public static async ValueTask<HttpHead?> ReadAsync(Wire wire)
    {
        var first = await wire.ReadLineAsync(LineLimit);
        if (first is { Length: 0 })
        {
            // RFC 9112, 2.2: an empty line before the request is to be ignored.
            first = await wire.ReadLineAsync(LineLimit);
        }

        if (first is null)
        {
            return null;
        }

        var lines = new List<string>();
        var size = first.Length;
        while (await wire.ReadLineAsync(LineLimit) is { } line)
        {
            if (line.Length == 0)
            {
                return Parse(first, lines);
            }

            size += line.Length;
            if (lines.Count >= HeaderLimit || size > HeadLimit)
            {
                throw new InvalidDataException("too many headers");
            }

            lines.Add(line);
        }

        return null;
    }

    internal static HttpHead Parse(string first, IReadOnlyList<string> lines)
    {
        var words = first.Split(' ');
        if (words is not [{ Length: > 0 and <= MethodLimit } method, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"] || !method.All(char.IsAsciiLetter))
        {
            throw new InvalidDataException("no request line of HTTP/1.1");
        }

        var headers = new List<(string, string)>(lines.Count);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':');
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(' ', '\t'))
            {
                throw new InvalidDataException("no header");
            }

            headers.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return new(method.ToUpperInvariant(), target, words[2] == "HTTP/1.0", headers);
    }
}
