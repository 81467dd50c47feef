using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <content>Modules and files of Perl, and the folders that programs add to <c>@INC</c>.</content>
internal sealed partial class ModuleFinder
{
    /// <summary>Begins a name that is a folder of modules.</summary>
    public const string LibraryMark = "lib ";

    /// <summary>Attack: a program that adds a million folders.</summary>
    private const int MaxLibraries = 200;

    /// <summary>A folder that a program adds: from then on all are looked for there too.</summary>
    public void AddLibrary(string name, string folder, string start)
    {
        foreach (var place in (ReadOnlySpan<string>)[folder, start, roots.Working])
        {
            if (!Filesystem.TryJoin(place, name[LibraryMark.Length..], out var library) || _libraries.Contains(library) || !HasFolder(library))
            {
                continue;
            }

            if (_libraries.Count == MaxLibraries)
            {
                shortfalls.Add(new Shortfall("analyse", library, $"programs add more than {MaxLibraries} folders of modules; the rest was not followed"));
            }

            if (_libraries.Count <= MaxLibraries)
            {
                _libraries.Add(library);
            }
        }
    }

    private List<PlacedEntry> Perl(string name, string folder, string start)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal))
        {
            return (FileAt(folder, name) ?? FileAt(start, name)) is { } file ? [file] : InPerlRoots(name, folder, start, name);
        }

        return InPerlRoots(name, folder, start, name.Replace("::", "/", StringComparison.Ordinal) + ".pm");
    }

    private List<PlacedEntry> InPerlRoots(string name, string folder, string start, string path)
    {
        foreach (var library in _libraries)
        {
            if (FileAt(library, path) is { } chosen)
            {
                return [chosen];
            }
        }

        if ((FirstOf(folder, path, "lib/" + path) ?? FileAt(Filesystem.ParentOf(start), "lib/" + path)) is { } beside)
        {
            return [beside];
        }

        return InRoots("perl", FirstPart(name), start, root => FirstOf(root, path, "lib/" + path) is { } found ? [found] : null);
    }
}
