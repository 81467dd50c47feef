using System.Collections.Concurrent;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>The servers that are asked, each with its connections.</summary>
internal sealed class Origins(RegistryOptions options) : IDisposable
{
    /// <summary>The version documents of packages with thousands of versions have 20 MB. Attack: one that fills memory.</summary>
    private const int LargestDocument = 64 << 20;

    private readonly ConcurrentDictionary<string, Lazy<Origin>> origins = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="UsageException"/> for a registry without TLS that may not be asked so.</summary>
    public Origin Of(Feed feed)
    {
        if (feed.Address.Scheme == "http" && !options.MayBePlain(feed.Address.Authority))
        {
            throw new UsageException($"the registry {feed} is configured without TLS; --plain-http {feed.Address.Authority} allows that");
        }

        return origins.GetOrAdd($"{feed.Address.Authority} {feed.IsOwn} {feed.LogIn}", _ => new(() => new Origin(feed.Address, options, feed.IsOwn ? null : Reach.Private)
        {
            Authorization = new Authorization.Fixed(feed.LogIn, feed.IsOwn ? "configure one for it as for its own tool" : "log-ins of a project's own configuration are not used: configure one in your home folder"),
        })).Value;
    }

    public async Task<byte[]> DocumentAsync(Feed feed, Question question, CancellationToken cancellation) =>
        (await Of(feed).DocumentAsync(question, LargestDocument, "document", cancellation)).Bytes;

    public void Dispose()
    {
        foreach (var origin in origins.Values.Where(static origin => origin.IsValueCreated))
        {
            origin.Value.Dispose();
        }
    }
}
