using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>Whoever takes an internal name on a public registry is asked for it too (dependency confusion): nothing says from which registry it must come, and nothing pins what it must be.</summary>
internal sealed class UnboundDependency : ArtifactDetector
{
    /// <summary>Attack: thousands of manifests, each of which is told.</summary>
    private const int MostFiles = 200;

    private const int MostTold = 8;

    private const int DependencyLimit = 500;

    public override Rule About { get; } = new(Rule.IdOf(typeof(UnboundDependency)), SignalClass.Identity, "A dependency may be taken from somebody else's registry", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1195.001"],
        Stage = Stage.Entry,
        Why = "Resolvers ask every registry that they know and take the highest version. Who publishes a company's internal name where everybody can publish is then installed by that company.",
        Fix = "Bind the scope or name to its registry (npm: @scope:registry in .npmrc; pip: one index that mirrors the other; NuGet: packageSourceMapping), pin what it must be in a lock file with hashes, and register the name where everybody can publish.",
        Benign = "The second registry is a mirror of the first.",
    };

    public override IEnumerable<Signal> Detect(Contents contents) =>
        OfVersions(contents).Concat(contents.Image.Artifact.Kind == ArtifactKind.Workspace ? OfNpm(contents).Concat(OfPip(contents)).Concat(OfNuGet(contents)).Take(MostFiles) : []);

    /// <summary>A version that always wins, of a dependency that nobody knows.</summary>
    private IEnumerable<Signal> OfVersions(Contents contents)
    {
        var package = contents.Image.Package;
        var type = package is null ? "" : PackagePurl.Of(package)?.Type ?? "";
        foreach (var (name, version) in package is null ? [] : package.Dependencies.Concat(package.OptionalDependencies))
        {
            if (ImplausibleVersion.IsImplausible(version.TrimStart('^', '~', '>', '=', '<', ' ', '(')) && !contents.Names.Contains(type, name))
            {
                yield return Signal(Severity.Medium, new Place(null), $"depends on {name} {version}, a version higher than any honest one", name);
            }
        }

        foreach (var component in contents.Components.Where(static component => component.State == ComponentState.Declared))
        {
            if (Purl.TryParse(component.Purl, out var purl) && purl.Type is "npm" or "pypi" or "nuget" && purl.Version is { } version && ImplausibleVersion.IsImplausible(version) && !contents.Names.Contains(purl.Type, NameOf(purl)))
            {
                yield return Signal(Severity.Medium, Places.Of(contents, component.Path, component.Layer), $"{component.Purl} has a version higher than any honest one", component.Purl);
            }
        }
    }

    /// <summary>A scope that the workspace shares with its own private package, or that no popular package has, without a registry and without a lock.</summary>
    private IEnumerable<Signal> OfNpm(Contents contents)
    {
        var bindings = FilesNamed(contents, ".npmrc").Select(static file => NpmBindings.Of(file.Text)).ToList();
        if (bindings.Exists(static binding => binding.All))
        {
            yield break;
        }

        var bound = bindings.SelectMany(static binding => binding.Scopes).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var locked = contents.Components.Select(static component => Purl.TryParse(component.Purl, out var purl) && purl.Type == "npm" ? NameOf(purl) : "").ToHashSet(StringComparer.Ordinal);
        var manifests = FilesNamed(contents, "package.json").Select(static file => (file.Path, file.Layer, Root: Parsed(file))).Where(static file => file.Root is not null).ToList();
        var members = manifests.Select(static file => file.Root!.Value.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var (path, layer, root) in manifests)
        {
            var own = root!.Value.Flag("private") ? ScopeOf(root.Value.Text("name") ?? "") : null;
            var open = ((string[])["dependencies", "devDependencies", "optionalDependencies"]).SelectMany(kind => root.Value.Pairs(kind, DependencyLimit))
                .Where(pair => ScopeOf(pair.Key) is { } scope && IsFetched(pair.Value) && !bound.Contains(scope) && !locked.Contains(pair.Key) && !members.Contains(pair.Key) && (scope == own || contents.Names.Count("npm") > 0) && !contents.Names.HasScope("npm", scope))
                .Select(static pair => pair.Key).Distinct().ToList();
            if (open.Count > 0)
            {
                yield return Signal(bindings.Count > 0 || own is not null ? Severity.Medium : Severity.Low, Places.Of(contents, path, layer), $"{Listed(open)}: no .npmrc binds the scope to a registry, and no lock file pins it", open[0]);
            }
        }
    }

    /// <summary>pip asks both indexes for every name and takes the highest version.</summary>
    private IEnumerable<Signal> OfPip(Contents contents)
    {
        var files = contents.Layers.SelectMany((facts, layer) => facts.Texts.Where(pair => IsPip(pair.Key) && contents.IsFinal(pair.Key, layer)).Select(pair => (Path: pair.Key, Layer: layer, Bindings: PipBindings.Of(pair.Value)))).OrderBy(static file => file.Path, StringComparer.Ordinal).ToList();
        var everywhere = files.Exists(static file => file.Bindings.HasSecondIndex && !file.Path.EndsWith(".txt", StringComparison.Ordinal));
        foreach (var (path, layer, bindings) in files.Where(file => file.Bindings.Names.Count > 0 && (file.Bindings.HasSecondIndex || everywhere)))
        {
            var unknown = contents.Names.Count("pypi") > 0 ? bindings.Names.Where(name => !contents.Names.Contains("pypi", name)).ToList() : bindings.Names;
            if (unknown.Count > 0)
            {
                var place = Places.Of(contents, path, layer) with { Line = bindings.Line > 0 ? bindings.Line : null };
                yield return Signal(contents.Names.Count("pypi") > 0 ? Severity.Medium : Severity.Low, place, $"--extra-index-url: two indexes are asked for {Listed(unknown)}, and no hash says what it must be", path);
            }
        }
    }

    private IEnumerable<Signal> OfNuGet(Contents contents)
    {
        foreach (var (path, layer, text) in FilesNamed(contents, "nuget.config"))
        {
            if (NuGetBindings.Of(text) is { Sources: > 1, IsMapped: false } bindings)
            {
                yield return Signal(Severity.Low, Places.Of(contents, path, layer), $"{bindings.Sources} sources and no packageSourceMapping: each is asked for every name", path);
            }
        }
    }

    private static bool IsPip(string path) => path[(path.LastIndexOf('/') + 1)..] is var name && (name is "pip.conf" or "pip.ini" || (name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal)));

    private static IEnumerable<(string Path, int Layer, string Text)> FilesNamed(Contents contents, string name) =>
        contents.Layers.SelectMany((facts, layer) => facts.Texts.Where(pair => pair.Key[(pair.Key.LastIndexOf('/') + 1)..].Equals(name, StringComparison.OrdinalIgnoreCase) && contents.IsFinal(pair.Key, layer)).Select(pair => (pair.Key, layer, pair.Value))).OrderBy(static file => file.Key, StringComparer.Ordinal);

    private static System.Text.Json.JsonElement? Parsed((string Path, int Layer, string Text) file)
    {
        try
        {
            return Json.Parse(System.Text.Encoding.UTF8.GetBytes(file.Text), file.Path);
        }
        catch (UnreadableException)
        {
            return null; // npm does not read it either
        }
    }

    /// <summary>From a registry: a range or a tag, not a folder, an address or another member of the workspace.</summary>
    private static bool IsFetched(string asked) => !asked.Contains(':', StringComparison.Ordinal) && !asked.Contains('/', StringComparison.Ordinal);

    private static string? ScopeOf(string name) => name.StartsWith('@') && name.IndexOf('/', StringComparison.Ordinal) is > 1 and var slash ? name[..slash] : null;

    private static string NameOf(Purl purl) => purl.Namespace is { } scope ? scope + "/" + purl.Name : purl.Name;

    private static string Listed(IReadOnlyList<string> names) => Redaction.Clean(string.Join(", ", names.Take(MostTold)) + (names.Count > MostTold ? $" and {names.Count - MostTold} more" : ""));

    private Signal Signal(Severity severity, Place place, string text, string about) =>
        new(About.Id, About.Class, About.Title, severity, About.Confidence, place) { Attack = About.Attack, Evidence = [new Evidence(EvidenceKind.Source, text, place)], Object = about };
}
