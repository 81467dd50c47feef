using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>How readers state what they found, with the bounds that all of them share.</summary>
internal static class PackageFacts
{
    /// <summary>Attack: a name of megabytes is encoded, copied into the cache and every report.</summary>
    public const int LongestName = 512;

    /// <summary>Attack: a problem for each of a million bad lines.</summary>
    public const int MostProblems = 20;

    public static void Add(this PackageFile into, Purl purl, ComponentState state, string? path = null)
    {
        if (purl.Name.Length == 0)
        {
            return;
        }

        if (purl.Name.Length > LongestName || purl.Namespace?.Length > LongestName || purl.Version?.Length > LongestName
            || purl.Qualifiers.Any(pair => pair.Value.Length > LongestName))
        {
            into.Problem("a package name or version longer than 512 characters was left out");
            return;
        }

        into.Components.Add(new Component(purl.ToString(), path ?? into.Path, state));
    }

    public static void Problem(this PackageFile into, string why)
    {
        if (into.Problems.Count < MostProblems)
        {
            into.Problems.Add(why);
        }
    }

    /// <summary>False, and a problem, when the file is too large to be held whole.</summary>
    public static bool IsWholeOr(this in FileContent file, PackageFile into)
    {
        if (file.IsWhole)
        {
            return true;
        }

        into.Problem($"{file.Entry.Size} bytes are more than the {FileContent.WholeLimit} that are read");
        return false;
    }

    public static string Utf8(this ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Lower-case hexadecimal of <paramref name="text"/> when it is a digest of <paramref name="bytes"/> bytes, else null.</summary>
    public static string? Digest(ReadOnlySpan<byte> text, int bytes)
    {
        if (text.Length != bytes * 2 || text.ContainsAnyExcept(HexDigits))
        {
            return null;
        }

        Span<char> lower = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = char.ToLowerInvariant((char)text[i]);
        }

        return new string(lower);
    }

    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary><paramref name="path"/> ends in <c>/name</c> or is <c>name</c>.</summary>
    public static bool IsNamed(this Entry entry, string name)
    {
        var path = entry.Path;
        return entry.Type == EntryType.File && path.EndsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[path.Length - name.Length - 1] == '/');
    }

    /// <summary>Lock files inside an installed package speak about that package's own development, not about this artifact.</summary>
    public static bool IsInsideInstalledPackage(this Entry entry) =>
        entry.Path.Contains("node_modules/", StringComparison.Ordinal) || entry.Path.Contains("site-packages/", StringComparison.Ordinal)
        || entry.Path.Contains("dist-packages/", StringComparison.Ordinal) || entry.Path.Contains("/pkg/mod/", StringComparison.Ordinal)
        || entry.Path.Contains(".cargo/registry/", StringComparison.Ordinal);
}
