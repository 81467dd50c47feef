using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <content>Files of Ruby, and the folders that its frameworks load whole.</content>
internal sealed partial class ModuleFinder
{
    /// <summary>Attack: a folder of a million sources that are loaded together.</summary>
    private const int MaxBelow = 20_000;

    private List<PlacedEntry> Ruby(string name, string folder, string start)
    {
        if (name.EndsWith('/'))
        {
            return Sources("ruby", Filesystem.TryJoin(folder, name, out var below) ? below : folder);
        }

        var withEnding = name + ".rb";
        if (name.StartsWith('.') || name.StartsWith('/'))
        {
            return (FirstOf(folder, withEnding, name) ?? FirstOf(start, withEnding, name) ?? FirstOf(roots.Working, withEnding, name)) is { } beside ? [beside] : [];
        }

        PlacedEntry? In(string root) => FileAt(root, withEnding) ?? (name.Contains('.', StringComparison.Ordinal) ? FileAt(root, name) : null);
        return In(folder) is { } found ? [found] : InRoots("ruby", FirstPart(name), start, root => In(root) is { } file ? [file] : null);
    }

    /// <summary>All sources below a folder: what a framework loads by its place.</summary>
    private List<PlacedEntry> Sources(string language, string folder)
    {
        var found = new List<PlacedEntry>();
        foreach (var (below, file) in files.FilesUnder(folder))
        {
            if (!Looks() || found.Count >= MaxBelow)
            {
                shortfalls.Add(new Shortfall("analyse", folder, $"more than {MaxBelow:N0} sources are loaded by their place; the rest was not followed"));
                break;
            }

            if (SourceLanguage.Of(below) == language)
            {
                found.Add(file);
            }
        }

        return found;
    }
}
