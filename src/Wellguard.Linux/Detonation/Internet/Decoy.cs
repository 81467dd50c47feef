namespace Wellguard.Linux.Detonation.Internet;

/// <summary>An answer that is data: rules/decoys/*.http says to which requests it is given.</summary>
/// <param name="Requests">One of these must fit.</param>
/// <param name="Conditions">All of these must hold.</param>
internal sealed record Decoy(string Title, IReadOnlyList<DecoyPattern> Requests, IReadOnlyList<DecoyCondition> Conditions, int Status, string Type, IReadOnlyList<string> Headers, string Template)
{
    public bool Fits(HttpRequest request) => Requests.Any(pattern => pattern.Fits(request)) && Conditions.All(condition => condition.Holds(request));

    public string Text(World world, HttpRequest request) => DecoyText.Fill(Template, world, request);

    public HttpAnswer Answer(World world, HttpRequest request) =>
        HttpAnswer.Text(Status, Type, Text(world, request)) with { Headers = [.. Headers.Select(header => DecoyText.Fill(header, world, request))] };
}

/// <param name="Methods">Empty: any.</param>
/// <param name="Hosts">Patterns of <c>host</c>, <c>host:port</c> or <c>:port</c>; a star stands for anything.</param>
/// <param name="Path">A pattern of the path; of path and query when it has a question mark.</param>
internal sealed record DecoyPattern(IReadOnlyList<string> Methods, IReadOnlyList<string> Hosts, string Path)
{
    public bool Fits(HttpRequest request) =>
        (Methods.Count == 0 || Methods.Contains(request.Head.Method) || (request.Head.Method == "HEAD" && Methods.Contains("GET")))
        && Glob.Fits(Path, Path.Contains('?') ? request.Path + request.Query : request.Path)
        && Hosts.Any(host => FitsHost(host, request));

    private static bool FitsHost(string pattern, HttpRequest request)
    {
        var colon = pattern.EndsWith(']') ? -1 : pattern.LastIndexOf(':');
        var name = (colon < 0 ? pattern : pattern[..colon]).Trim('[', ']');
        return (colon < 0 || pattern[(colon + 1)..] == request.Port.ToString() || pattern[(colon + 1)..] == request.Destination.Port.ToString())
            && (name.Length == 0 || Glob.Fits(name, request.Host) || Glob.Fits(name, request.Destination.Host));
    }
}

/// <param name="Header">Empty: the body, which must hold the text.</param>
internal sealed record DecoyCondition(string Header, string Pattern)
{
    public bool Holds(HttpRequest request) => Header.Length == 0
        ? request.Body.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Pattern)) >= 0
        : request.Head[Header] is { } value && Glob.Fits(Pattern, value);
}

/// <summary>Patterns in which a star stands for any text. Without recursion: in the worst case the product of the lengths.</summary>
internal static class Glob
{
    public static bool Fits(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').Length == 0;
    }
}
