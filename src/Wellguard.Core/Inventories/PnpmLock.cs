using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// <c>pnpm-lock.yaml</c>: the keys of <c>packages</c>, which pnpm always writes as block YAML indented by two.
/// Version 5 <c>/name/1.0.0_peers</c>, 6 <c>/name@1.0.0(peers)</c>, 9 <c>name@1.0.0</c>.
/// </summary>
public sealed class PnpmLock : PackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("pnpm-lock.yaml") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var lines = new Lines(file.Bytes);
        var inPackages = false;
        while (lines.Next(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] != ' ')
            {
                inPackages = line.StartsWith("packages:"u8);
            }
            else if (inPackages && line.Length > 3 && line[1] == ' ' && line[2] is not ((byte)' ' or (byte)'#'))
            {
                var key = line[2..];
                var end = key.LastIndexOf((byte)':');
                if (end > 0 && Parse(key[..end].Trim("'\" "u8).Utf8()) is { } purl)
                {
                    into.Add(purl, ComponentState.Declared);
                }
            }
        }
    }

    private static Purl? Parse(string key)
    {
        var peers = key.IndexOf('(');
        key = peers > 0 ? key[..peers] : key;
        if (key.Length < 3 || key.StartsWith("file:", StringComparison.Ordinal))
        {
            return null;
        }

        if (key[0] != '/')
        {
            return Npm.Split(key);
        }

        key = key[1..];
        var isOld = key.Count(letter => letter == '/') > (key[0] == '@' ? 1 : 0);
        if (!isOld)
        {
            return Npm.Split(key);
        }

        var slash = key.LastIndexOf('/');
        var underscore = key.IndexOf('_', slash);
        return Npm.Purl(key[..slash], underscore > 0 ? key[(slash + 1)..underscore] : key[(slash + 1)..]);
    }
}
