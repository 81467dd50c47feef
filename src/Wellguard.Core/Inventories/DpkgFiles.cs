using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Which paths dpkg installed, with MD5 where it keeps one: <c>var/lib/dpkg/info/*.{list,md5sums,conffiles}</c>, <c>status.d/*.md5sums</c>, <c>diversions</c>.</summary>
public sealed class DpkgFiles : PackageReader
{
    private const string Folder = "var/lib/dpkg/";

    public override Need Wants(Entry entry)
    {
        var path = entry.Path;
        if (entry.Type != EntryType.File || !path.StartsWith(Folder, StringComparison.Ordinal))
        {
            return Need.Nothing;
        }

        var wanted = path.EndsWith(".md5sums", StringComparison.Ordinal)
            || (path.StartsWith("var/lib/dpkg/info/", StringComparison.Ordinal) && (path.EndsWith(".list", StringComparison.Ordinal) || path.EndsWith(".conffiles", StringComparison.Ordinal)))
            || path == "var/lib/dpkg/diversions";
        return wanted ? Need.Content : Need.Nothing;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var path = file.Path;
        if (path.EndsWith("diversions", StringComparison.Ordinal))
        {
            ReadDiversions(file.Bytes, into);
            return;
        }

        var name = path[(path.LastIndexOf('/') + 1)..path.LastIndexOf('.')];
        var colon = name.IndexOf(':');
        var package = colon < 0 ? name : name[..colon];
        if (path.EndsWith(".md5sums", StringComparison.Ordinal))
        {
            ReadDigests(file.Bytes, package, into);
        }
        else
        {
            ReadPaths(file.Bytes, package, path.EndsWith(".conffiles", StringComparison.Ordinal), into);
        }
    }

    /// <summary>Lines of <c>md5, two spaces, path</c>.</summary>
    private static void ReadDigests(ReadOnlySpan<byte> text, string package, PackageFile into)
    {
        var lines = new Lines(text);
        while (lines.Next(out var line))
        {
            if (line.Length < 35 || line[32] != ' ')
            {
                continue;
            }

            var path = Relative(line[33..].TrimStart(" *"u8));
            if (!path.IsEmpty && OwnedPaths.IsKept(path))
            {
                into.Owned.Add(new OwnedPath(path.Utf8(), package, PackageFacts.Digest(line[..32], 16)));
            }
        }
    }

    /// <summary>Absolute paths, one a line. A folder is followed by what is in it, which tells it from a file: it is left out.</summary>
    private static void ReadPaths(ReadOnlySpan<byte> text, string package, bool areConfiguration, PackageFile into)
    {
        var lines = new Lines(text);
        ReadOnlySpan<byte> previous = default;
        while (lines.Next(out var line))
        {
            var path = Relative(line);
            if (!previous.IsEmpty && !(path.Length > previous.Length && path[previous.Length] == '/' && path.StartsWith(previous)))
            {
                into.Owned.Add(new OwnedPath(previous.Utf8(), package, null, areConfiguration));
            }

            previous = OwnedPaths.IsKept(path) ? path : default;
        }

        if (!previous.IsEmpty)
        {
            into.Owned.Add(new OwnedPath(previous.Utf8(), package, null, areConfiguration));
        }
    }

    /// <summary>Three lines each: from, to, by (<c>:</c> means the local administrator).</summary>
    private static void ReadDiversions(ReadOnlySpan<byte> text, PackageFile into)
    {
        var lines = new Lines(text);
        while (lines.Next(out var from) && lines.Next(out var to) && lines.Next(out var by))
        {
            into.Diversions.Add(new Diversion(Relative(from).Utf8(), Relative(to).Utf8(), by.Utf8()));
        }
    }

    private static ReadOnlySpan<byte> Relative(ReadOnlySpan<byte> path)
    {
        while (path.StartsWith("./"u8) || path.StartsWith("/"u8))
        {
            path = path[(path[0] == '/' ? 1 : 2)..];
        }

        return path.SequenceEqual("."u8) || path.StartsWith("remove-on-upgrade "u8) ? default : path;
    }
}
