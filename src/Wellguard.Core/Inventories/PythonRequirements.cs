using System.Buffers;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Pinned lines (<c>name==1.0</c>) of <c>requirements*.txt</c> (pip, "Requirements File Format"); an unpinned line names no version and is left out.</summary>
public sealed class PythonRequirements : PackageReader
{
    /// <summary>Attack: a requirement with a million digests.</summary>
    private const int MostDigests = 200;

    private static readonly SearchValues<byte> EndOfVersion = SearchValues.Create(" \t;#,\\"u8);
    private static readonly SearchValues<byte> NeverInName = SearchValues.Create("<>=!~;@ #"u8);

    public override Need Wants(Entry entry)
    {
        var path = entry.Path;
        if (entry.Type != EntryType.File || !path.EndsWith(".txt", StringComparison.Ordinal))
        {
            return Need.Nothing;
        }

        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name.StartsWith("requirements", StringComparison.Ordinal) && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var lines = new Lines(file.Bytes);
        while (lines.Next(out var line))
        {
            line = line.TrimStart(" \t"u8);
            var pin = line.IndexOf("=="u8);
            if (pin <= 0 || line[0] is (byte)'#' or (byte)'-')
            {
                // Digests of a requirement follow it, each on a line that goes on.
                if (line.StartsWith("--hash"u8) && into.Locked is [.., var last] && last.Integrity.Count < MostDigests)
                {
                    into.Locked[^1] = last with { Integrity = [.. last.Integrity, .. PythonDigests.In(line.Utf8())] };
                }

                continue;
            }

            var name = line[..pin];
            var extras = name.IndexOf((byte)'[');
            name = (extras < 0 ? name : name[..extras]).Trim(" \t"u8);
            var version = line[(pin + 2)..].TrimStart("= \t"u8);
            var end = version.IndexOfAny(EndOfVersion);
            version = end < 0 ? version : version[..end];
            if (!name.IsEmpty && !version.IsEmpty && !version.Contains((byte)'*') && !name.ContainsAny(NeverInName))
            {
                var purl = new Purl("pypi", null, name.Utf8(), version.Utf8());
                into.Add(purl, ComponentState.Declared);
                into.Locked.Add(new(purl.ToString()) { IsDirect = true, Integrity = [.. PythonDigests.In(line.Utf8())] });
            }
        }
    }
}
