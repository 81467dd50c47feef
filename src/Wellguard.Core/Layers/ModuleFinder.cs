namespace Wellguard.Layers;

/// <summary>Finds the files that an import means, as the interpreters look for them. What is not in the artifact (their own libraries) gives nothing.</summary>
internal sealed class ModuleFinder(Filesystem files, ModuleRoots roots)
{
    private readonly Dictionary<(string Language, string Name, string From), List<PlacedEntry>> _known = [];
    private readonly Dictionary<string, PlacedEntry?> _entries = new(StringComparer.Ordinal);

    /// <param name="from">Path of the file that imports.</param>
    /// <param name="start">Folder of the program that runs: where its own modules are.</param>
    public IReadOnlyList<PlacedEntry> Find(string language, string name, string from, string start)
    {
        var folder = FolderOf(from);

        // Only what is relative depends on the file.
        var key = (language, name, name.StartsWith('.') || language is "javascript" or "php" or "ruby" ? folder + "|" + start : start);
        if (!_known.TryGetValue(key, out var found))
        {
            _known[key] = found = language switch
            {
                "python" => Python(name, folder, start),
                "javascript" => JavaScript(name, folder),
                "ruby" => Ruby(name, folder, start),
                "perl" => Perl(name, folder, start),
                "php" => Php(name, folder, start),
                _ => [],
            };
        }

        return found;
    }

    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private PlacedEntry? At(string folder, string path)
    {
        var clean = folder.Length == 0 ? path : folder + "/" + path;
        if ((path.StartsWith('/') || path.EndsWith('.') || path.Contains("./", StringComparison.Ordinal) || path.Contains("//", StringComparison.Ordinal)) && !Filesystem.TryJoin(folder, path, out clean))
        {
            return null;
        }

        if (!_entries.TryGetValue(clean, out var entry))
        {
            entry = files.Resolve(clean);
            _entries[clean] = entry = entry?.Entry is { Type: Artifacts.EntryType.HardLink, Link: { } link } ? files.Resolve(link) ?? entry : entry;
        }

        return entry;
    }

    private PlacedEntry? FileAt(string folder, string path) => At(folder, path) is { Entry.Type: Artifacts.EntryType.File } found ? found : null;

    private List<PlacedEntry> Python(string name, string folder, string start)
    {
        var (module, names) = name.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (name[..colon], name[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries)) : (name, []);
        var dots = module.Length - module.TrimStart('.').Length;
        if (dots > 0)
        {
            for (var up = 1; up < dots; up++)
            {
                folder = FolderOf(folder);
            }

            return Below(folder, module[dots..].Split('.', StringSplitOptions.RemoveEmptyEntries), names) ?? [];
        }

        var parts = module.Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var root in parts.Length == 0 ? [] : roots.Of("python", start))
        {
            if (Below(root, parts, names) is { } found)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>Each package on the way runs its <c>__init__</c>. Null: its first part is not here.</summary>
    private List<PlacedEntry>? Below(string root, string[] parts, string[] names)
    {
        var found = new List<PlacedEntry>();
        var at = root;
        for (var i = 0; i < parts.Length; i++)
        {
            var next = at.Length == 0 ? parts[i] : at + "/" + parts[i];
            if (FileAt("", next + "/__init__.py") is { } package)
            {
                found.Add(package);
            }
            else if (FileAt("", next + ".py") is { } module)
            {
                found.Add(module);
                return found;
            }

            at = next; // also a folder without __init__
        }

        foreach (var name in names)
        {
            if ((FileAt(at, name + ".py") ?? FileAt(at, name + "/__init__.py")) is { } member)
            {
                found.Add(member);
            }
        }

        return found.Count == 0 ? null : found;
    }

    private static readonly string[] ScriptEndings = ["", ".js", ".cjs", ".mjs", ".ts", ".tsx", ".jsx", "/index.js", "/index.cjs", "/index.mjs", "/index.ts"];

    private List<PlacedEntry> JavaScript(string name, string folder)
    {
        if (name.StartsWith('.') || name.StartsWith('/'))
        {
            return Script(folder, name);
        }

        for (var at = folder; ; at = FolderOf(at))
        {
            if (!at.EndsWith("node_modules", StringComparison.Ordinal))
            {
                var modules = at.Length == 0 ? "node_modules" : at + "/node_modules";
                if (Script(modules, name) is { Count: > 0 } found)
                {
                    return found;
                }
            }

            if (at.Length == 0)
            {
                break;
            }
        }

        foreach (var root in roots.Of("javascript", ""))
        {
            if (Script(root, name) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>The file, or of a package its manifest, which names more, and its index.</summary>
    private List<PlacedEntry> Script(string folder, string name)
    {
        foreach (var ending in ScriptEndings)
        {
            if (FileAt(folder, name + ending) is { } file)
            {
                return FileAt(folder, name + "/package.json") is { } also ? [also, file] : [file];
            }
        }

        if (name.EndsWith(".js", StringComparison.Ordinal) && FileAt(folder, name[..^3] + ".ts") is { } typed)
        {
            return [typed];
        }

        return FileAt(folder, name + "/package.json") is { } manifest ? [manifest] : [];
    }

    private List<PlacedEntry> Ruby(string name, string folder, string start)
    {
        if (name.StartsWith('.') || name.StartsWith('/'))
        {
            return (FileAt(folder, name + ".rb") ?? FileAt(folder, name)) is { } beside ? [beside] : [];
        }

        foreach (var root in roots.Of("ruby", start).Prepend(folder))
        {
            if ((FileAt(root, name + ".rb") ?? (name.EndsWith(".rb", StringComparison.Ordinal) ? FileAt(root, name) : null)) is { } found)
            {
                return [found];
            }
        }

        return [];
    }

    private List<PlacedEntry> Perl(string name, string folder, string start)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".pl", StringComparison.Ordinal))
        {
            return (FileAt(folder, name) ?? FileAt(start, name)) is { } file ? [file] : [];
        }

        var path = name.Replace("::", "/", StringComparison.Ordinal) + ".pm";
        foreach (var root in roots.Of("perl", start).Prepend(folder))
        {
            if ((FileAt(root, path) ?? FileAt(root, "lib/" + path)) is { } found)
            {
                return [found];
            }
        }

        return FileAt(FolderOf(start), "lib/" + path) is { } sibling ? [sibling] : [];
    }

    /// <summary>Folders above the file are tried where the program's text does not say which is meant.</summary>
    private const int MaxFoldersAbove = 5;

    private List<PlacedEntry> Php(string name, string folder, string start)
    {
        if (!name.StartsWith('?'))
        {
            return FileAt(folder, name) is { } found ? [found] : [];
        }

        var at = folder;
        for (var up = 0; up < MaxFoldersAbove; up++, at = FolderOf(at))
        {
            if (FileAt(at, name[1..].TrimStart('/')) is { } found)
            {
                return [found];
            }
        }

        return FileAt(start, name[1..].TrimStart('/')) is { } served ? [served] : [];
    }
}
