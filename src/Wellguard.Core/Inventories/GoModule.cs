using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>go.mod</c> (its <c>require</c> directives) and <c>go.sum</c> (modules whose content has a sum; lines about a <c>go.mod</c> alone do not count).</summary>
public sealed class GoModule : PackageReader
{
    public override Need Wants(Entry entry) => (entry.IsNamed("go.mod") || entry.IsNamed("go.sum")) && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var isSum = file.Path.EndsWith(".sum", StringComparison.Ordinal);
        var lines = new Lines(file.Bytes);
        var inRequire = isSum;
        while (lines.Next(out var line))
        {
            line = line.Trim(" \t"u8);
            if (!isSum && line.StartsWith("require"u8))
            {
                line = line["require".Length..].Trim(" \t"u8);
                if (line.StartsWith("("u8))
                {
                    inRequire = true;
                    continue;
                }

                Add(line, into);
            }
            else if (!isSum && line.StartsWith(")"u8))
            {
                inRequire = false;
            }
            else if (inRequire)
            {
                Add(line, into);
            }
        }
    }

    private static void Add(ReadOnlySpan<byte> line, PackageFile into)
    {
        var space = line.IndexOf((byte)' ');
        if (space <= 0 || line.StartsWith("//"u8))
        {
            return;
        }

        var version = line[(space + 1)..].TrimStart((byte)' ');
        var end = version.IndexOf((byte)' ');
        version = end < 0 ? version : version[..end];
        if (version.StartsWith("v"u8) && !version.EndsWith("/go.mod"u8))
        {
            into.Add(Purl(line[..space].Trim((byte)'"').Utf8(), version.Utf8()), ComponentState.Declared);
        }
    }

    /// <param name="version"><c>(devel)</c> and the empty text mean none.</param>
    internal static Purl Purl(string path, string version)
    {
        var slash = path.LastIndexOf('/');
        return new Purl("golang", slash > 0 ? path[..slash] : null, path[(slash + 1)..], version is "(devel)" or "" ? null : version);
    }
}
