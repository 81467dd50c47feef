using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Registries.Packages;

/// <summary>An index of Python packages: the Simple API, as JSON (PEP 691, 700, 740) or HTML (PEP 503, 592). Of a version its source archive and one wheel are taken: the one that most machines would.</summary>
internal sealed class PythonIndex(PipConfig config, Origins origins) : PackageRegistry
{
    /// <summary>Attack: an index of a million files.</summary>
    private const int MostFiles = 100_000;

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.Feeds;

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        if (config.Feeds.Count == 0)
        {
            throw new UsageException($"{reference}: no Python index is configured; say which in pip.conf: index-url = https://HOST/simple/, or in PIP_INDEX_URL");
        }

        return await FirstAsync(config.Feeds, async feed =>
        {
            var address = new Uri(feed.Address, Purl.PythonName(reference.Name) + "/");
            var bytes = await origins.DocumentAsync(feed, new(address, reference.ToString())
            {
                Accept = ["application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.v1+html;q=0.2", "text/html;q=0.1"],
                Meaning = status => status == 404 ? $"the index {feed.Address.Authority} has no such project (404); check the name" : null,
            }, cancellation);
            return Choose(reference, Listed(bytes, address, reference));
        });
    }

    private static IReadOnlyList<Publication> Choose(PackageReference reference, List<Link> links)
    {
        var files = links.Select(link => (Link: link, File: PythonFile.Of(link.Name, reference.Name))).Where(static one => one.File is not null).ToList();
        var wanted = reference.Version ?? files.Select(static one => (one.File!.Version, Place: PythonFile.Place(one.File.Version))).Where(static one => one.Place is not null).OrderBy(static one => one.Place!, Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other))).LastOrDefault().Version;
        var mine = files.Where(one => wanted is not null && PythonFile.IsSame(one.File!.Version, wanted)).ToList();
        if (mine.Count == 0)
        {
            throw new UnreadableException(reference.ToString(), $"the index has no archive of this version; it has {files.Select(static one => one.File!.Version).Distinct().Count()} versions");
        }

        var time = mine.Min(static one => one.Link.Uploaded);
        var before = files.Where(one => one.Link.Uploaded < time && !PythonFile.IsSame(one.File!.Version, wanted!)).OrderByDescending(static one => one.Link.Uploaded).Select(static one => one.File!.Version).FirstOrDefault();
        bool? Provenance(IEnumerable<Link> some) => links.Exists(static link => link.HasProvenance) ? some.Any(static link => link.HasProvenance) : null;
        var registration = new Registration
        {
            Published = time,
            Deprecated = mine.Select(static one => one.Link.Yanked).FirstOrDefault(static why => why is not null),
            HasProvenance = Provenance(mine.Select(static one => one.Link)),
            HadProvenance = before is null ? null : Provenance(files.Where(one => one.File!.Version == before).Select(static one => one.Link)),
            Before = before,
        };

        // Every archive is offered: which ones are meant, a lock file may say. Without one: the source and the most usual wheel.
        return [.. mine.OrderBy(static one => one.File!.Rank).ThenByDescending(static one => one.File!.Name, StringComparer.Ordinal)
            .Select(one => new Publication(reference.Name, wanted!, one.Link.Address, one.Link.Name, one.Link.Digests, registration))];
    }

    private static List<Link> Listed(byte[] bytes, Uri address, PackageReference reference)
    {
        var isHtml = bytes.AsSpan().TrimStart("\uFEFF \r\n\t"u8) is [(byte)'<', ..];
        return isHtml ? OfHtml(Encoding.UTF8.GetString(bytes), address) : OfJson(Json.Parse(bytes, reference.ToString()), address);
    }

    private static List<Link> OfJson(JsonElement document, Uri address)
    {
        var links = new List<Link>();
        foreach (var file in document.Items("files", MostFiles))
        {
            if (file.Text("filename") is { } name && file.Text("url") is { } url && Uri.TryCreate(address, url, out var place))
            {
                links.Add(new(name, place, [.. (file.Field("hashes") is { } hashes ? ((string[])["sha512", "sha256"]).Select(algorithm => hashes.Text(algorithm) is { } hex ? Integrity.OfHex(algorithm, hex) : null) : []).OfType<string>()])
                {
                    Uploaded = file.Text("upload-time") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
                    Yanked = file.Field("yanked") switch { { ValueKind: JsonValueKind.True } => "it was withdrawn", { ValueKind: JsonValueKind.String } => "it was withdrawn: " + file.Text("yanked"), _ => null },
                    HasProvenance = file.Text("provenance") is { Length: > 0 },
                });
            }
        }

        return links;
    }

    /// <summary>Anchors alone matter: <c>&lt;a href="file#sha256=HEX" data-yanked="why"&gt;name&lt;/a&gt;</c>.</summary>
    private static List<Link> OfHtml(string page, Uri address)
    {
        var links = new List<Link>();
        for (var at = page.IndexOf("<a ", StringComparison.OrdinalIgnoreCase); at >= 0 && links.Count < MostFiles; at = page.IndexOf("<a ", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = page.IndexOf('>', at);
            if (end < 0)
            {
                break;
            }

            var tag = page.AsSpan(at, end - at);
            if (Attribute(tag, "href") is { Length: > 0 } href && Uri.TryCreate(address, href, out var place))
            {
                var digest = place.Fragment.TrimStart('#').Split('&')[0].Split('=') is [var algorithm, var hex] ? Integrity.OfHex(algorithm, hex) : null;
                var plain = new UriBuilder(place) { Fragment = "" }.Uri;
                links.Add(new(Uri.UnescapeDataString(plain.Segments[^1]), plain, digest is null ? [] : [digest]) { Yanked = Attribute(tag, "data-yanked") is { } why ? $"it was withdrawn{(why.Length > 0 ? ": " + why : "")}" : null });
            }
        }

        return links;
    }

    private static string? Attribute(ReadOnlySpan<char> tag, string name)
    {
        var at = tag.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        var value = at < 0 ? default : tag[(at + name.Length)..].TrimStart();
        if (at < 0 || value is not ['=', ..])
        {
            return at < 0 ? null : "";
        }

        value = value[1..].TrimStart();
        var quote = value is ['"' or '\'', ..] ? value[..1] : " ";
        value = quote[0] == ' ' ? value : value[1..];
        var end = value.IndexOf(quote);
        return WebUtility.HtmlDecode((end < 0 ? value : value[..end]).ToString());
    }

    private sealed record Link(string Name, Uri Address, IReadOnlyList<string> Digests)
    {
        public DateTimeOffset? Uploaded { get; init; }
        public string? Yanked { get; init; }
        public bool HasProvenance { get; init; }
    }
}
