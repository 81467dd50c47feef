using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Layers;

/// <summary>What an advisory says of a component that is there or that would be fetched.</summary>
/// <param name="Path">The file that names the component; null: it is the artifact itself.</param>
/// <param name="IsFinal">False: a later layer deletes it.</param>
public sealed record AdvisedComponent(Advisory Advisory, string Purl, string? Path, int? Layer, ComponentState State, bool IsFinal = true)
{
    /// <summary>From the artifact to the component, when that is known.</summary>
    public IReadOnlyList<string>? Through { get; init; }
}

internal static class AdvisedComponents
{
    /// <summary>The artifact itself, what is in its final file system, what its manifest asks for by one exact version; of what a layer deletes only what is malicious.</summary>
    /// <param name="broken">Told when a database is damaged: then there is no answer.</param>
    public static List<AdvisedComponent> Of(Contents contents, AdvisorySet advisories, Action<Shortfall> broken)
    {
        if (advisories.Databases.Count == 0)
        {
            return [];
        }

        try
        {
            var own = contents.Image.Artifact.Purl;
            var found = own is null ? [] : Find(own).Select(advisory => new AdvisedComponent(advisory, own, null, null, ComponentState.Installed)).ToList();
            foreach (var component in contents.Components.Where(component => component.Purl != own))
            {
                found.AddRange(Find(component.Purl).Select(advisory => new AdvisedComponent(advisory, component.Purl, component.Path, component.Layer, component.State)));
            }

            found.AddRange(DependenciesOf(contents.Image.Package).SelectMany(dependency => Find(dependency).Select(advisory => new AdvisedComponent(advisory, dependency, null, null, ComponentState.Declared) { Through = own is null ? null : [own, dependency] })));
            for (var layer = 0; layer < contents.Layers.Count; layer++)
            {
                foreach (var package in contents.Layers[layer].Packages.Where(package => !contents.IsFinal(package.Path, layer)))
                {
                    found.AddRange(package.Components.SelectMany(component => Find(component.Purl).Where(static advisory => advisory.IsMalicious)
                        .Select(advisory => new AdvisedComponent(advisory, component.Purl, component.Path, layer, component.State, IsFinal: false))));
                }
            }

            return found;
        }
        catch (UnreadableException e)
        {
            broken(new("advisories", e.What, e.Why));
            return [];
        }

        IReadOnlyList<Advisory> Find(string purl) => Purl.TryParse(purl, out var parsed) ? advisories.Find(parsed) : [];
    }

    /// <summary>Purls of what a manifest asks for; with a version when it accepts no other. NuGet takes the lowest that is allowed, so a version alone is one.</summary>
    private static IEnumerable<string> DependenciesOf(PackageArchive? package)
    {
        foreach (var (name, asked) in package is null ? [] : package.Dependencies.Concat(package.OptionalDependencies))
        {
            var version = asked.Trim();
            var purl = package!.Format switch
            {
                PackageFormat.Npm when version.StartsWith("npm:", StringComparison.Ordinal) => Npm.Split(version.AsSpan(4)) is { } alias ? alias with { Version = Exact(alias.Version ?? "") } : null,
                PackageFormat.Npm => Npm.IsLocal(version) || version.Contains('/', StringComparison.Ordinal) ? null : Npm.Purl(name, Exact(version.TrimStart('=', ' '))),
                PackageFormat.NuGet => new Purl("nuget", null, name, Exact(version.StartsWith('[') && version.EndsWith(']') ? version[1..^1] : version)),
                PackageFormat.PythonWheel or PackageFormat.PythonSource => new Purl("pypi", null, name, PinOf(version)),
                _ => null,
            };
            if (purl is not null)
            {
                yield return purl.ToString();
            }
        }
    }

    private static string? Exact(string version) =>
        version.Length > 0 && char.IsAsciiDigit(version[0]) && !version.AsSpan().ContainsAny(" ,|<>=*xX()") && version.Count(static letter => letter == '.') >= 1 ? version : null;

    /// <summary><c>(==1.0) ; marker</c>, <c>==1.0</c></summary>
    private static string? PinOf(string requirement)
    {
        var pin = requirement.Split(';')[0].Trim(' ', '(', ')');
        return pin.StartsWith("==", StringComparison.Ordinal) && !pin.Contains(',', StringComparison.Ordinal) && !pin.Contains('*', StringComparison.Ordinal) ? pin.TrimStart('=', ' ') : null;
    }
}
