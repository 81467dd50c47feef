namespace Wellguard.Inventories;

/// <summary>All that the lock files of an artifact pin: each package once, and the ways by which the project comes to it.</summary>
public sealed class DependencyGraph
{
    /// <summary>Ways that are told of one package.</summary>
    private const int MostPaths = 3;

    /// <summary>By purl, spelling and registries. Attack: a second lock file names another registry for the same purl, so that only one of the two archives is looked at.</summary>
    private readonly Dictionary<string, LockedPackage> packages = new(StringComparer.Ordinal);
    private readonly HashSet<string> direct = new(StringComparer.Ordinal);

    public DependencyGraph(IEnumerable<PackageFile> files)
    {
        foreach (var locked in files.SelectMany(static file => file.Locked))
        {
            // Two lock files that pin one version differently: an archive is right when it is one of theirs, and each of them is told where it is not.
            var key = string.Join('\n', [locked.Purl, locked.Name, .. locked.Registries]);
            packages[key] = packages.TryGetValue(key, out var known)
                ? known with { Integrity = [.. known.Integrity.Union(locked.Integrity)], Needs = [.. known.Needs.Union(locked.Needs)], IsDirect = known.IsDirect || locked.IsDirect, Elsewhere = known.Elsewhere ?? locked.Elsewhere }
                : locked;
            if (locked.IsDirect)
            {
                direct.Add(locked.Purl);
            }
        }
    }

    /// <summary>In order of purl.</summary>
    public IReadOnlyList<LockedPackage> Packages => [.. packages.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value)];

    /// <summary>Shortest ways from what the project asks for to a package, both ends included; empty where no lock file says.</summary>
    public IReadOnlyList<IReadOnlyList<string>> PathsTo(string purl)
    {
        var neededBy = NeededBy;
        var paths = new List<IReadOnlyList<string>>();
        var next = new Dictionary<string, string?>(StringComparer.Ordinal) { [purl] = null };
        var open = new Queue<string>([purl]);
        while (paths.Count < MostPaths && open.TryDequeue(out var at))
        {
            if (direct.Contains(at))
            {
                var path = new List<string>();
                for (string? step = at; step is not null; step = next[step])
                {
                    path.Add(step);
                }

                paths.Add(path);
            }

            foreach (var above in neededBy[at])
            {
                if (next.TryAdd(above, at))
                {
                    open.Enqueue(above);
                }
            }
        }

        return paths;
    }

    private ILookup<string, string> NeededBy =>
        field ??= packages.Values.SelectMany(static package => package.Needs.Select(need => (Need: need, package.Purl))).ToLookup(static pair => pair.Need, static pair => pair.Purl, StringComparer.Ordinal);
}
