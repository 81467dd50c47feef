using System.Net;
using System.Runtime.CompilerServices;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Advisories;

/// <summary>A mirror in the layout of OSV's data dumps: <c>ECOSYSTEM/all.zip</c>. What did not change, by its entity tag, is not fetched.</summary>
internal sealed class AdvisoryMirror(Uri root, IReadOnlyList<string> ecosystems, RegistryOptions options) : AdvisorySource
{
    /// <summary>Those whose packages are scanned; one that the mirror does not have is passed over.</summary>
    private static readonly string[] Usual = ["npm", "PyPI", "NuGet", "RubyGems", "crates.io", "Go", "Debian"];

    private const int NotThere = 404;

    /// <summary>Attack: an entity tag of megabytes.</summary>
    private const int TagLimit = 256;

    private readonly Origin origin = new(root, options);

    public override string Name => root.ToString();

    public override async IAsyncEnumerable<FetchedArchive> FetchAsync(IReadOnlyDictionary<string, string> known, string spool, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var ecosystem in ecosystems.Count > 0 ? ecosystems : Usual)
        {
            yield return await FetchAsync(ecosystem, known.GetValueOrDefault(ecosystem), spool, cancel);
        }
    }

    protected override void Dispose(bool disposing) => origin.Dispose();

    private async Task<FetchedArchive> FetchAsync(string ecosystem, string? known, string spool, CancellationToken cancel)
    {
        var isMissing = false;
        var question = new Question(new Uri(root, $"{Uri.EscapeDataString(ecosystem)}/all.zip"), $"{root}{ecosystem}/all.zip")
        {
            Known = known,
            Meaning = status =>
            {
                isMissing = status == NotThere;
                return isMissing ? "the mirror does not have this ecosystem (404)" : null;
            },
        };
        try
        {
            using var response = await origin.SendAsync(question, cancel);
            if (response.StatusCode == HttpStatusCode.NotModified)
            {
                return new(ecosystem, null, known);
            }

            var tag = response.Headers.ETag?.ToString() is { Length: <= TagLimit } given ? given : null;
            // A broken download is not resumed: the archive may have changed since, and half of each would be damaged.
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            await using var timed = new TimedStream(body, options, question.What);
            var bytes = await SpoolAsync(timed, question.What, spool, cancel);
            return response.Content.Headers.ContentLength is { } length && length != bytes.Length ? throw new UnreadableException(question.What, $"the download ended after {bytes.Length} of {length} bytes") : new(ecosystem, bytes, tag);
        }
        catch (UnreadableException) when (isMissing && ecosystems.Count == 0)
        {
            return new(ecosystem, null, null) { IsMissing = true };
        }
    }

    /// <summary>What the network does is not the disk's fault.</summary>
    internal static async Task<ByteSource> SpoolAsync(Stream body, string what, string spool, CancellationToken cancel)
    {
        try
        {
            return await ByteSource.SpoolAsync(body, what, spool, cancel, ArchiveLimit);
        }
        catch (UnreadableException e) when (e.InnerException is IOException { InnerException: not null } broken)
        {
            throw new UnreadableException(what, broken.Message, e);
        }
    }
}
