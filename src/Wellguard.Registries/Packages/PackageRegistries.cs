using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Registries.Packages;

/// <summary>How packages are fetched: the user's own configuration, and what may be used of it.</summary>
/// <param name="Variable">Looks up an environment variable.</param>
/// <param name="Folder">Whose configuration files count beside the user's own.</param>
/// <param name="CacheDirectory">Null: nothing is kept.</param>
public sealed record PackageSettings(RegistryOptions Registry, Func<string, string?> Variable, string Folder, string? CacheDirectory, bool IsOffline);

/// <summary>Opens packages by their names: read-only, from the registries that the user's own tools are configured for, or from the caches alone.</summary>
public sealed class PackageRegistries : IDisposable
{
    private readonly PackageSettings settings;
    private readonly OpenOptions options;
    private readonly Origins origins;
    private readonly PackageStore store;
    private readonly Dictionary<Ecosystem, PackageRegistry> registries;

    public PackageRegistries(PackageSettings settings, OpenOptions options)
    {
        this.settings = settings;
        this.options = options;
        origins = new(settings.Registry);
        store = new(settings.CacheDirectory, settings.Variable, options);
        registries = new()
        {
            [Ecosystem.Npm] = new NpmRegistry(new(settings.Variable, settings.Folder), origins),
            [Ecosystem.PyPI] = new PythonIndex(new(settings.Variable), origins),
            [Ecosystem.NuGet] = new NuGetFeed(new(settings.Variable, settings.Folder), origins),
        };
    }

    /// <summary>The archives of a version as images, of a Python package its source archive first. Throws <see cref="UsageException"/> where no registry is configured, and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, CancellationToken cancellation)
    {
        var registry = registries[reference.Ecosystem];
        var feed = registry.FeedOf(reference);
        if (settings.IsOffline)
        {
            return store.Known(feed, reference) is { } kept ? await OpenAsync(reference, feed, kept, [], cancellation)
                : [await ImageAsync(reference, store.Installed(reference) ?? throw NotCached(reference), FileNameOf(reference), null, [], cancellation)];
        }

        var publications = await registry.FindAsync(reference, briefly: false, cancellation);
        var images = await OpenAsync(reference, feed, publications, [], cancellation);
        store.Keep(feed, reference, publications);
        store.Keep(feed, reference with { Version = publications[0].Version }, publications);
        return images;
    }

    /// <summary>As a lock file names it: exactly this version, and one of the archives that it means. Throws <see cref="UnreadableException"/> alone.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(LockedPackage locked, CancellationToken cancellation)
    {
        var reference = ReferenceOf(locked.Purl);
        try
        {
            return await OpenAsync(reference, locked.Integrity, cancellation);
        }
        catch (UsageException usage)
        {
            // The same for all: told once.
            throw new UnreadableException($"packages of {reference.Ecosystem.ToString().ToLowerInvariant()}", usage.Message[(usage.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..], usage);
        }
    }

    private static PackageReference ReferenceOf(string text)
    {
        if (Purl.TryParse(text, out var purl) && purl.Version is { } version && purl.Type is "npm" or "pypi" or "nuget")
        {
            var ecosystem = purl.Type switch { "npm" => Ecosystem.Npm, "pypi" => Ecosystem.PyPI, _ => Ecosystem.NuGet };
            var name = purl.Namespace is { } space ? $"{space}/{purl.Name}" : purl.Name;
            if (PackageReference.IsName(ecosystem, name) && PackageReference.IsVersion(version))
            {
                return new(ecosystem, name, version);
            }
        }

        throw new UnreadableException(text, "is no name and version that a registry could have");
    }

    private async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        var registry = registries[reference.Ecosystem];
        var feed = registry.FeedOf(reference);
        var known = integrity.Count > 0 || settings.IsOffline ? store.Known(feed, reference) : null; // without a digest only the registry knows what it is today
        if (known is null && settings.IsOffline)
        {
            return (store.Find(integrity) ?? store.Installed(reference)) is { } archive ? [await ImageAsync(reference, archive, FileNameOf(reference), null, integrity, cancellation)] : throw NotCached(reference);
        }

        var publications = known ?? await registry.FindAsync(reference, briefly: true, cancellation);
        var images = await OpenAsync(reference, feed, publications, integrity, cancellation);
        if (known is null)
        {
            store.Keep(feed, reference, publications);
        }

        return images;
    }

    public void Dispose() => origins.Dispose();

    private async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, Feed? feed, IReadOnlyList<Publication> publications, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        // Of several archives those that the lock file means; none of them: it is told what differs.
        var meant = publications.Where(one => one.Digests.Any(integrity.Contains)).ToList();
        var images = new List<Image>();
        foreach (var publication in Chosen(reference, meant.Count > 0 ? meant : publications))
        {
            var archive = store.Find(Integrity.Strongest(publication.Digests));
            if (archive is null && settings.IsOffline)
            {
                throw NotCached(reference);
            }

            archive ??= await FetchAsync(reference, feed!, publication, cancellation);
            images.Add(await ImageAsync(reference with { Version = publication.Version }, archive, publication.FileName, publication, integrity, cancellation));
        }

        return images;
    }

    /// <summary>Of a Python package the source archive and one wheel, the most usual; the others hold the same for other machines.</summary>
    private static IEnumerable<Publication> Chosen(PackageReference reference, IReadOnlyList<Publication> offered) =>
        reference.Ecosystem != Ecosystem.PyPI ? offered.Take(1) : offered.GroupBy(one => PythonFile.Of(one.FileName, reference.Name)?.IsSource == true).OrderByDescending(static group => group.Key).Select(static group => group.First());

    private async Task<Archive> FetchAsync(PackageReference reference, Feed feed, Publication publication, CancellationToken cancellation)
    {
        try
        {
            await using var body = await origins.Of(feed).BodyAsync(new(publication.Address, reference.ToString()) { Meaning = static status => status == 404 ? "the registry lists this version but does not have its archive (404)" : null }, null, cancellation);
            return await store.KeepAsync(body, reference.ToString(), Integrity.Strongest(publication.Digests) is [var like, ..] ? like : "sha256", cancellation);
        }
        catch (IOException e)
        {
            throw new UnreadableException(reference.ToString(), e.Message, e);
        }
    }

    private async Task<Image> ImageAsync(PackageReference reference, Archive archive, string fileName, Publication? publication, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        var mismatches = ((string What, IReadOnlyList<string> Expected)[])[("archive, against the lock file", integrity), ("archive, against the registry", publication?.Digests ?? [])];
        var image = store.Opened(archive, fileName) ?? await UnpackedAsync();
        return image with
        {
            Artifact = image.Artifact with { Source = reference.ToString() },
            Registration = publication?.Registration is { } told ? told with { AgeDays = told.Published is { } time && (settings.Registry.Time.GetUtcNow() - time).Days is >= 0 and <= Registration.LongestYouth and var days ? days : null } : null,
            Mismatches = [.. image.Mismatches, .. mismatches.Select(pair => Mismatch(reference, archive, pair.What, Integrity.Strongest([.. pair.Expected]))).OfType<DigestMismatch>()],
        };

        async Task<Image> UnpackedAsync()
        {
            var images = await ImageSources.OpenAsync(archive.Bytes, fileName, options, cancellation);
            var opened = images is [{ Artifact.Kind: ArtifactKind.Package } one] ? one : throw new UnreadableException(reference.ToString(), $"what the registry gives as {fileName} is no package");
            store.KeepOpened(archive, fileName, opened);
            return opened;
        }
    }

    private static DigestMismatch? Mismatch(PackageReference reference, Archive archive, string what, IReadOnlyList<string> expected)
    {
        if (expected.Count == 0)
        {
            return null;
        }

        var actual = archive.DigestLike(expected[0]);
        return expected.Contains(actual) || (reference.Ecosystem == Ecosystem.NuGet && NuGetContent.DigestOf(archive.Bytes) is { } content && expected.Contains(content)) ? null : new(what, expected[0], actual);
    }

    private static UnreadableException NotCached(PackageReference reference) => new(reference.ToString(), "is in no cache, and --offline was given");

    private static string FileNameOf(PackageReference reference) =>
        $"{reference.Name[(reference.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{reference.Version}{(reference.Ecosystem switch { Ecosystem.Npm => ".tgz", Ecosystem.PyPI => ".tar.gz", _ => ".nupkg" })}";
}
