using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Assemblies;

namespace Wellguard.Layers;

/// <content>What of a package runs without being called: at its installation, when it is imported, under the names of its commands.</content>
internal sealed partial class ProgramLinker
{
    private IEnumerable<Running> OfPackage(PackageArchive package)
    {
        foreach (var start in PackageStarts.Of(package, _byPath.Keys.Concat(layers.SelectMany(static facts => facts.Imports.Keys)).ToHashSet(StringComparer.Ordinal), shortfalls))
        {
            if (start.Imports)
            {
                Load(new Loader(null, start.Folder, start.Language + "\n" + start.Path, []), new Loading(start.Trigger, start.Text, start.Folder, 0));
                continue;
            }

            foreach (var (code, layer) in (_byPath.GetValueOrDefault(start.Path) ?? []).Where(item => !_reached.ContainsKey(item.Code) && (start.Hook is null || item.Code.TriggerText == start.Hook || (item.Code.Trigger == TriggerKind.None && !AssemblyFile.IsAssembly(start.Path)))).ToList())
            {
                if ((start.IsLoaded ? Live(code, layer, start.Trigger) : code) is { } runs)
                {
                    yield return Follow(runs, start.Trigger, start.Text, layer, 0);
                }
            }

            // A file that does nothing but load others is no program, and starts them all the same.
            foreach (var facts in start.Hook is null && !_byPath.ContainsKey(start.Path) ? layers : [])
            {
                if (facts.Imports.TryGetValue(start.Path, out var names))
                {
                    Load(Loader.Of(start.Path, names, []), new Loading(start.Trigger, start.Text, Filesystem.ParentOf(start.Path), 0));
                }
            }
        }

        // Lifecycle scripts that a registry's client does not run, and those of other manifests in the package.
        foreach (var (code, layer) in _byPath.Values.SelectMany(list => list).Where(item => item.Code.Trigger == TriggerKind.PackageInstall && !_reached.ContainsKey(item.Code)).ToList())
        {
            yield return Follow(code, TriggerKind.None, null, layer, 0);
        }
    }
}
