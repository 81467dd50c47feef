using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>go.mod</c> (its <c>require</c> directives, as <c>replace</c> changes them) and <c>go.sum</c> (modules whose content has a sum; lines about a <c>go.mod</c> alone do not count).</summary>
public sealed class GoModule : PackageReader
{
    public override Need Wants(Entry entry) => (entry.IsNamed("go.mod") || entry.IsNamed("go.sum")) && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        if (file.Path.EndsWith(".sum", StringComparison.Ordinal))
        {
            ReadSums(file.Bytes, into);
        }
        else
        {
            ReadDirectives(file.Bytes, into);
        }
    }

    /// <summary><c>MODULE VERSION h1:SUM</c>. The sum is kept as the SHA-256 that it is, though not one of the archive's bytes.</summary>
    private static void ReadSums(ReadOnlySpan<byte> text, PackageFile into)
    {
        var lines = new Lines(text);
        while (lines.Next(out var line))
        {
            if (line.Utf8().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var path, var version, .. var sum] && IsVersion(version) && !version.EndsWith("/go.mod", StringComparison.Ordinal))
            {
                Add(path, version, into);
                into.Locked.Add(Locked(path, version) with { Integrity = sum is [var digest] && digest.StartsWith("h1:", StringComparison.Ordinal) && Integrity.OfBase64("sha256", digest[3..]) is { } known ? [known] : [] });
            }
        }
    }

    /// <summary>Go Modules Reference, "go.mod files": <c>VERB ARGUMENTS</c>, or <c>VERB (</c> and a line of arguments each.</summary>
    private static void ReadDirectives(ReadOnlySpan<byte> text, PackageFile into)
    {
        var required = new List<(string Path, string Version, bool IsDirect)>();
        var replaced = new Dictionary<string, (string Path, string? Version)>(StringComparer.Ordinal);
        var lines = new Lines(text);
        string? block = null;
        while (lines.Next(out var line))
        {
            var parts = line.Utf8().Split("//", 2);
            var words = parts[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Trim('"', '`')).ToList();
            if (words is [")", ..])
            {
                block = null;
            }
            else if (words is [.., var last] && last.EndsWith('('))
            {
                block = words[0].TrimEnd('(');
            }
            else if (words.Count > 0)
            {
                Directive(block ?? words[0], block is null ? words[1..] : words, parts is [_, var comment] && comment.Trim().StartsWith("indirect", StringComparison.Ordinal));
            }
        }

        foreach (var (path, version, isDirect) in required)
        {
            Add(path, version, into);
            var (newPath, newVersion) = replaced.TryGetValue($"{path} {version}", out var other) || replaced.TryGetValue(path, out other) ? other : (path, version);
            if (newVersion is not null)
            {
                into.Locked.Add(Locked(newPath, newVersion) with { IsDirect = isDirect });
            }
            else if (IsOutside(newPath, into.Path))
            {
                into.Locked.Add(Locked(path, version) with { IsDirect = isDirect, Elsewhere = newPath });
            }
        }

        void Directive(string verb, List<string> words, bool isIndirect)
        {
            if (verb == "require" && words is [var path, var version, ..] && IsVersion(version))
            {
                required.Add((path, version, !isIndirect));
            }
            else if (verb == "replace" && words.IndexOf("=>") is > 0 and var arrow && words.Count > arrow + 1)
            {
                replaced[string.Join(' ', words[..arrow])] = (words[arrow + 1], words.Count > arrow + 2 ? words[arrow + 2] : null);
            }
        }
    }

    private static bool IsVersion(string word) => word.StartsWith('v');

    /// <summary>A folder that is not below what is looked at.</summary>
    private static bool IsOutside(string folder, string file)
    {
        var depth = file.Count(static c => c == '/');
        foreach (var part in folder.Split('/'))
        {
            depth += part is ".." ? -1 : part is "." or "" ? 0 : 1;
            if (depth < 0)
            {
                return true;
            }
        }

        return folder.StartsWith('/');
    }

    private static LockedPackage Locked(string path, string version) => new(Purl(path, version).ToString()) { Name = path };

    private static void Add(string path, string version, PackageFile into) => into.Add(Purl(path, version), ComponentState.Declared);

    /// <param name="version"><c>(devel)</c> and the empty text mean none.</param>
    internal static Purl Purl(string path, string version)
    {
        var slash = path.LastIndexOf('/');
        return new Purl("golang", slash > 0 ? path[..slash] : null, path[(slash + 1)..], version is "(devel)" or "" ? null : version);
    }

    /// <summary>With the capitals that the purl was written with.</summary>
    internal static string PathOf(Purl purl) => purl.Namespace is { } space ? $"{space}/{purl.Name}" : purl.Name;
}
