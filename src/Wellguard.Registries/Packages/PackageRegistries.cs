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
    private readonly ToolCaches caches;
    private readonly Dictionary<Ecosystem, PackageRegistry> registries;

    public PackageRegistries(PackageSettings settings, OpenOptions options)
    {
        this.settings = settings;
        this.options = options;
        origins = new(settings.Registry);
        store = new(settings.CacheDirectory, settings.Variable, options);
        var (cargo, go) = (new CargoConfig(settings.Variable, settings.Folder), new GoConfig(settings.Variable));
        caches = new(settings.Variable, settings.Folder, cargo, go);
        registries = new()
        {
            [Ecosystem.Npm] = new NpmRegistry(new(settings.Variable, settings.Folder), origins),
            [Ecosystem.PyPI] = new PythonIndex(new(settings.Variable), origins),
            [Ecosystem.NuGet] = new NuGetFeed(new(settings.Variable, settings.Folder), origins),
            [Ecosystem.RubyGems] = new GemSource(new(settings.Variable, settings.Folder), origins),
            [Ecosystem.Crates] = new CargoRegistry(cargo, origins),
            [Ecosystem.Go] = new GoProxy(go, origins),
        };
    }

    /// <summary>The archives of a version as images, of a Python package its source archive first. Throws <see cref="UsageException"/> where no registry is configured, and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, CancellationToken cancellation)
    {
        var registry = registries[reference.Ecosystem];
        var feeds = registry.FeedsOf(reference);
        if (settings.IsOffline)
        {
            return store.Known(feeds, reference) is { } kept ? (await OpenAsync(reference, feeds, kept, [], cancellation)).Images
                : [await ImageAsync(reference, Cached(reference, []) ?? throw NotCached(reference), FileNameOf(reference), null, [], cancellation)];
        }

        var (images, publications) = await OpenAsync(reference, feeds, await registry.FindAsync(reference, briefly: false, cancellation), [], cancellation);
        store.Keep(feeds, reference, publications);
        store.Keep(feeds, reference with { Version = publications[0].Version }, publications);
        return images;
    }

    /// <summary>As a lock file names it: exactly this version, and one of the archives that it means. Throws <see cref="UnreadableException"/> alone.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(LockedPackage locked, CancellationToken cancellation)
    {
        var reference = ReferenceOf(locked);
        try
        {
            return await OpenAsync(reference, locked.Integrity, cancellation);
        }
        catch (UsageException usage)
        {
            // The same for all: told once.
            throw new UnreadableException($"packages of {reference.Ecosystem.ToString().ToLowerInvariant()}", usage.Message.StartsWith($"{reference}: ", StringComparison.Ordinal) ? usage.Message[$"{reference}: ".Length..] : usage.Message, usage);
        }
    }

    private static PackageReference ReferenceOf(LockedPackage locked)
    {
        if (Purl.TryParse(locked.Purl, out var purl) && purl.Version is { } number && PackageReference.OfType(purl.Type) is { } ecosystem)
        {
            var name = locked.Name ?? (purl.Namespace is { } space ? $"{space}/{purl.Name}" : purl.Name);
            var version = purl.Qualifiers.FirstOrDefault(static pair => pair.Key == "platform").Value is { Length: > 0 } platform ? $"{number}-{platform}" : number; // of a gem
            if (PackageReference.IsName(ecosystem, name) && PackageReference.IsVersion(version))
            {
                return new(ecosystem, name, version) { Registries = locked.Registries };
            }
        }

        throw new UnreadableException(locked.Purl, "is no name and version that a registry could have");
    }

    private async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        var registry = registries[reference.Ecosystem];
        var feeds = registry.FeedsOf(reference);
        var known = integrity.Count > 0 || settings.IsOffline ? store.Known(feeds, reference) : null; // without a digest only the registry knows what it is today
        if (known is null && settings.IsOffline)
        {
            return (store.Find(integrity) ?? Cached(reference, integrity)) is { } archive ? [await ImageAsync(reference, archive, FileNameOf(reference), null, integrity, cancellation)] : throw NotCached(reference);
        }

        var (images, publications) = await OpenAsync(reference, feeds, known ?? await registry.FindAsync(reference, briefly: true, cancellation), integrity, cancellation);
        if (known is null)
        {
            store.Keep(feeds, reference, publications);
        }

        return images;
    }

    /// <summary>What another tool keeps of this version: where it is known what it must be, only that; without the network, whatever is there.</summary>
    private Archive? Cached(PackageReference reference, IReadOnlyList<string> expected)
    {
        Archive? first = null;
        foreach (var archive in caches.Of(reference).Select(store.At).OfType<Archive>())
        {
            first ??= archive;
            if (expected.Count > 0 && Mismatch(reference, archive, "", expected) is null)
            {
                return archive;
            }
        }

        return settings.IsOffline ? first : null;
    }

    public void Dispose() => origins.Dispose();

    private async Task<(IReadOnlyList<Image> Images, IReadOnlyList<Publication> Publications)> OpenAsync(PackageReference reference, IReadOnlyList<Feed> feeds, IReadOnlyList<Publication> publications, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        // Of several archives those that the lock file means; none of them: it is told what differs.
        var meant = publications.Where(one => one.Digests.Any(integrity.Contains)).ToList();
        var images = new List<Image>();
        var kept = publications.ToList();
        foreach (var publication in Chosen(reference, meant.Count > 0 ? meant : publications))
        {
            var exact = reference with { Version = publication.Version };
            var named = Integrity.Strongest(publication.Digests);
            var archive = store.Find(publication.Kept is { } before && named.Count == 0 ? [before] : named) ?? Cached(exact, named.Count > 0 ? named : Integrity.Strongest([.. integrity]));
            if (archive is null && settings.IsOffline)
            {
                throw NotCached(reference);
            }

            archive ??= await FetchAsync(reference, feeds, publication, cancellation);
            images.Add(await ImageAsync(exact, archive, publication.FileName, publication, integrity, cancellation));
            kept[kept.IndexOf(publication)] = named.Count > 0 ? publication : publication with { Kept = archive.Digest };
        }

        return (images, kept);
    }

    /// <summary>Of a Python package the source archive and one wheel, the most usual; the others hold the same for other machines.</summary>
    private static IEnumerable<Publication> Chosen(PackageReference reference, IReadOnlyList<Publication> offered) =>
        reference.Ecosystem != Ecosystem.PyPI ? offered.Take(1) : offered.GroupBy(one => PythonFile.Of(one.FileName, reference.Name)?.IsSource == true).OrderByDescending(static group => group.Key).Select(static group => group.First());

    private async Task<Archive> FetchAsync(PackageReference reference, IReadOnlyList<Feed> feeds, Publication publication, CancellationToken cancellation)
    {
        try
        {
            var feed = feeds.FirstOrDefault(one => one.Address.Authority == publication.Address.Authority) ?? feeds[0];
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
            if (opened.Package is not { } package || !package.Also.Prepend(package).Any(one => IsOf(reference.Ecosystem, one.Format)))
            {
                throw new UnreadableException(reference.ToString(), $"what the registry gives as {fileName} is a package of another kind ({opened.Package?.Format})");
            }

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
        var content = reference.Ecosystem switch { _ when expected.Contains(actual) => actual, Ecosystem.NuGet => NuGetContent.DigestOf(archive.Bytes), Ecosystem.Go => GoModuleContent.DigestOf(archive.Bytes), _ => null } ?? actual;
        return expected.Contains(content) ? null : new(what, expected[0], content);
    }

    /// <summary>Attack: an archive that is a package of two kinds, so that what its own tool runs is not looked at.</summary>
    private static bool IsOf(Ecosystem ecosystem, PackageFormat format) => ecosystem switch
    {
        Ecosystem.Npm => format is PackageFormat.Npm,
        Ecosystem.PyPI => format is PackageFormat.PythonWheel or PackageFormat.PythonSource or PackageFormat.Release,
        Ecosystem.NuGet => format is PackageFormat.NuGet,
        Ecosystem.RubyGems => format is PackageFormat.Gem,
        Ecosystem.Crates => format is PackageFormat.Crate,
        _ => format is PackageFormat.GoModule,
    };

    private static UnreadableException NotCached(PackageReference reference) => new(reference.ToString(), "is in no cache, and --offline was given");

    private static string FileNameOf(PackageReference reference) =>
        $"{reference.Name[(reference.Name.LastIndexOf('/') + 1)..]}-{reference.Version}{(reference.Ecosystem switch { Ecosystem.Npm => ".tgz", Ecosystem.PyPI => ".tar.gz", Ecosystem.NuGet => ".nupkg", Ecosystem.RubyGems => ".gem", Ecosystem.Crates => ".crate", _ => ".zip" })}";
}
