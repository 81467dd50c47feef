using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Layers;

/// <summary>What a distro's package database says about a file.</summary>
public enum OwnershipState
{
    /// <summary>No package lists the path. A fact, not an alarm.</summary>
    Unowned,

    /// <summary>Listed, and the content has the recorded digest.</summary>
    Vouched,

    /// <summary>Listed, but the database has no digest, or the file may change after installation.</summary>
    Listed,

    /// <summary>Listed with another digest: not the file that the distro ships.</summary>
    Replaced,
}

/// <param name="Expected">The digest in the database, when it differs.</param>
public sealed record Owner(OwnershipState State, string? Package = null, string? Expected = null, string? Actual = null);

/// <summary>Joins the final package databases with the digests of the pass.</summary>
public sealed class Ownership
{
    private static readonly Owner Nobody = new(OwnershipState.Unowned);

    private readonly Dictionary<string, OwnedPath> _owned = [];
    private readonly Dictionary<string, Diversion> _diversions = [];
    private readonly Dictionary<string, string> _mergedFolders = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<LayerFacts> _layers;

    public Ownership(Filesystem files, IReadOnlyList<LayerFacts> layers)
    {
        _layers = layers;
        foreach (var folder in (ReadOnlySpan<string>)["bin", "sbin", "lib", "lib32", "lib64", "libx32"])
        {
            if (files.Find(folder)?.Entry is { Type: EntryType.SymbolicLink, Link: { } link })
            {
                _mergedFolders[folder] = link.TrimStart('/');
            }
        }

        var final = layers.SelectMany((facts, index) => facts.Packages.Where(package => files.Find(package.Path)?.Layer == index)).ToList();
        foreach (var diversion in final.SelectMany(package => package.Diversions))
        {
            _diversions[Merged(diversion.From)] = diversion;
        }

        foreach (var owned in final.SelectMany(package => package.Owned))
        {
            Add(owned);
        }

        HasDatabase = _owned.Count > 0;
    }

    /// <summary>A distro's package database is in the final file system.</summary>
    public bool HasDatabase { get; }

    public Owner Of(string path, int layer)
    {
        if (!_owned.TryGetValue(Merged(path), out var owned))
        {
            return Nobody;
        }

        var digests = _layers[layer].Digests.GetValueOrDefault(path);
        var actual = owned.Digest?.Length switch { 32 => digests?.Md5, 40 => digests?.Sha1, 64 => digests?.Sha256, _ => null };
        if (owned.Digest is null || actual is null || (owned.MayChange && actual != owned.Digest))
        {
            return new Owner(OwnershipState.Listed, owned.Package);
        }

        return actual == owned.Digest ? new Owner(OwnershipState.Vouched, owned.Package) : new Owner(OwnershipState.Replaced, owned.Package, owned.Digest, actual);
    }

    public string? PackageOf(string path) => _owned.GetValueOrDefault(Merged(path))?.Package;

    /// <summary>A path may be listed several times: by <c>.list</c>, by <c>.md5sums</c>, as a configuration file. What says more wins.</summary>
    private void Add(OwnedPath owned)
    {
        var path = Merged(owned.Path);
        if (_diversions.TryGetValue(path, out var diversion) && diversion.By != owned.Package)
        {
            path = Merged(diversion.To);
        }

        if (!_owned.TryGetValue(path, out var known))
        {
            _owned[path] = owned;
        }
        else
        {
            _owned[path] = (owned.Digest is null ? known : owned) with { MayChange = owned.MayChange || known.MayChange };
        }
    }

    private string Merged(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash <= 6 && _mergedFolders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.AsSpan(0, slash), out var folder) ? string.Concat(folder, path.AsSpan(slash)) : path;
    }
}
