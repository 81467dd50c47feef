namespace Wellguard.Artifacts;

/// <summary>
/// Bounds what the names of one layer take in memory: the characters of each path and link, and of each folder that is named for the first time, which is a
/// node of every tree made of the layer. Depth multiplies: a path of a hundred new folders is a hundred names.
/// </summary>
internal sealed class NameBudget
{
    /// <summary>
    /// Three times the largest layers seen. Attack: 7 MB of gzip with 200,000 names of 4,000 characters, 120 new folders each: 11 GB.
    /// </summary>
    public const long MaxCharacters = 64 << 20;

    /// <summary>What a folder takes beside its name, in characters.</summary>
    private const int FolderCost = 128;

    private readonly Dictionary<(int Parent, string Name), int> _folders = [];
    private string _last = "";
    private int _lastSlash;

    /// <summary>Why the rest of a layer is not read.</summary>
    public static string Exhausted => $"the names of its entries and folders have more than {MaxCharacters >> 20} million characters; the rest was not read";

    public long Used { get; private set; }

    /// <summary>What entries took of their layer's budget.</summary>
    public static long CostOf(IEnumerable<Entry> entries)
    {
        var budget = new NameBudget();
        foreach (var entry in entries)
        {
            budget.TryAdd(entry);
        }

        return budget.Used;
    }

    /// <returns>False when the entry does not fit any more.</returns>
    public bool TryAdd(Entry entry)
    {
        var path = entry.Path;
        Used += path.Length + (entry.Link?.Length ?? 0);
        var slash = Math.Max(0, path.LastIndexOf('/'));

        // Archives list a folder's entries one after the other.
        if (slash > 0 && !path.AsSpan(0, slash).SequenceEqual(_last.AsSpan(0, _lastSlash)))
        {
            AddFolders(path, slash);
            (_last, _lastSlash) = (path, slash);
        }

        return Used <= MaxCharacters;
    }

    private void AddFolders(string path, int end)
    {
        var parent = 0;
        for (var from = 0; from < end && Used <= MaxCharacters;)
        {
            var slash = path.IndexOf('/', from, end - from);
            var to = slash < 0 ? end : slash;
            var key = (parent, path[from..to]);
            if (!_folders.TryGetValue(key, out parent))
            {
                parent = _folders.Count + 1;
                _folders.Add(key, parent);
                Used += to + FolderCost;
            }

            from = to + 1;
        }
    }
}
