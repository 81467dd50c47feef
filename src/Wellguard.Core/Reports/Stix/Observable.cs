using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Reports.Stix;

/// <summary>An indicator as STIX sees it: the observable that it is, and the pattern that finds it (STIX 2.1, 6 and 9).</summary>
internal static class Observable
{
    private const int ValueLimit = 4_000;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>A kind that STIX has no object for is told with a custom object path, as 9.9 allows.</summary>
    public static string PatternOf(Indicator indicator)
    {
        var value = Safe(indicator.Value);
        return TypeOf(indicator) switch
        {
            "file" when indicator.Kind == "sha256" => $"[file:hashes.'SHA-256' = '{Sha256(value)}']",
            "file" when FolderOf(value) is { } folder => $"[file:name = '{Quote(NameOf(value))}' AND file:parent_directory_ref.path = '{Quote(folder)}']",
            "file" => $"[file:name = '{Quote(NameOf(value))}']",
            { } type => $"[{type}:value = '{Quote(value)}']",
            null => $"[x-wellguard-trace:kind = '{Quote(Safe(indicator.Kind))}' AND x-wellguard-trace:value = '{Quote(value)}']",
        };
    }

    /// <summary>Adds the observable; null for a kind that STIX has no object for.</summary>
    public static string? Add(StixBundle bundle, Indicator indicator)
    {
        var value = Safe(indicator.Value);
        return TypeOf(indicator) switch
        {
            "file" when indicator.Kind == "sha256" => AddFile(bundle, Sha256(value), "", null, null),
            "file" => AddFile(bundle, null, NameOf(value), FolderOf(value), null),
            { } type => bundle.AddObservable(type, $$"""{"value":{{Canonical(value)}}}""", json => json.WriteString("value", value)),
            null => null,
        };
    }

    /// <summary>A file that the run left behind.</summary>
    public static string Add(StixBundle bundle, DroppedFile file) => AddFile(bundle, file.Sha256, NameOf(Safe(file.Path)), FolderOf(Safe(file.Path)), file.Size);

    /// <summary>The artifact itself: of an image, the file is its manifest.</summary>
    public static string Add(StixBundle bundle, Artifacts.Artifact artifact) => AddFile(bundle, Sha256(artifact.Digest), Safe(artifact.Name) is { Length: > 0 } name ? name : "unnamed", null, null); // a file needs its hashes or its name

    private static string AddFile(StixBundle bundle, string? sha256, string name, string? folder, long? size)
    {
        var inside = folder is null ? null : bundle.AddObservable("directory", $$"""{"path":{{Canonical(folder)}}}""", json => json.WriteString("path", folder));
        string?[] contributing =
        [
            sha256 is null ? null : $$"""
                "hashes":{"SHA-256":{{Canonical(sha256)}}}
                """,
            name.Length == 0 ? null : $"\"name\":{Canonical(name)}",
            inside is null ? null : $"\"parent_directory_ref\":{Canonical(inside)}",
        ];
        return bundle.AddObservable("file", $"{{{string.Join(',', contributing.OfType<string>())}}}", json =>
        {
            if (sha256 is not null)
            {
                json.WriteStartObject("hashes");
                json.WriteString("SHA-256", sha256);
                json.WriteEndObject();
            }

            if (size is { } bytes)
            {
                json.WriteNumber("size", bytes);
            }

            if (name.Length > 0)
            {
                json.WriteString("name", name);
            }

            if (inside is not null)
            {
                json.WriteString("parent_directory_ref", inside);
            }
        });
    }

    /// <summary>Of <c>sha256:…</c> or the bare digits; null when it is no such digest.</summary>
    public static string? Sha256(string? digest)
    {
        var hex = digest?.StartsWith("sha256:", StringComparison.Ordinal) == true ? digest["sha256:".Length..] : digest;
        return hex is { Length: 64 } && hex.AsSpan().IndexOfAnyExcept(HexDigits) < 0 ? hex : null;
    }

    private static string? TypeOf(Indicator indicator) => indicator.Kind switch
    {
        "url" => "url",
        "domain" => "domain-name",
        "ip" when IPAddress.TryParse(indicator.Value, out var address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6-addr" : "ipv4-addr",
        "sha256" when Sha256(indicator.Value) is not null => "file",
        "path" when NameOf(Safe(indicator.Value)).Length > 0 => "file",
        _ => null,
    };

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string? FolderOf(string path) => path.LastIndexOf('/') switch { < 0 => null, 0 => "/", var at => path[..at] };

    private static string Safe(string? text) => SafeText.OneLine(text, ValueLimit);

    /// <summary>A string of a pattern: 9.2.</summary>
    private static string Quote(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    /// <summary>A string as RFC 8785 writes it; control characters are gone already.</summary>
    private static string Canonical(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
