using System.Net;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A request as decoys see it.</summary>
/// <param name="Host">By the request; <paramref name="Destination"/> is where it went.</param>
/// <param name="Path">As it came, with its escapes.</param>
/// <param name="Query">With its question mark; empty: none.</param>
internal sealed record HttpRequest(HttpHead Head, string Scheme, string Host, int Port, string Path, string Query, Destination Destination)
{
    private static readonly string[] Telling = ["User-Agent", "Content-Type", "Content-Encoding", "Metadata-Flavor", "X-aws-ec2-metadata-token-ttl-seconds", "Upgrade"];

    /// <summary>Headers that carry secrets: that they are there is told, what they hold is not.</summary>
    private static readonly string[] Secret =
        ["Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "Api-Key", "Private-Token", "X-Auth-Token", "X-Vault-Token", "X-Amz-Security-Token", "X-aws-ec2-metadata-token", "X-GitHub-Token", "X-Access-Token", "npm-auth"];

    /// <summary>The body's beginning.</summary>
    public byte[] Body { get; init; } = [];

    public string Authority => (Scheme == "https" ? 443 : 80) == Port ? Bracketed : $"{Bracketed}:{Port}";

    public string Origin => $"{Scheme}://{Authority}";

    public string Url => Origin + Path + Query;

    public string Agent => Head["User-Agent"] ?? "";

    private string Bracketed => Host.Contains(':') ? $"[{Host}]" : Host;

    public static HttpRequest Of(HttpHead head, Destination to, bool encrypted)
    {
        var scheme = encrypted ? "https" : "http";
        var (host, port, rest) = (Name(head["Host"]) ?? to.Host, to.Port, head.Target);
        if (head.Target.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(head.Target, UriKind.Absolute, out var whole) && whole.Scheme is "http" or "https")
        {
            // To a proxy (RFC 9112, 3.2.2).
            var from = head.Target.IndexOf('/', head.Target.IndexOf("://", StringComparison.Ordinal) + 3);
            (scheme, host, port, rest) = (whole.Scheme, whole.IdnHost, whole.Port, from < 0 ? "/" : head.Target[from..]);
        }

        rest = rest.Split('#')[0];
        var question = rest.IndexOf('?');
        var path = question < 0 ? rest : rest[..question];
        return new(head, scheme, host.ToLowerInvariant(), port, path.StartsWith('/') ? path : "/" + path, question < 0 ? "" : rest[question..], to);
    }

    /// <summary>What an event tells beside the URL. Of a secret header only which canaries it holds.</summary>
    public IReadOnlyList<string> Arguments(CanaryPatterns canaries)
    {
        List<string> told = [Head.Method];
        told.AddRange(Telling.Where(name => Head[name] is not null).Select(name => $"{name}: {Head[name]}"));
        told.AddRange(Secret.Where(name => Head[name] is not null).Select(name => $"{name}: ({NamesIn(Head[name]!, canaries)})"));
        if (!Destination.IsAddress && !Destination.Host.Equals(Host, StringComparison.OrdinalIgnoreCase))
        {
            told.Add($"Server: {Destination.Host}");
        }

        return told;
    }

    private static string NamesIn(string text, CanaryPatterns canaries)
    {
        var search = new CanarySearch(canaries);
        search.Add(Encoding.UTF8.GetBytes(text));
        search.Finish();
        return search.Found is { Count: > 0 } found ? string.Join(", ", found.Select(static canary => canary.Name)) : "kept back";
    }

    /// <summary>The host of <c>host:port</c> or <c>[address]:port</c>, when it can be one.</summary>
    internal static string? Name(string? authority)
    {
        if (authority is null)
        {
            return null;
        }

        if (authority.StartsWith('['))
        {
            return authority.IndexOf(']') is > 1 and var close && IPAddress.TryParse(authority.AsSpan(1, close - 1), out var address) ? address.ToString() : null;
        }

        var host = authority.Split(':')[0].TrimEnd('.');
        return host.Length is > 0 and < 254 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? host : null;
    }
}
