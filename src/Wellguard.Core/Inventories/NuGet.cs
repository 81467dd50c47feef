using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>What a published .NET program runs with: <c>libraries</c> of <c>*.deps.json</c> with type <c>package</c> or <c>runtimepack</c>; projects are the program itself.</summary>
public sealed class NuGetDeps : JsonPackageReader
{
    private const string RuntimePack = "runtimepack.";

    public override Need Wants(Entry entry) => entry.Type == EntryType.File && entry.Path.EndsWith(".deps.json", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        foreach (var library in root.Member("libraries").Members())
        {
            var slash = library.Name.LastIndexOf('/');
            if (slash > 0 && library.Value.String("type") is "package" or "runtimepack")
            {
                var name = library.Name[..slash];
                into.Add(new Purl("nuget", null, name.StartsWith(RuntimePack, StringComparison.Ordinal) ? name[RuntimePack.Length..] : name, library.Name[(slash + 1)..]), ComponentState.Installed);
            }
        }
    }
}

/// <summary><c>packages.lock.json</c>: for each framework name to <c>{"type", "resolved"}</c>.</summary>
public sealed class NuGetLock : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("packages.lock.json") ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        foreach (var framework in root.Member("dependencies").Members())
        {
            var graph = new LockGraph<string>();
            foreach (var package in framework.Value.Members())
            {
                var needs = package.Value.Member("dependencies").Members().Select(static need => need.Name.ToLowerInvariant()).ToList();
                if (package.Value.String("type") == "Project")
                {
                    needs.ForEach(graph.Direct);
                }
                else if (package.Value.String("resolved") is { } version)
                {
                    var purl = new Purl("nuget", null, package.Name, version);
                    var key = package.Name.ToLowerInvariant();
                    into.Add(purl, ComponentState.Declared);
                    graph.Add(key, new(purl.ToString()) { Integrity = Integrity.OfBase64("sha512", package.Value.String("contentHash") ?? "") is { } hash ? [hash] : [] }, needs);
                    if (package.Value.String("type") is "Direct" or "CentralTransitive")
                    {
                        graph.Direct(key);
                    }
                }
            }

            graph.Write(into);
        }
    }
}

/// <summary>A package in NuGet's packages folder: <c>….nuget/packages/ID/VERSION/ID.nuspec</c>. The path says it all.</summary>
public sealed class NuGetFolder : PackageReader
{
    private const string Folder = ".nuget/packages/";

    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path.EndsWith(".nuspec", StringComparison.Ordinal) && entry.Path.Contains(Folder, StringComparison.Ordinal) ? Need.Head : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        var parts = file.Path[(file.Path.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..].Split('/', 4);
        if (parts.Length == 3)
        {
            into.Add(new Purl("nuget", null, parts[0], parts[1]), ComponentState.Installed);
        }
    }
}
