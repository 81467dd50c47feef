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
        if (packages.ValueKind == JsonValueKind.Object)
        {
            ReadFlat(packages, into);
            return;
        }

        var all = new List<(string Path, JsonElement Package)>();
        Collect(root.Member("dependencies"), "", all);
        ReadNested(all, into);
    }

    private static void ReadFlat(JsonElement packages, PackageFile into)
    {
        var graph = new LockGraph<string>();
        var paths = packages.Members().Select(static package => package.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var package in packages.Members())
        {
            var at = package.Name.LastIndexOf(Folder, StringComparison.Ordinal);
            var isOwn = at < 0; // the project, or a member of its workspace
            foreach (var need in Needs(package.Value, isOwn).Select(name => Resolve(package.Name, name, paths.Contains)).OfType<string>())
            {
                if (isOwn)
                {
                    graph.Direct(need);
                }
            }

            if (!isOwn && !package.Value.IsTrue("link"))
            {
                var purl = Npm.Purl(package.Value.String("name") ?? package.Name[(at + Folder.Length)..], package.Value.String("version"));
                into.Add(purl, ComponentState.Declared);
                if (!package.Value.IsTrue("inBundle"))
                {
                    graph.Add(package.Name, Locked(purl, package.Value, package.Value.String("resolved")), Needs(package.Value, isOwn).Select(name => Resolve(package.Name, name, paths.Contains)).OfType<string>());
                }
            }
        }

        graph.Write(into);
    }

    private static LockedPackage Locked(Purl purl, JsonElement package, string? resolved) => new(purl.ToString())
    {
        Integrity = Integrity.OfSri(package.String("integrity")),
        Elsewhere = resolved is not null && (resolved.StartsWith("git", StringComparison.Ordinal) || resolved.StartsWith("file:", StringComparison.Ordinal)) ? resolved : null,
    };

    private static IEnumerable<string> Needs(JsonElement package, bool isOwn) =>
        ((string[])["dependencies", "optionalDependencies", "peerDependencies", isOwn ? "devDependencies" : ""]).SelectMany(kind => package.Member(kind).Members().Select(static one => one.Name));

    /// <summary>As node finds it (Node.js documentation, "Loading from node_modules folders"): in the package's own folder, then in those above.</summary>
    private static string? Resolve(string from, string name, Func<string, bool> exists)
    {
        for (var at = from; ;)
        {
            var path = at.Length == 0 ? Folder + name : $"{at}/{Folder}{name}";
            if (exists(path))
            {
                return path;
            }

            if (at.Length == 0)
            {
                return null;
            }

            var up = at.LastIndexOf("/" + Folder, StringComparison.Ordinal);
            at = up < 0 ? "" : at[..up];
        }
    }

    private static void ReadNested(List<(string Path, JsonElement Package)> all, PackageFile into)
    {
        var graph = new LockGraph<string> { KnowsDirect = false }; // this version does not say what the project asks for
        var paths = all.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, package) in all)
        {
            var version = package.String("version") ?? "";
            var isAlias = version.StartsWith("npm:", StringComparison.Ordinal);
            var purl = isAlias ? Npm.Split(version.AsSpan(4)) : Npm.IsLocal(version) ? null : Npm.Purl(path[(path.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], version);
            if (purl is null)
            {
                continue;
            }

            into.Add(purl, ComponentState.Declared);
            if (!package.IsTrue("bundled"))
            {
                graph.Add(path, Locked(purl, package, !isAlias && version.Contains(':', StringComparison.Ordinal) ? version : null), package.Member("requires").Members().Select(need => Resolve(path, need.Name, paths.Contains)).OfType<string>());
            }
        }

        graph.Write(into);
    }

    /// <summary>The parser's depth limit bounds this recursion.</summary>
    private static void Collect(JsonElement dependencies, string above, List<(string Path, JsonElement Package)> all)
    {
        foreach (var package in dependencies.Members())
        {
            var path = above.Length == 0 ? Folder + package.Name : $"{above}/{Folder}{package.Name}";
            all.Add((path, package.Value));
            Collect(package.Value.Member("dependencies"), path, all);
        }
    }

    private const string Folder = "node_modules/";
}

/// <summary><c>bun.lock</c>, bun's text lock file: JSON with comments and trailing commas; each of <c>packages</c> is an array that starts with <c>name@version</c>.</summary>
public sealed class BunLock : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("bun.lock") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    private static readonly string[] Kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

    protected override void Read(JsonElement root, PackageFile into)
    {
        var graph = new LockGraph<string>();
        foreach (var package in root.Member("packages").Members())
        {
            var parts = package.Value.Items().ToList();
            if (parts is [{ ValueKind: JsonValueKind.String } first, ..] && Npm.Split(first.GetString()) is { } purl)
            {
                into.Add(purl, ComponentState.Declared);
                var about = parts.Find(static part => part.ValueKind == JsonValueKind.Object);
                graph.Add(package.Name, new(purl.ToString()) { Integrity = parts[^1] is { ValueKind: JsonValueKind.String } last ? Integrity.OfSri(last.GetString()) : [] }, Kinds.SelectMany(kind => about.Member(kind).Members()).Select(static need => need.Name));
            }
        }

        foreach (var need in root.Member("workspaces").Members().SelectMany(static member => Kinds.SelectMany(kind => member.Value.Member(kind).Members())))
        {
            graph.Direct(need.Name);
        }

        graph.Write(into);
    }
}
