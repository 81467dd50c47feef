using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>An entry and the layer that wrote it.</summary>
public sealed record PlacedEntry(Entry Entry, int Layer);

/// <summary>A lower layer's entry that a later layer took away.</summary>
/// <param name="ByLayer">The layer that removed or replaced it.</param>
/// <param name="Replaced">A new entry stands at the same path.</param>
public sealed record RemovedEntry(Entry Entry, int Layer, int ByLayer, bool Replaced);

/// <summary>
/// The layers applied in order (OCI image-spec, layer.md): whiteouts <c>.wh.NAME</c> and opaque <c>.wh..wh..opq</c> take away what lower layers brought,
/// whatever their order inside the layer.
/// </summary>
public sealed partial class Filesystem
{
    /// <summary>As Linux's own limit on symbolic links in one look-up. Attack: a loop of links.</summary>
    private const int MaxLinks = 40;

    /// <summary>
    /// Folders that no entry names. Attack: a hundred thousand links, each to a path of 250 new folders, and a file written through each.
    /// </summary>
    private const int MaxImplied = 400_000;

    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueMark = ".wh..wh..opq";

    private readonly Directory _root = new(null, -1);
    private readonly List<RemovedEntry> _removed = [];
    private List<PlacedEntry>? _all;
    private readonly bool _hasWhiteouts;
    private Directory? _last;
    private string _lastPath = "";

    /// <summary>Of the folder in <see cref="_lastPath"/>; -1 when none is remembered.</summary>
    private int _lastLength = -1;
    private bool _lastCreated;
    private int _implied;

    /// <param name="hasWhiteouts">False where the names of whiteouts mean nothing: a directory, a function zip.</param>
    public Filesystem(IEnumerable<IReadOnlyList<Entry>> layers, bool hasWhiteouts = true)
    {
        _hasWhiteouts = hasWhiteouts;
        var index = 0;
        foreach (var entries in layers)
        {
            Apply(entries, index++);
        }
    }

    public IReadOnlyList<RemovedEntry> Removed => _removed;

    /// <summary>What of the layers is not in here.</summary>
    public IReadOnlyList<Shortfall> Shortfalls =>
        _implied > MaxImplied ? [new Shortfall("merge", "", $"entries stand in more than {MaxImplied:N0} folders that no entry names; the rest was left out")] : [];

    /// <summary>Looks a path up, following symbolic links in every part of it but the last.</summary>
    /// <returns>Null when nothing is there.</returns>
    public PlacedEntry? Find(string path)
    {
        var (parent, name) = Locate(path, create: false, -1);
        return parent is not null && parent.Children.TryGetValue(name, out var node) && node.Entry is not null ? new PlacedEntry(node.Entry, node.Layer) : null;
    }

    /// <summary>Everything in the final file system, in order of path.</summary>
    public IReadOnlyList<PlacedEntry> All => _all ??= [.. Walk()];

    private IEnumerable<PlacedEntry> Walk()
    {
        var stack = new Stack<Directory>([_root]);
        while (stack.TryPop(out var node))
        {
            if (node.Entry is not null)
            {
                yield return new PlacedEntry(node.Entry, node.Layer);
            }

            foreach (var child in node.SortedChildren())
            {
                stack.Push(child);
            }
        }
    }

    /// <returns>False when the target climbs out of the root.</returns>
    public static bool TryJoin(string folder, string link, out string path)
    {
        var parts = new List<string>(link.StartsWith('/') ? [] : folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in link.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not "." and not "..")
            {
                parts.Add(part);
            }
        }

        path = string.Join('/', parts);
        return parts.Count <= EntryPaths.MaxDepth;
    }

    private void Apply(IReadOnlyList<Entry> entries, int layer)
    {
        foreach (var entry in _hasWhiteouts ? entries : [])
        {
            if (entry.Name == OpaqueMark)
            {
                if (Descend(ParentOf(entry.Path), layer) is { } folder)
                {
                    Clear(folder, layer);
                }
            }
            else if (entry.Name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
            {
                var hidden = ParentOf(entry.Path) + "/" + entry.Name[WhiteoutPrefix.Length..];
                var (parent, name) = Locate(hidden, create: false, layer);
                if (parent is not null && parent.Children.TryGetValue(name, out var node))
                {
                    Remove(node, layer, replaced: false);
                    parent.Children.Remove(name);
                }
            }
        }

        foreach (var entry in entries)
        {
            if (!_hasWhiteouts || !entry.Name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
            {
                Put(entry, layer);
            }
        }
    }

    private void Put(Entry entry, int layer)
    {
        var (parent, name) = Locate(entry.Path, create: true, layer);
        if (parent is null)
        {
            return;
        }

        if (parent.Children.TryGetValue(name, out var old))
        {
            if (entry.Type == EntryType.Directory && (old.Entry is null || old.Entry.Type == EntryType.Directory))
            {
                old.Entry = entry;
                old.Layer = layer;
                return;
            }

            Remove(old, layer, replaced: true);
        }

        _lastLength = entry.Type == EntryType.SymbolicLink ? -1 : _lastLength;
        parent.Children[name] = new Directory(entry, layer) { Parent = parent, Name = name };
        NotePlace(parent, name, entry, layer);
    }

    private (Directory? Parent, string Name) Locate(string path, bool create, int layer)
    {
        var slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            return (_root, path);
        }

        // Archives list a folder's entries one after the other.
        var folder = path.AsSpan(0, slash);
        if (_lastLength != slash || (_last is null && create && !_lastCreated) || !folder.SequenceEqual(_lastPath.AsSpan(0, slash)))
        {
            _last = Descend(folder, layer, create);
            _lastFollowed = _followed;
            (_lastPath, _lastLength, _lastCreated) = (path, slash, create);
        }

        return (_last, path[(slash + 1)..]);
    }

    private Directory? Descend(ReadOnlySpan<char> path, int layer, bool create = false)
    {
        _followed = false;
        var node = _root;
        var hops = 0;
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf('/');
            var part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (part.IsEmpty)
            {
                continue;
            }

            if (node.Child(part) is not { } next)
            {
                if (!create || ++_implied > MaxImplied)
                {
                    return null;
                }

                var name = part.ToString();
                next = new Directory(null, layer) { Parent = node, Name = name };
                node.Children[name] = next;
            }

            if (next.Entry is { Type: EntryType.SymbolicLink, Link: { } link } && next.IsEmpty)
            {
                if (++hops > MaxLinks || !TryJoin(PathOf(node, "").TrimEnd('/'), link, out var target))
                {
                    return null;
                }

                path = $"{target}/{path}";
                node = _root;
                _followed = true;
                continue;
            }

            node = next;
        }

        return node;
    }

    /// <summary>A node is removed at most once, so the whole merge stays linear.</summary>
    private void Remove(Directory node, int byLayer, bool replaced)
    {
        if (node.Entry is not null && node.Layer < byLayer)
        {
            _removed.Add(new RemovedEntry(node.Entry, node.Layer, byLayer, replaced));
        }

        Clear(node, byLayer);
    }

    private void Clear(Directory folder, int byLayer)
    {
        _lastLength = -1;
        var stack = new Stack<Directory>(folder.Children.Values);
        folder.Children.Clear();
        while (stack.TryPop(out var node))
        {
            if (node.Entry is not null && node.Layer < byLayer)
            {
                _removed.Add(new RemovedEntry(node.Entry, node.Layer, byLayer, Replaced: false));
            }

            foreach (var child in node.Children.Values)
            {
                stack.Push(child);
            }
        }
    }

    /// <summary>Empty for what stands at the root.</summary>
    internal static string ParentOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private static string PathOf(Directory node, string name)
    {
        var parts = new List<string> { name };
        for (var at = node; at.Parent is not null; at = at.Parent)
        {
            parts.Add(at.Name);
        }

        parts.Reverse();
        return string.Join('/', parts);
    }

    private sealed class Directory(Entry? entry, int layer)
    {
        private Dictionary<string, Directory>? _children;

        public Entry? Entry { get; set; } = entry;
        public int Layer { get; set; } = layer;
        public Directory? Parent { get; init; }
        public string Name { get; init; } = "";

        public Dictionary<string, Directory> Children => _children ??= new(StringComparer.Ordinal);

        public bool IsEmpty => _children is null or { Count: 0 };

        public Directory? Child(ReadOnlySpan<char> name) => _children is not null && _children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var child) ? child : null;

        /// <summary>Last name first.</summary>
        public Directory[] SortedChildren()
        {
            Directory[] sorted = _children is null ? [] : [.. _children.Values];
            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(b.Name, a.Name));
            return sorted;
        }
    }
}
