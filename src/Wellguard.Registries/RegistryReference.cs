using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary><c>HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]</c> (OCI distribution-spec, pulling manifests). The host may be an IPv6 address in brackets.</summary>
/// <param name="Host">With the port.</param>
public sealed record RegistryReference(string Host, string Repository, string? Tag, string? Digest)
{
    private const int LengthLimit = 1024;

    /// <summary>What the registry is asked for: the digest wins over the tag.</summary>
    public string Selector => Digest ?? Tag ?? "latest";

    /// <summary>Throws <see cref="UsageException"/> with a hint.</summary>
    public static RegistryReference Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || text.Length > LengthLimit || !IsHost(text[..slash]))
        {
            throw new UsageException($"{text}: names no registry; write HOST/NAME:TAG");
        }

        var rest = text[(slash + 1)..];
        string? digest = null, tag = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            (rest, digest) = (rest[..at], rest[(at + 1)..]);
        }

        if (rest.LastIndexOf(':') is >= 0 and var colon)
        {
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
        }

        if (digest is not null && !Digests.IsValid(digest))
        {
            throw new UsageException($"{text}: '{digest}' is no digest; write sha256: and 64 lower-case hexadecimal digits");
        }

        return !rest.Split('/').All(IsPart) || (tag is not null && !IsTag(tag))
            ? throw new UsageException($"{text}: is no image reference; names are lower case, write HOST/NAME:TAG")
            : new(text[..slash], rest, tag, digest);
    }

    public override string ToString() => $"{Host}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static bool IsHost(string host) =>
        (host.Contains('.') || host.Contains(':') || host == "localhost")
        && Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.AbsolutePath == "/" && address.Query.Length == 0 && address.Fragment.Length == 0;

    private static bool IsPart(string part) =>
        part.Length > 0 && char.IsAsciiLetterOrDigit(part[0]) && char.IsAsciiLetterOrDigit(part[^1]) && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private static bool IsTag(string tag) =>
        tag.Length is > 0 and <= 128 && (char.IsAsciiLetterOrDigit(tag[0]) || tag[0] == '_') && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
