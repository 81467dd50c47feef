using System.Text;
using Wellguard.Advisories.Ordering;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Sources of gems: the compact index (RubyGems guides, "Compact Index API": <c>info/NAME</c>), and archives at <c>gems/NAME-VERSION[-PLATFORM].gem</c>.</summary>
internal sealed class GemSource(GemConfig config, Origins origins) : PackageRegistry
{
    /// <summary>Attack: an index of a million lines.</summary>
    private const int MostVersions = 50_000;

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.For(reference.Registries);

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var feeds = FeedsOf(reference);
        if (feeds.Count == 0)
        {
            throw new UsageException($"{reference}: no gem source is configured; say which in ~/.gemrc: a line ':sources:', below it '- https://HOST/'");
        }

        return await FirstAsync(feeds, async feed =>
        {
            var text = Encoding.UTF8.GetString(await origins.DocumentAsync(feed, new(new Uri(feed.Address, "info/" + reference.Name), reference.ToString())
            {
                Meaning = status => status == 404 ? $"the source {feed.Address.Authority} has no such gem (404); check the name" : null,
            }, cancellation));
            return [Choose(feed, reference, Listed(text))];
        });
    }

    private static Publication Choose(Feed feed, PackageReference reference, List<(string Version, string? Digest)> versions)
    {
        var plain = reference.Version ?? VersionOrder.Newest("RubyGems", versions.Select(static one => one.Version.Split('-')[0]).Where(static version => !version.Any(char.IsAsciiLetter)));
        var (version, digest) = versions.Where(one => one.Version == plain || one.Version.StartsWith(plain + "-", StringComparison.Ordinal))
            .OrderByDescending(one => one.Version == plain).ThenByDescending(static one => one.Version.EndsWith("-x86_64-linux", StringComparison.Ordinal)).FirstOrDefault();
        return version is not null && PackageReference.IsVersion(version)
            ? new(reference.Name, version, new Uri(feed.Address, $"gems/{reference.Name}-{Uri.EscapeDataString(version)}.gem"), $"{reference.Name}-{version}.gem", digest is null ? [] : [digest], new())
            : throw new UnreadableException(reference.ToString(), $"the source {feed.Address.Authority} has no such version of it; it has {versions.Count}{(versions.Count > 0 ? $", the last is {versions[^1].Version}" : "")}");
    }

    /// <summary><c>VERSION[-PLATFORM] DEPENDENCIES|checksum:SHA256,REQUIREMENTS</c> a line, behind <c>---</c>.</summary>
    private static List<(string Version, string? Digest)> Listed(string text)
    {
        var versions = new List<(string, string?)>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IndexOf(' ') is > 0 and var space && versions.Count < MostVersions)
            {
                var sum = line.LastIndexOf("|checksum:") is >= 0 and var at ? line[(at + "|checksum:".Length)..].ToString().Split(',')[0] : "";
                versions.Add((line[..space].ToString(), Integrity.OfHex("sha256", sum.Trim())));
            }
        }

        return versions;
    }
}
