using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Finds the files that an import means, as the interpreters look for them. What is not in the artifact (their own libraries) gives nothing.</summary>
internal sealed partial class ModuleFinder(Filesystem files, ModuleRoots roots, List<Shortfall> shortfalls)
{
    /// <summary>Attack: files that load ten thousand names each, and hundreds of folders of modules. Large applications need half a million.</summary>
    private const int MaxLookups = 2_000_000;

    /// <summary>Attack: as many names that nothing has. What is not remembered is looked up again.</summary>
    private const int MaxKnown = 200_000;

    private readonly Dictionary<(string Language, string Name, string From), IReadOnlyList<PlacedEntry>> _known = [];
    private readonly Dictionary<string, PlacedEntry?> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _libraries = [];
    private int _lookups;

    /// <param name="folder">Of the file that imports.</param>
    /// <param name="start">Folder of the program that runs: where its own modules are.</param>
    public IReadOnlyList<PlacedEntry> Find(string language, string name, string folder, string start)
    {
        if (!Looks())
        {
            return [];
        }

        // Only what is relative depends on the file.
        var key = (language, name, language == "javascript" ? folder : language != "python" || name.StartsWith('.') ? $"{folder}|{start}|{_libraries.Count}" : start);
        if (!_known.TryGetValue(key, out var found))
        {
            found = language switch
            {
                "python" => Python(name, folder, start),
                "javascript" => JavaScript(name, folder),
                "ruby" => Ruby(name, folder, start),
                "perl" => Perl(name, folder, start),
                "php" => Php(name, folder, start),
                _ => [],
            };
            if (_known.Count < MaxKnown)
            {
                _known[key] = found;
            }
        }

        return found;
    }

    /// <summary>False when too much was looked up; says so once.</summary>
    private bool Looks()
    {
        if (_lookups > MaxLookups)
        {
            return false;
        }

        if (++_lookups > MaxLookups)
        {
            shortfalls.Add(new Shortfall("analyse", "", $"programs load so many names that more than {MaxLookups:N0} places were looked at; the rest was not followed"));
            return false;
        }

        return true;
    }

    private PlacedEntry? At(string folder, string path)
    {
        var clean = folder.Length == 0 ? path : folder + "/" + path;
        if ((path.StartsWith('/') || path.EndsWith('.') || path.Contains("./", StringComparison.Ordinal) || path.Contains("//", StringComparison.Ordinal)) && !Filesystem.TryJoin(folder, path, out clean))
        {
            return null;
        }

        if (!_entries.TryGetValue(clean, out var entry) && Looks())
        {
            entry = files.Resolve(clean);
            entry = entry?.Entry is { Type: EntryType.HardLink, Link: { } link } ? files.Resolve(link) ?? entry : entry;
            if (entry is not null || _entries.Count < MaxKnown)
            {
                _entries[clean] = entry;
            }
        }

        return entry;
    }

    private PlacedEntry? FileAt(string folder, string path) => At(folder, path) is { Entry.Type: EntryType.File } found ? found : null;

    private PlacedEntry? FirstOf(string folder, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (FileAt(folder, path) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool HasFolder(string path) => Looks() && files.HasFolder(path);

    /// <summary>
    /// The program's own module of that name; else all that are installed: which of several interpreters runs is not known, and a harmless module
    /// in one folder must not hide another's.
    /// </summary>
    private List<PlacedEntry> InRoots(string language, string first, string start, Func<string, IReadOnlyList<PlacedEntry>?> inRoot)
    {
        foreach (var root in ModuleRoots.Own(language, start))
        {
            if (inRoot(root) is { Count: > 0 } own)
            {
                return [.. own];
            }
        }

        var found = new List<PlacedEntry>();
        foreach (var root in roots.Of(language, first))
        {
            found.AddRange(inRoot(root) ?? []);
        }

        return found;
    }

    private List<PlacedEntry> Python(string name, string folder, string start)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".py", StringComparison.Ordinal))
        {
            return FileOf(name, folder, start); // of a command line, or read and run
        }

        var (module, names) = name.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (name[..colon], name[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries)) : (name, []);
        var dots = module.Length - module.TrimStart('.').Length;
        if (dots > 0)
        {
            for (var up = 1; up < dots; up++)
            {
                folder = Filesystem.ParentOf(folder);
            }

            return Below(folder, module[dots..].Split('.', StringSplitOptions.RemoveEmptyEntries), names) ?? [];
        }

        var parts = module.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var modules = parts.Length == 0 ? [] : InRoots("python", parts[0], start, root => Below(root, parts, names));
        return modules.Count == 0 && parts.Length == 2 && names.Length == 0 ? FileOf(name, folder, start) : modules; // code.txt
    }

    private List<PlacedEntry> FileOf(string name, string folder, string start) =>
        (FileAt(start, name) ?? FileAt(roots.Working, name) ?? FileAt(folder, name)) is { } file ? [file] : [];

    /// <summary>Each package on the way runs its <c>__init__</c>. Null: its first part is not here.</summary>
    private List<PlacedEntry>? Below(string root, string[] parts, string[] names)
    {
        var found = new List<PlacedEntry>();
        var at = root;
        foreach (var part in parts)
        {
            var next = at.Length == 0 ? part : at + "/" + part;
            var package = HasFolder(next);
            if (package && FirstOf(next, "__init__.py", "__init__.pyc") is { } init)
            {
                found.Add(init);
            }
            else if (FirstOf("", next + ".py", next + ".pyc") is { } module)
            {
                found.Add(module);
                return found;
            }
            else if (!package)
            {
                return found.Count == 0 ? null : found;
            }

            at = next; // also a folder without __init__
        }

        foreach (var name in names)
        {
            if (FirstOf(at, name + ".py", name + "/__init__.py", name + ".pyc") is { } member)
            {
                found.Add(member);
            }
        }

        return found.Count == 0 ? null : found;
    }

    private static string FirstPart(string name) => name.AsSpan().IndexOfAny('/', '.', ':') is var end and >= 0 ? name[..end] : name;

    /// <summary>Folders above the file are tried where the program's text does not say which is meant.</summary>
    private const int MaxFoldersAbove = 5;

    private List<PlacedEntry> Php(string name, string folder, string start)
    {
        if (!name.StartsWith('?'))
        {
            return (FileAt(folder, name) ?? FileAt(start, name) ?? FileAt(roots.Working, name)) is { } found ? [found] : [];
        }

        var at = folder;
        for (var up = 0; up < MaxFoldersAbove; up++, at = Filesystem.ParentOf(at))
        {
            if (FileAt(at, name[1..].TrimStart('/')) is { } found)
            {
                return [found];
            }
        }

        return FileAt(start, name[1..].TrimStart('/')) is { } served ? [served] : [];
    }
}
