using Wellguard.Inventories;

namespace Wellguard.Layers;

/// <summary>The final inventory: components whose file is in the final file system, each with the layer that first brought it.</summary>
internal static class ComponentMerge
{
    public static List<Component> Of(IReadOnlyList<LayerFacts> layers, Filesystem files, Ownership owners, Distro distro)
    {
        var first = new Dictionary<(string Path, string Purl), int>();
        var merged = new List<Component>();
        for (var index = 0; index < layers.Count; index++)
        {
            foreach (var package in layers[index].Packages)
            {
                var isFinal = files.Find(package.Path)?.Layer == index;
                foreach (var component in package.Components)
                {
                    first.TryAdd((component.Path, component.Purl), index);
                    if (isFinal)
                    {
                        merged.Add(component with
                        {
                            Purl = DistroPurl.Complete(component.Purl, distro.Id, distro.Version),
                            Layer = first[(component.Path, component.Purl)],
                            Owner = owners.PackageOf(package.Path) is { } owner ? owner : null,
                        });
                    }
                }
            }
        }

        return [.. merged.OrderBy(component => component.Purl, StringComparer.Ordinal).ThenBy(component => component.Path, StringComparer.Ordinal)];
    }
}
