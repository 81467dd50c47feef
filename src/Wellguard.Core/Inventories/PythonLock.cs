using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>poetry.lock</c>, <c>uv.lock</c>, <c>pdm.lock</c> (<c>[[package]]</c>) and <c>pylock.toml</c> (PEP 751, <c>[[packages]]</c>).</summary>
public sealed class PythonLock : PackageReader
{
    public override Need Wants(Entry entry)
    {
        var wanted = entry.Type == EntryType.File
            && (entry.IsNamed("poetry.lock") || entry.IsNamed("uv.lock") || entry.IsNamed("pdm.lock") || entry.IsNamed("pylock.toml"))
            && !entry.IsInsideInstalledPackage();
        return wanted ? Need.Content : Need.Nothing;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var graph = new LockGraph<string> { KnowsDirect = false };
        TomlTables.Read(file.Bytes, file.Path.EndsWith("pylock.toml", StringComparison.Ordinal) ? "packages" : "package", into, package =>
        {
            var source = package.GetValueOrDefault("source", "").TrimStart('{', ' ');
            var isLocal = source.StartsWith("editable", StringComparison.Ordinal) || source.StartsWith("virtual", StringComparison.Ordinal) || source.StartsWith("directory", StringComparison.Ordinal)
                || package.GetValueOrDefault("source.type") is "directory" || package.ContainsKey("path") || package.ContainsKey("directory");
            if (!isLocal && package.TryGetValue("name", out var name))
            {
                var purl = new Purl("pypi", null, name, package.GetValueOrDefault("version"));
                into.Add(purl, ComponentState.Declared);
                var isElsewhere = source.StartsWith("git", StringComparison.Ordinal) || source.StartsWith("url", StringComparison.Ordinal) || package.GetValueOrDefault("source.type") is "git" or "url" or "file" || package.ContainsKey("vcs") || package.ContainsKey("archive") || package.ContainsKey("git");
                graph.Add(Purl.PythonName(name), new(purl.ToString())
                {
                    Integrity = [.. ((string[])["files", "sdist", "wheels"]).SelectMany(key => PythonDigests.In(package.GetValueOrDefault(key, "")))],
                    Elsewhere = isElsewhere ? package.GetValueOrDefault("source.url") ?? (source.Length > 0 ? source.TrimEnd('}', ' ') : "an address of its own") : null,
                }, Needs(package));
            }
        });
        graph.Write(into);
    }

    /// <summary>poetry's table, or the names in an array of tables or of requirements.</summary>
    private static IEnumerable<string> Needs(Dictionary<string, string> package)
    {
        foreach (var key in package.Keys.Where(static key => key.StartsWith("dependencies.", StringComparison.Ordinal)))
        {
            yield return Purl.PythonName(key["dependencies.".Length..]);
        }

        foreach (var part in package.GetValueOrDefault("dependencies", "").Split('"').Where(static (_, index) => index % 2 == 1))
        {
            // uv names each, and says more about some; pdm writes requirements.
            var end = part.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
            yield return Purl.PythonName(end < 0 ? part : part[..end]);
        }
    }
}

/// <summary><c>Pipfile.lock</c> of pipenv: <c>default</c> and <c>develop</c> map a name to <c>{"version": "==1.0"}</c>.</summary>
public sealed class PipfileLock : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("Pipfile.lock") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        foreach (var group in root.Members().Where(group => group.Name != "_meta"))
        {
            foreach (var package in group.Value.Members())
            {
                if (package.Value.String("version") is { } version)
                {
                    var purl = new Purl("pypi", null, package.Name, version.TrimStart('='));
                    into.Add(purl, ComponentState.Declared);
                    into.Locked.Add(new(purl.ToString()) { IsDirect = true, Integrity = [.. package.Value.Member("hashes").Items().Select(static hash => hash.ValueKind == JsonValueKind.String ? hash.GetString()!.Split(':') : []).Select(static parts => parts is [var algorithm, var hex] ? Integrity.OfHex(algorithm, hex) : null).OfType<string>()] });
                }
            }
        }
    }
}

/// <summary>Digests as Python's tools write them: <c>sha256:HEX</c>, wherever they stand in a text.</summary>
internal static class PythonDigests
{
    /// <summary>Attack: a lock file with a million digests of one package.</summary>
    private const int MostDigests = 1_000;

    public static IEnumerable<string> In(string text)
    {
        const string Start = "sha256:", Other = "sha256 = \"";
        foreach (var start in (string[])[Start, Other])
        {
            var found = 0;
            for (var at = text.IndexOf(start, StringComparison.Ordinal); at >= 0 && found < MostDigests; at = text.IndexOf(start, at + 1, StringComparison.Ordinal))
            {
                if (at + start.Length + 64 <= text.Length && Integrity.OfHex("sha256", text.Substring(at + start.Length, 64)) is { } digest)
                {
                    found++;
                    yield return digest;
                }
            }
        }
    }
}
