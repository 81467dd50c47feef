using System.Text;

namespace Wellguard.Inventories;

/// <summary>
/// A package URL (purl-spec, ECMA-427), not encoded: <see cref="ToString"/> gives the canonical form, <see cref="TryParse"/> reads one.
/// Names are normalised as the types' definitions ask (pypi, deb, apk, composer, golang); npm keeps its old upper case names, which are other packages.
/// </summary>
/// <param name="Type">Lower case: <c>deb</c>, <c>npm</c>.</param>
/// <param name="Namespace">Segments separated by <c>/</c>: <c>debian</c>, <c>@scope</c>, <c>github.com/owner</c>; null when there is none.</param>
public sealed record Purl(string Type, string? Namespace, string Name, string? Version = null)
{
    /// <summary>In any order; an empty value counts as absent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Qualifiers { get; init; } = [];

    public string? Subpath { get; init; }

    /// <summary>This purl with <paramref name="key"/> set, or unchanged when <paramref name="value"/> is null or empty.</summary>
    public Purl With(string key, string? value) => string.IsNullOrEmpty(value)
        ? this
        : this with { Qualifiers = [.. Qualifiers.Where(pair => pair.Key != key), new(key, value)] };

    public override string ToString()
    {
        var text = new StringBuilder("pkg:").Append(Type).Append('/');
        foreach (var segment in Segments(LowerCase(Type, ofNamespace: true) ? Namespace?.ToLowerInvariant() : Namespace))
        {
            Encode(segment, text);
            text.Append('/');
        }

        Encode(NormalName(), text);
        if (!string.IsNullOrEmpty(Version))
        {
            Encode(Version, text.Append('@'));
        }

        var separator = '?';
        foreach (var (key, value) in Qualifiers.Where(pair => pair.Value.Length > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Encode(value, text.Append(separator).Append(key.ToLowerInvariant()).Append('='));
            separator = '&';
        }

        separator = '#';
        foreach (var segment in Segments(Subpath).Where(segment => segment is not ("." or "..")))
        {
            Encode(segment, text.Append(separator));
            separator = '/';
        }

        return text.ToString();
    }

    /// <summary>Reads any valid spelling (purl-spec, "How to parse a purl string"); false when scheme, type or name is missing.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Purl? purl)
    {
        purl = null;
        if (!text.StartsWith("pkg:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = text[4..].TrimStart('/');
        var subpath = CutAfter(ref rest, rest.IndexOf('#'));
        var qualifiers = CutAfter(ref rest, rest.IndexOf('?'));
        var slash = rest.IndexOf('/');
        if (slash <= 0)
        {
            return false;
        }

        var type = rest[..slash].ToLowerInvariant();
        rest = rest[(slash + 1)..].Trim('/');
        var at = rest.LastIndexOf('@');
        var version = at > 0 && rest[at - 1] != '/' ? CutAfter(ref rest, at) : null;
        var last = rest.TrimEnd('/').LastIndexOf('/');
        var name = Uri.UnescapeDataString(rest[(last + 1)..]);
        if (name.Length == 0)
        {
            return false;
        }

        var space = last > 0 ? string.Join('/', Segments(rest[..last]).Select(Uri.UnescapeDataString)) : null;
        purl = new(type, space, name, version is null ? null : Uri.UnescapeDataString(version))
        {
            Subpath = subpath is null ? null : string.Join('/', Segments(subpath).Select(Uri.UnescapeDataString)),
            Qualifiers = [.. Pairs(qualifiers)],
        };
        return true;
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string? qualifiers)
    {
        foreach (var pair in qualifiers?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && equals < pair.Length - 1)
            {
                yield return new(pair[..equals].ToLowerInvariant(), Uri.UnescapeDataString(pair[(equals + 1)..]));
            }
        }
    }

    private static string? CutAfter(ref string text, int at)
    {
        if (at < 0)
        {
            return null;
        }

        var after = text[(at + 1)..];
        text = text[..at];
        return after;
    }

    private static string[] Segments(string? path) => path?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool LowerCase(string type, bool ofNamespace) => type switch
    {
        "deb" or "apk" or "composer" or "golang" or "pypi" => true,
        "rpm" => ofNamespace,
        _ => false,
    };

    private string NormalName() => Type switch
    {
        "pypi" => PythonName(Name),
        _ when LowerCase(Type, ofNamespace: false) => Name.ToLowerInvariant(),
        _ => Name,
    };

    /// <summary>PEP 503: runs of <c>-</c>, <c>_</c> and <c>.</c> are one hyphen, letters are lower case.</summary>
    public static string PythonName(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (letter is not ('-' or '_' or '.'))
            {
                text.Append(char.ToLowerInvariant(letter));
            }
            else if (text.Length == 0 || text[^1] != '-')
            {
                text.Append('-');
            }
        }

        return text.ToString();
    }

    /// <summary>purl-spec, "Character encoding": letters, digits, <c>.-_~</c> and the colon stay, all else is percent-encoded UTF-8.</summary>
    private static void Encode(string part, StringBuilder into)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in part.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || (char)rune.Value is '.' or '-' or '_' or '~' or ':'))
            {
                into.Append((char)rune.Value);
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                into.Append('%').Append(value.ToString("X2"));
            }
        }
    }
}
