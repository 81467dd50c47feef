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
        var graph = new LockGraph<string>();
        var entries = new Dictionary<string, Pinned>(StringComparer.Ordinal);
        var (section, kind, name) = ("", "", "");
        Pinned? at = null;
        while (lines.Next(out var line))
        {
            var indent = line.IndexOfAnyExcept((byte)' ');
            if (indent < 0 || line[indent] == '#')
            {
                continue;
            }

            var (key, value) = Split(line[indent..]);
            switch (indent)
            {
                case 0:
                    (section, kind, at) = (key, key, null);
                    break;
                case 2 when section is "packages" or "snapshots":
                    kind = "";
                    at = Parse(key) is { } purl ? entries.TryGetValue(purl.ToString(), out var known) ? known : entries[purl.ToString()] = new(purl) : null;
                    if (at is not null && section == "packages")
                    {
                        into.Add(at.Purl, ComponentState.Declared);
                    }

                    break;
                case 2 when IsDependencies(section): // version 5 and 6 without workspaces
                    name = key;
                    Direct(graph, key, value);
                    break;
                case 4:
                    kind = key;
                    if (key == "resolution" && at is not null)
                    {
                        at.Integrity = Between(value, "integrity: ");
                        at.Elsewhere = Between(value, "repo: ") ?? Between(value, "tarball: ") ?? Between(value, "directory: ");
                    }
                    else if (key == "version")
                    {
                        Direct(graph, name, value);
                    }

                    break;
                case 6 when section == "importers" && IsDependencies(kind):
                    name = key;
                    Direct(graph, key, value);
                    break;
                case 6 when IsDependencies(kind) && at is not null && at.Needs.Count < MostNeeds && Target(key, value) is { } need:
                    at.Needs.Add(need);
                    break;
                case 8 when section == "importers" && key == "version":
                    Direct(graph, name, value);
                    break;
            }
        }

        foreach (var (purl, entry) in entries)
        {
            graph.Add(purl, new(purl) { Integrity = Integrity.OfSri(entry.Integrity), Elsewhere = entry.Integrity is null ? entry.Elsewhere : null }, entry.Needs);
        }

        graph.Write(into);
    }

    /// <summary>Attack: a package that needs everything.</summary>
    private const int MostNeeds = 1_000;

    private sealed class Pinned(Purl purl)
    {
        public Purl Purl => purl;
        public string? Integrity { get; set; }
        public string? Elsewhere { get; set; }
        public List<string> Needs { get; } = [];
    }

    private static bool IsDependencies(string key) => key is "dependencies" or "devDependencies" or "optionalDependencies";

    private static void Direct(LockGraph<string> graph, string name, string version)
    {
        if (Target(name, version) is { } purl)
        {
            graph.Direct(purl);
        }
    }

    /// <summary>What a dependency resolved to: a version, with its peers, or a key of <c>packages</c> where it has another name there.</summary>
    private static string? Target(string name, string version)
    {
        var peers = version.IndexOf('(', StringComparison.Ordinal);
        version = peers > 0 ? version[..peers] : version;
        if (version.Length == 0)
        {
            return null;
        }

        var underscore = char.IsAsciiDigit(version[0]) ? version.IndexOf('_', StringComparison.Ordinal) : -1; // version 5 writes peers behind it
        version = underscore > 0 ? version[..underscore] : version;
        return Parse(version[0] == '/' || version.IndexOf('@', 1) > 0 ? version : $"{name}@{version}")?.ToString();
    }

    private static (string Key, string Value) Split(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf(": "u8);
        return end < 0 ? (line.TrimEnd(": "u8).Trim("'\""u8).Utf8(), "") : (line[..end].Trim("'\" "u8).Utf8(), line[(end + 2)..].Trim("'\" "u8).Utf8());
    }

    private static string? Between(string text, string start) =>
        text.IndexOf(start, StringComparison.Ordinal) is >= 0 and var at && text[(at + start.Length)..] is var rest ? rest[..(rest.AsSpan().IndexOfAny(",}") is >= 0 and var end ? end : rest.Length)].Trim('\'', '"', ' ') : null;

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
