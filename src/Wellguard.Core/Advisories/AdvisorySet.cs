using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Advisories;

/// <summary>All databases that a scan looks into. May be used by several threads.</summary>
public sealed class AdvisorySet : IDisposable
{
    private readonly List<(string Name, AdvisoryDatabase Database)> databases = [];

    private AdvisorySet()
    {
    }

    public static AdvisorySet None { get; } = new();

    /// <summary>In the order of their names, <c>osv/npm</c>.</summary>
    public IReadOnlyList<(string Name, AdvisoryDatabase Database)> Databases => databases;

    /// <summary>Databases that are there and cannot be read.</summary>
    public IReadOnlyList<Shortfall> Shortfalls { get; private init; } = [];

    /// <summary>A folder that is missing or empty is no mistake: nothing is known.</summary>
    public static AdvisorySet Open(string folder)
    {
        var shortfalls = new List<Shortfall>();
        var set = new AdvisorySet { Shortfalls = shortfalls };
        foreach (var (source, file) in FilesOf(folder, shortfalls))
        {
            try
            {
                set.databases.Add(($"{source}/{Path.GetFileNameWithoutExtension(file)}", AdvisoryDatabase.Open(file)));
            }
            catch (UnreadableException e)
            {
                shortfalls.Add(new("advisories", e.What, e.Why));
            }
        }

        return set;
    }

    /// <summary>Whether a database of that source and ecosystem is there and can be read.</summary>
    public static bool Contains(string folder, string source, string ecosystem)
    {
        try
        {
            using var database = AdvisoryDatabase.Open(AdvisoryFolder.PathOf(folder, source, ecosystem));
            return true;
        }
        catch (UnreadableException)
        {
            return false;
        }
    }

    /// <summary>What is said of a package, each thing once though databases have it under several ids. Throws <see cref="UnreadableException"/>.</summary>
    public IReadOnlyList<Advisory> Find(Purl purl)
    {
        if (PackageKey.Of(purl) is not { } package)
        {
            return [];
        }

        var found = new List<Advisory>();
        foreach (var (_, database) in databases.Where(pair => pair.Database.Ecosystem == package.Ecosystem))
        {
            found.AddRange(database.Find(package));
        }

        return found.Count < 2 ? found : Once(found);
    }

    public void Dispose() => databases.ForEach(static pair => pair.Database.Dispose());

    /// <summary>Of records that are aliases of each other the one that says most: what is malicious, then the severest.</summary>
    private static List<Advisory> Once(List<Advisory> found)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var once = new List<Advisory>();
        foreach (var advisory in found.OrderByDescending(static one => one.IsMalicious).ThenByDescending(static one => one.Severity).ThenBy(static one => one.Id, StringComparer.Ordinal))
        {
            if (!seen.Contains(advisory.Id) && !advisory.Aliases.Any(seen.Contains))
            {
                once.Add(advisory);
            }

            seen.Add(advisory.Id);
            seen.UnionWith(advisory.Aliases);
        }

        return once;
    }

    private static IReadOnlyList<(string Source, string File)> FilesOf(string folder, List<Shortfall> shortfalls)
    {
        try
        {
            return AdvisoryFolder.Files(folder);
        }
        catch (UnreadableException e)
        {
            shortfalls.Add(new("advisories", e.What, e.Why));
            return [];
        }
    }
}
