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
        TomlTables.Read(file.Bytes, file.Path.EndsWith("pylock.toml", StringComparison.Ordinal) ? "packages" : "package", into, package =>
        {
            var source = package.GetValueOrDefault("source", "").TrimStart('{', ' ');
            var isLocal = source.StartsWith("editable", StringComparison.Ordinal) || source.StartsWith("virtual", StringComparison.Ordinal) || source.StartsWith("directory", StringComparison.Ordinal)
                || package.GetValueOrDefault("source.type") is "directory" || package.ContainsKey("path") || package.ContainsKey("directory");
            if (!isLocal && package.TryGetValue("name", out var name))
            {
                into.Add(new Purl("pypi", null, name, package.GetValueOrDefault("version")), ComponentState.Declared);
            }
        });
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
                    into.Add(new Purl("pypi", null, package.Name, version.TrimStart('=')), ComponentState.Declared);
                }
            }
        }
    }
}
