using System.Globalization;
using System.Text;
using Wellguard.Advisories.Ordering;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Proxies of Go modules (Go Modules Reference, "GOPROXY protocol"): <c>MODULE/@v/VERSION.zip</c>, what they say of it in <c>.info</c>. Repositories are not asked.</summary>
internal sealed class GoProxy(GoConfig config, Origins origins) : PackageRegistry
{
    /// <summary>Attack: a list of a million versions.</summary>
    private const int MostVersions = 50_000;

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.IsPrivate(reference.Name) ? [] : [.. config.Proxies.Select(static entry => entry.Feed).OfType<Feed>()];

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var proxies = config.Proxies;
        if (config.IsPrivate(reference.Name))
        {
            throw new UnreadableException(reference.ToString(), "is private (GONOPROXY or GOPRIVATE): go takes it from its repository, which is not asked");
        }

        if (proxies.Count == 0)
        {
            throw new UsageException($"{reference}: no Go proxy is configured; say which: go env -w GOPROXY=https://HOST");
        }

        UnreadableException? first = null;
        foreach (var entry in proxies)
        {
            if (entry.Feed is null)
            {
                throw first ?? new UnreadableException(reference.ToString(), $"GOPROXY says '{entry.Word}': modules are fetched from proxies over https alone");
            }

            try
            {
                return [await FindAsync(entry.Feed, reference, cancellation)];
            }
            catch (UnreadableException problem) when (entry.IsOptional || problem.Why.Contains("(404)", StringComparison.Ordinal) || problem.Why.Contains("(410)", StringComparison.Ordinal))
            {
                first ??= problem;
            }
        }

        throw first!;
    }

    /// <summary>Capitals as <c>!x</c> (Go Modules Reference, "GOPROXY protocol"), so that names differ on every file system.</summary>
    public static string Escaped(string text) =>
        string.Concat(text.Select(static c => char.IsAsciiLetterUpper(c) ? "!" + char.ToLowerInvariant(c) : char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '~' or '/' ? c.ToString() : Uri.HexEscape(c)));

    private async Task<Publication> FindAsync(Feed feed, PackageReference reference, CancellationToken cancellation)
    {
        var module = Escaped(reference.Name);
        var asked = reference.Version ?? await NewestAsync();
        var told = Json.Parse(await DocumentAsync(asked is null ? $"{module}/@latest" : $"{module}/@v/{Escaped(asked)}.info"), reference.ToString());
        var version = told.Text("Version") is { } named && named.StartsWith('v') && PackageReference.IsVersion(named) ? named : throw new UnreadableException(reference.ToString(), $"the proxy {feed.Address.Authority} does not say which version it is");
        if (asked is not null && VersionOrder.Key("Go", asked) is not null && asked.StartsWith('v') && asked != version)
        {
            throw new UnreadableException(reference.ToString(), $"the proxy {feed.Address.Authority} answers with {version}");
        }

        return new(reference.Name, version, new Uri(feed.Address, $"{module}/@v/{Escaped(version)}.zip"), $"{reference.Name[(reference.Name.LastIndexOf('/') + 1)..]}-{version}.zip", [], new()
        {
            Published = told.Text("Time") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
        });

        // Of a module without releases the proxy knows the newest commit.
        async Task<string?> NewestAsync() =>
            VersionOrder.Newest("Go", Encoding.UTF8.GetString(await DocumentAsync($"{module}/@v/list")).Split('\n', MostVersions, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(static version => !version.Contains('-', StringComparison.Ordinal) && PackageReference.IsVersion(version)));

        Task<byte[]> DocumentAsync(string path) => origins.DocumentAsync(feed, new(new Uri(feed.Address, path), reference.ToString())
        {
            Meaning = status => status is 404 or 410 ? $"the proxy {feed.Address.Authority} has no such module or version ({status}); check the path and its capitals" : null,
        }, cancellation);
    }
}
