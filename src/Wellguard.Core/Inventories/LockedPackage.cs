using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>A package as a lock file pins it.</summary>
/// <param name="Purl">With its version.</param>
public sealed record LockedPackage(string Purl)
{
    /// <summary>What its archive must be, as <see cref="Artifacts.Integrity"/> holds it: any of these. Empty where the lock file has none.</summary>
    public IReadOnlyList<string> Integrity { get; init; } = [];

    /// <summary>Purls of what it needs.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The project itself asks for it.</summary>
    public bool IsDirect { get; init; }

    /// <summary>As its registry spells it, where its purl cannot say that: purls of Go modules have no capitals.</summary>
    public string? Name { get; init; }

    /// <summary>Where the lock file says that it was found, as it writes it; any of these. Empty: it does not say.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];

    /// <summary>Where it comes from when that is no registry: a repository, an address, a folder. Null: a registry.</summary>
    public string? Elsewhere { get; init; }
}

/// <summary>The packages of one lock file while it is read: what needs what is known by name first, and by purl when all are read.</summary>
/// <typeparam name="TKey">How the lock file names a package.</typeparam>
internal sealed class LockGraph<TKey>
    where TKey : notnull
{
    /// <summary>Attack: a package that needs everything, a thousand times.</summary>
    private const int MostNeeds = 1_000;

    private readonly List<(TKey Key, LockedPackage Package, List<TKey> Needs)> packages = [];
    private readonly Dictionary<TKey, string> purls = [];
    private readonly HashSet<TKey> direct = [];

    /// <summary>Does the lock file say what the project itself asks for?</summary>
    public bool KnowsDirect { get; set; } = true;

    public void Add(TKey key, LockedPackage package, IEnumerable<TKey> needs)
    {
        packages.Add((key, package, [.. needs.Take(MostNeeds)]));
        purls.TryAdd(key, package.Purl);
    }

    /// <summary>Another name by which packages need it.</summary>
    public void Alias(TKey alias, TKey key)
    {
        if (purls.TryGetValue(key, out var purl))
        {
            purls.TryAdd(alias, purl);
        }
    }

    public void Direct(TKey key) => direct.Add(key);

    public bool Has(TKey key) => purls.ContainsKey(key);

    public void Write(PackageFile into)
    {
        var named = direct.Select(key => purls.GetValueOrDefault(key)).OfType<string>().ToHashSet();
        var needed = packages.SelectMany(static one => one.Needs).Select(key => purls.GetValueOrDefault(key)).OfType<string>().ToHashSet();
        foreach (var (_, package, needs) in packages)
        {
            into.Locked.Add(package with
            {
                Needs = [.. needs.Select(key => purls.GetValueOrDefault(key)).OfType<string>().Where(purl => purl != package.Purl).Distinct()],
                IsDirect = KnowsDirect ? named.Contains(package.Purl) : !needed.Contains(package.Purl),
            });
        }
    }
}
