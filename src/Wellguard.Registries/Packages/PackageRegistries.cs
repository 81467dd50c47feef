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
        store = new(settings.CacheDirectory, options, [NpmCached]);
        registries = new()
        {
            [Ecosystem.Npm] = new NpmRegistry(new(settings.Variable, settings.Folder), origins),
        };
    }

    /// <summary>The archives of a version as images, of a Python package its source archive first. Throws <see cref="UsageException"/> where no registry is configured, and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(PackageReference reference, CancellationToken cancellation)
    {
        var registry = registries[reference.Ecosystem];
        var feed = registry.FeedOf(reference);
        if (settings.IsOffline)
        {
            return await OpenAsync(reference, feed, store.Known(feed, reference) ?? throw NotCached(reference), [], cancellation);
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
            return store.Find(integrity) is { } bytes ? [await ImageAsync(reference, bytes, FileNameOf(reference), null, integrity, cancellation)] : throw NotCached(reference);
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
        foreach (var publication in meant.Count > 0 ? meant : publications)
        {
            var bytes = store.Find(Integrity.Strongest(publication.Digests));
            if (bytes is null && settings.IsOffline)
            {
                throw NotCached(reference);
            }

            bytes ??= await FetchAsync(reference, feed!, publication, cancellation);
            var image = await ImageAsync(reference with { Version = publication.Version }, bytes, publication.FileName, publication, integrity, cancellation);
            images.Add(image);
        }

        return images;
    }

    private async Task<ByteSource> FetchAsync(PackageReference reference, Feed feed, Publication publication, CancellationToken cancellation)
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

    private async Task<Image> ImageAsync(PackageReference reference, ByteSource bytes, string fileName, Publication? publication, IReadOnlyList<string> integrity, CancellationToken cancellation)
    {
        var mismatches = ((string What, IReadOnlyList<string> Expected)[])[("archive, against the lock file", integrity), ("archive, against the registry", publication?.Digests ?? [])];
        var images = await ImageSources.OpenAsync(bytes, fileName, options, cancellation);
        var image = images is [{ Artifact.Kind: ArtifactKind.Package } one] ? one : throw new UnreadableException(reference.ToString(), $"what the registry gives as {fileName} is no package");
        return image with
        {
            Artifact = image.Artifact with { Source = reference.ToString() },
            Registration = publication?.Registration,
            Mismatches = [.. image.Mismatches, .. mismatches.Select(pair => Mismatch(bytes, pair.What, Integrity.Strongest([.. pair.Expected]))).OfType<DigestMismatch>()],
        };
    }

    private static DigestMismatch? Mismatch(ByteSource bytes, string what, IReadOnlyList<string> expected) =>
        expected.Count == 0 || PackageStore.DigestOf(bytes, expected[0]) is var actual && expected.Contains(actual) ? null : new(what, expected[0], actual);

    private static UnreadableException NotCached(PackageReference reference) => new(reference.ToString(), "is in no cache, and --offline was given");

    private static string FileNameOf(PackageReference reference) => $"{reference.Name[(reference.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{reference.Version}.tgz";

    /// <summary>npm's own cache (its package cacache): content by its digest.</summary>
    private string? NpmCached(string digest)
    {
        var folder = settings.Variable("npm_config_cache") ?? (settings.Variable("HOME") is { } home ? Path.Combine(home, ".npm") : null);
        return folder is not null && digest.Split(':') is [("sha512" or "sha1") and var algorithm, { Length: > 4 } hex] ? Path.Combine(folder, "_cacache/content-v2", algorithm, hex[..2], hex[2..4], hex[4..]) : null;
    }
}
