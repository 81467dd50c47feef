using System.Text.Json.Serialization;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>One archive of a version, as a registry offers it.</summary>
/// <param name="Digests">As <see cref="Integrity"/> holds them; empty where the registry names none.</param>
internal sealed record Publication(string Name, string Version, Uri Address, string FileName, IReadOnlyList<string> Digests, Registration Registration)
{
    /// <summary>Where the registry names no digest: that of the archive when it was fetched, by which it is found again.</summary>
    public string? Kept { get; init; }
}

/// <summary>What opening an archive found: the package, in one layer.</summary>
internal sealed record OpenedPackage(PackageArchive Package, LayerFormat Format);

/// <summary>The registry of one ecosystem.</summary>
internal abstract class PackageRegistry
{
    /// <summary>
    /// The archives of the version that is asked for: of a Python package its source archive first, then a wheel. Throws <see cref="UsageException"/> where no registry is configured,
    /// <see cref="UnreadableException"/> with the reason for everything else.
    /// </summary>
    /// <param name="briefly">The version alone, without its history: a single small answer.</param>
    public abstract Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation);

    /// <summary>The registries that would be asked, in this order.</summary>
    public abstract IReadOnlyList<Feed> FeedsOf(PackageReference reference);

    /// <summary>The answer of the first that has one; where none has, why the first does not.</summary>
    protected static async Task<IReadOnlyList<Publication>> FirstAsync(IReadOnlyList<Feed> feeds, Func<Feed, Task<IReadOnlyList<Publication>>> askAsync)
    {
        UnreadableException? first = null;
        foreach (var feed in feeds)
        {
            try
            {
                return await askAsync(feed);
            }
            catch (UnreadableException problem)
            {
                first ??= problem;
            }
        }

        throw first!;
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Publication))]
[JsonSerializable(typeof(OpenedPackage))]
[JsonSerializable(typeof(IReadOnlyList<Publication>))]
internal sealed partial class PublicationJson : JsonSerializerContext;
