using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Wellguard.Advisories.Ordering;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Registries of crates by their sparse index (The Cargo Book, "Index Format"): <c>config.json</c> says where archives are, a file for each crate lists its versions.</summary>
internal sealed class CargoRegistry(CargoConfig config, Origins origins) : PackageRegistry
{
    /// <summary>Attack: a crate of a million versions.</summary>
    private const int MostVersions = 50_000;

    private readonly ConcurrentDictionary<Uri, Task<string>> downloads = [];

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.For(SourceOf(reference)).Feed is { } feed ? [feed] : [];

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var (found, why) = config.For(SourceOf(reference));
        var feed = found ?? throw new UsageException($"{reference}: {why}");
        var bytes = await origins.DocumentAsync(feed, new(new Uri(feed.Address, $"{PrefixOf(reference.Name.ToLowerInvariant())}/{reference.Name.ToLowerInvariant()}"), reference.ToString())
        {
            Meaning = status => status is 404 or 410 or 451 ? $"the registry {feed.Address.Authority} has no such crate ({status}); check the name" : null,
        }, cancellation);
        var version = Choose(feed, reference, Listed(bytes, reference));
        var (name, number) = (version.Text("name") ?? reference.Name, version.Text("vers")!);
        var digest = Integrity.OfHex("sha256", version.Text("cksum") ?? "");
        return
        [
            new(name, number, AddressOf(await downloads.GetOrAdd(feed.Address, _ => DownloadAsync(feed, cancellation)), feed, name, number, digest), $"{name}-{number}.crate", digest is null ? [] : [digest], new()
            {
                Published = version.Text("pubtime") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
                Deprecated = version.Field("yanked") is { ValueKind: JsonValueKind.True } ? "it was withdrawn" : null,
            }),
        ];
    }

    private static string? SourceOf(PackageReference reference) => reference.Registries is [var first, ..] ? first : null;

    private static JsonElement Choose(Feed feed, PackageReference reference, List<JsonElement> versions)
    {
        var wanted = reference.Version ?? VersionOrder.Newest("crates.io", versions.Where(static one => one.Field("yanked") is not { ValueKind: JsonValueKind.True }).Select(static one => one.Text("vers")!).Where(static version => !version.Contains('-', StringComparison.Ordinal)));
        var chosen = versions.Find(one => one.Text("vers") == wanted);
        return chosen.ValueKind == JsonValueKind.Object && PackageReference.IsVersion(chosen.Text("vers")!) ? chosen
            : throw new UnreadableException(reference.ToString(), $"the registry {feed.Address.Authority} has no such version of it; it has {versions.Count}{(versions.Count > 0 ? $", the last is {versions[^1].Text("vers")}" : "")}");
    }

    /// <summary>A version a line. What is no version of this crate is not there for cargo either.</summary>
    private static List<JsonElement> Listed(byte[] bytes, PackageReference reference)
    {
        var versions = new List<JsonElement>();
        foreach (var line in bytes.AsSpan().Split((byte)'\n'))
        {
            if (bytes.AsSpan(line).Trim(" \r\t"u8) is { IsEmpty: false } text && versions.Count < MostVersions)
            {
                try
                {
                    var version = Json.Parse(text.ToArray(), reference.ToString());
                    if (version.Text("vers") is not null && string.Equals(version.Text("name"), reference.Name, StringComparison.OrdinalIgnoreCase))
                    {
                        versions.Add(version);
                    }
                }
                catch (UnreadableException)
                {
                    // cargo reads the others too
                }
            }
        }

        return versions;
    }

    private async Task<string> DownloadAsync(Feed feed, CancellationToken cancellation)
    {
        try
        {
            var what = $"{feed}config.json";
            var document = Json.Parse(await origins.DocumentAsync(feed, new(new Uri(feed.Address, "config.json"), what), cancellation), what);
            return document.Text("dl") is { Length: > 0 } address ? address : throw new UnreadableException(what, "does not say where archives are (dl)");
        }
        catch
        {
            downloads.TryRemove(feed.Address, out _);
            throw;
        }
    }

    private static Uri AddressOf(string template, Feed feed, string name, string version, string? digest)
    {
        (string Marker, string Value)[] markers = [("{crate}", name), ("{version}", version), ("{prefix}", PrefixOf(name)), ("{lowerprefix}", PrefixOf(name.ToLowerInvariant())), ("{sha256-checksum}", digest?.Split(':')[1] ?? "")];
        var whole = Array.Exists(markers, marker => template.Contains(marker.Marker, StringComparison.Ordinal)) ? template : template + "/{crate}/{version}/download";
        var text = markers.Aggregate(whole, static (text, marker) => text.Replace(marker.Marker, marker.Value, StringComparison.Ordinal));
        return Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new UnreadableException($"{feed}config.json", "names no address where archives are (dl)");
    }

    /// <summary><c>1</c>, <c>2</c>, <c>3/a</c>, <c>ab/cd</c>: by the length of the name.</summary>
    private static string PrefixOf(string name) => name.Length switch { 1 => "1", 2 => "2", 3 => $"3/{name[0]}", _ => $"{name[..2]}/{name[2..4]}" };
}
