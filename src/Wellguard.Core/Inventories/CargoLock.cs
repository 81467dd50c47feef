using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>Cargo.lock</c>; a package without a source is the workspace's own.</summary>
public sealed class CargoLock : PackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("Cargo.lock") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var graph = new LockGraph<string>();
        TomlTables.Read(file.Bytes, "package", into, package =>
        {
            var needs = package.GetValueOrDefault("dependencies", "").Split('"').Where(static (_, index) => index % 2 == 1);
            if (!package.TryGetValue("source", out var source))
            {
                foreach (var need in needs)
                {
                    graph.Direct(need);
                }
            }
            else if (package.TryGetValue("name", out var name))
            {
                var purl = new Purl("cargo", null, name, package.GetValueOrDefault("version"));
                var isRegistry = source.StartsWith("registry+", StringComparison.Ordinal) || source.StartsWith("sparse+", StringComparison.Ordinal);
                into.Add(purl, ComponentState.Declared);

                // What needs it says as much of this as tells it apart.
                var key = $"{name} {purl.Version} ({source})";
                graph.Add(key, new(purl.ToString())
                {
                    Integrity = Integrity.OfHex("sha256", package.GetValueOrDefault("checksum", "")) is { } digest ? [digest] : [],
                    Registries = isRegistry ? [source] : [],
                    Elsewhere = isRegistry ? null : source,
                }, needs);
                graph.Alias($"{name} {purl.Version}", key);
                graph.Alias(name, key);
            }
        });
        graph.Write(into);
    }
}
