using Wellguard.Artifacts;

namespace Wellguard.Registries.Advisories;

/// <summary>Where advisories come from over the network.</summary>
public abstract class AdvisorySource : IDisposable
{
    /// <summary>One archive, several times the largest that is published. Attack: a mirror that fills the disk.</summary>
    internal const long ArchiveLimit = 4L << 30;

    /// <summary>What it is, as reports of an update name it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Each archive in turn, held in a file without a name. <see cref="FetchedArchive.Bytes"/> is null for one that has not changed. Throws <see cref="UnreadableException"/>.
    /// </summary>
    /// <param name="known">Marks of what was imported from here, by archive.</param>
    /// <param name="spool">Folder for the files without names.</param>
    public abstract IAsyncEnumerable<FetchedArchive> FetchAsync(IReadOnlyDictionary<string, string> known, string spool, CancellationToken cancel);

    /// <summary>From what the user wrote: the address of a mirror with <c>ECOSYSTEM/all.zip</c>, or <c>registry:REF</c>. Throws <see cref="UsageException"/>.</summary>
    /// <param name="ecosystems">That are wanted; empty: those that a mirror is asked for without being told.</param>
    public static AdvisorySource Of(string text, IReadOnlyList<string> ecosystems, RegistryOptions options) =>
        text.StartsWith("registry:", StringComparison.Ordinal) ? new AdvisoryArtifact(RegistryReference.Parse(text["registry:".Length..]), ecosystems, options)
        : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var root) && root.Scheme is "https" or "http" && root.UserInfo.Length == 0 && root.Query.Length == 0 && root.Fragment.Length == 0
            ? root.Scheme == "http" && !options.MayBePlain(root.Authority) ? throw new UsageException($"{text}: a mirror without TLS must be on this machine, or be allowed by --plain-http {root.Authority}") : new AdvisoryMirror(root, ecosystems, options)
        : throw new UsageException($"{text}: is no mirror of advisories; write https://HOST/PATH (with ECOSYSTEM/all.zip below it) or registry:HOST/NAME:TAG");

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <param name="Name"><c>npm</c>: the folder of the archive.</param>
/// <param name="Bytes">Null: unchanged, or not there.</param>
/// <param name="Mark">By which a change is known: an entity tag or a digest; null when the server gives none.</param>
public sealed record FetchedArchive(string Name, ByteSource? Bytes, string? Mark)
{
    /// <summary>It was asked for because no others were named, and is not there.</summary>
    public bool IsMissing { get; init; }
}
