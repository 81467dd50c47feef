namespace Wellguard.Reports;

/// <summary>Namespace, name and version of a package URL (purl-spec): <c>pkg:type/namespace/name@version?qualifiers#subpath</c>.</summary>
internal static class PurlParts
{
    /// <summary>What is no purl is a name.</summary>
    public static (string? Namespace, string Name, string? Version) Read(string purl)
    {
        var rest = purl.Split('#')[0].Split('?')[0];
        var type = rest.IndexOf('/', StringComparison.Ordinal);
        if (!rest.StartsWith("pkg:", StringComparison.Ordinal) || type < 0)
        {
            return (null, Named(purl), null);
        }

        rest = rest[(type + 1)..].Trim('/');
        var slash = rest.LastIndexOf('/');
        var at = rest.LastIndexOf('@');
        var (path, version) = at > slash && at > 0 ? (rest[..at], rest[(at + 1)..]) : (rest, null);
        slash = path.LastIndexOf('/');
        return (slash < 0 ? null : Decode(path[..slash]), Named(Decode(path[(slash + 1)..])), version is { Length: > 0 } ? Decode(version) : null);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static string Named(string name) => name.Length == 0 ? "unnamed" : name;
}
