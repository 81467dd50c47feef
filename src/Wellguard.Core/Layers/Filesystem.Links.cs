using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <content>Where entries stand that links lead to.</content>
public sealed partial class Filesystem
{
    private readonly List<(Directory Parent, string Name)> _moved = [];
    private readonly List<(Directory Parent, string Name)> _links = [];

    /// <summary>The last descent went through a link, and the one to the folder that is remembered.</summary>
    private bool _followed;
    private bool _lastFollowed;

    /// <summary>Where links end and after how many, by the path of each that was looked up: a chain is followed once, however many start in it.</summary>
    private readonly Dictionary<string, (PlacedEntry? End, int Links)> _ends = new(StringComparer.Ordinal);

    internal static Filesystem Of(Image image, IReadOnlyList<LayerFacts> layers) =>
        new(layers.Select(facts => facts.Entries), hasWhiteouts: image.Artifact.Kind == ArtifactKind.Image);

    /// <summary>Files that stand elsewhere than their layer says, because it wrote them through a linked folder.</summary>
    internal IEnumerable<(string Path, PlacedEntry Placed)> Moved => Standing(_moved);

    /// <summary>Hard and symbolic links of the final file system.</summary>
    internal IEnumerable<(string Path, PlacedEntry Placed)> Links => Standing(_links);

    /// <summary>As <see cref="Find"/>, and follows the last part too. A relative link starts at its own directory.</summary>
    public PlacedEntry? Resolve(string path) => EndOf(path) is (var end, < MaxLinks) ? end : null;

    /// <summary>At least <see cref="MaxLinks"/> for a loop.</summary>
    private (PlacedEntry? End, int Links) EndOf(string path)
    {
        var chain = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        (PlacedEntry? End, int Links) end;
        while (!_ends.TryGetValue(path, out end))
        {
            var found = Find(path);
            if (found?.Entry is not { Type: EntryType.SymbolicLink, Link: { } link } entry)
            {
                end = (found, 0);
                break;
            }

            if (!seen.Add(path))
            {
                end = (null, MaxLinks);
                break;
            }

            chain.Add(path);
            if (!TryJoin(ParentOf(entry.Path), link, out path))
            {
                end = (null, 0);
                break;
            }
        }

        for (var at = chain.Count - 1; at >= 0; at--)
        {
            end = (end.End, Math.Min(end.Links + 1, MaxLinks));
            _ends[chain[at]] = end;
        }

        return end;
    }

    /// <summary>Something stands below the path, links followed.</summary>
    internal bool HasFolder(string path) => Descend(path, -1) is { IsEmpty: false };

    /// <summary>Files below a folder, their paths beginning at it with a slash.</summary>
    internal IEnumerable<(string Below, PlacedEntry File)> FilesUnder(string folder)
    {
        if (EndOf(folder).Links >= MaxLinks || Descend(folder, -1) is not { } start)
        {
            yield break;
        }

        var stack = new Stack<(Directory Node, string Below)>([(start, "")]);
        while (stack.TryPop(out var at))
        {
            foreach (var child in at.Node.SortedChildren())
            {
                var below = at.Below + "/" + child.Name;
                stack.Push((child, below));
                if (child.Entry is { Type: EntryType.File } entry)
                {
                    yield return (below, new PlacedEntry(entry, child.Layer));
                }
            }
        }
    }

    private static IEnumerable<(string Path, PlacedEntry Placed)> Standing(List<(Directory Parent, string Name)> places)
    {
        foreach (var (parent, name) in places)
        {
            if (parent.Children.TryGetValue(name, out var node) && node.Entry is { } entry)
            {
                yield return (PathOf(parent, name), new PlacedEntry(entry, node.Layer));
            }
        }
    }

    private void NotePlace(Directory parent, string name, Entry entry, int layer)
    {
        if (entry.Type is EntryType.SymbolicLink or EntryType.HardLink)
        {
            _links.Add((parent, name));
        }
        else if (_lastFollowed && parent != _root && entry.Type == EntryType.File && layer >= 0)
        {
            _moved.Add((parent, name));
        }
    }
}
