using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>package-lock.json</c> and <c>npm-shrinkwrap.json</c>, lockfileVersion 1 (nested <c>dependencies</c>), 2 and 3 (flat <c>packages</c>).</summary>
public sealed class NpmLock : JsonPackageReader
{
    public override Need Wants(Entry entry) =>
        (entry.IsNamed("package-lock.json") || entry.IsNamed("npm-shrinkwrap.json")) && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        var packages = root.Member("packages");
        if (packages.ValueKind != JsonValueKind.Object)
        {
            ReadNested(root.Member("dependencies"), into);
            return;
        }

        foreach (var package in packages.Members())
        {
            var at = package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal);
            if (at >= 0 && !package.Value.IsTrue("link"))
            {
                into.Add(Npm.Purl(package.Value.String("name") ?? package.Name[(at + "node_modules/".Length)..], package.Value.String("version")), ComponentState.Declared);
            }
        }
    }

    /// <summary>The parser's depth limit bounds this recursion.</summary>
    private static void ReadNested(JsonElement dependencies, PackageFile into)
    {
        foreach (var package in dependencies.Members())
        {
            var version = package.Value.String("version") ?? "";
            if (version.StartsWith("npm:", StringComparison.Ordinal) && Npm.Split(version.AsSpan(4)) is { } alias)
            {
                into.Add(alias, ComponentState.Declared);
            }
            else if (!Npm.IsLocal(version))
            {
                into.Add(Npm.Purl(package.Name, version), ComponentState.Declared);
            }

            ReadNested(package.Value.Member("dependencies"), into);
        }
    }
}

/// <summary><c>bun.lock</c>, bun's text lock file: JSON with comments and trailing commas; each of <c>packages</c> is an array that starts with <c>name@version</c>.</summary>
public sealed class BunLock : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("bun.lock") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        foreach (var package in root.Member("packages").Members())
        {
            foreach (var first in package.Value.Items())
            {
                if (first.ValueKind == JsonValueKind.String && Npm.Split(first.GetString()) is { } purl)
                {
                    into.Add(purl, ComponentState.Declared);
                }

                break;
            }
        }
    }
}
