using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Sources of NuGet by protocol version 3 (NuGet documentation, "NuGet Server API": service index, package base address, registrations).</summary>
internal sealed class NuGetFeed(NuGetConfig config, Origins origins) : PackageRegistry
{
    private const int MostResources = 500;
    private const int MostVersions = 50_000;

    private static readonly string[] Registrations = ["RegistrationsBaseUrl", "RegistrationsBaseUrl/3.0.0-rc", "RegistrationsBaseUrl/3.0.0-beta"];

    private readonly ConcurrentDictionary<Uri, Task<JsonElement>> indexes = [];

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.For(reference.Name);

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var feeds = config.For(reference.Name);
        if (feeds.Count == 0)
        {
            throw new UsageException($"{reference}: no NuGet source is configured for it; say which in NuGet.Config: <packageSources><add key=\"NAME\" value=\"https://HOST/v3/index.json\" />");
        }

        return await FirstAsync(feeds, async feed => [await FindAsync(feed, reference, briefly, cancellation)]);
    }

    /// <summary>At least three numbers, no zeros in front, no fourth zero, no metadata (NuGet documentation, "Normalized version numbers"); lower case as addresses have it.</summary>
    public static string Normal(string version)
    {
        var plain = version.Split('+')[0].ToLowerInvariant();
        var dash = plain.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? plain : plain[..dash]).Split('.').Select(static number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value.ToString(CultureInfo.InvariantCulture) : number).ToList();
        while (numbers.Count < 3)
        {
            numbers.Add("0");
        }

        return string.Join('.', numbers is [.., "0"] && numbers.Count == 4 ? numbers[..3] : numbers) + (dash < 0 ? "" : plain[dash..]);
    }

    private async Task<Publication> FindAsync(Feed feed, PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var index = await indexes.GetOrAdd(feed.Address, _ => IndexAsync(feed, reference, cancellation));
        var place = Resource(index, "PackageBaseAddress/3.0.0") ?? throw new UnreadableException(reference.ToString(), $"{feed.Address.Authority} is no NuGet source of protocol version 3");
        var id = reference.Name.ToLowerInvariant();
        var versions = (await DocumentAsync(new Uri(place, $"{id}/index.json"))).Texts("versions", MostVersions);
        var wanted = reference.Version is { } asked ? versions.FirstOrDefault(version => Normal(version) == Normal(asked)) : versions.LastOrDefault(static version => !version.Contains('-', StringComparison.Ordinal));
        if (wanted is null || !PackageReference.IsVersion(wanted))
        {
            throw new UnreadableException(reference.ToString(), $"the source has no such version of it; it has {versions.Count}{(versions.Count > 0 ? $", the last is {versions[^1]}" : "")}");
        }

        var file = $"{id}.{wanted.ToLowerInvariant()}.nupkg";
        return new(reference.Name, wanted, new Uri(place, $"{id}/{wanted.ToLowerInvariant()}/{file}"), file, [], briefly ? new() : await RegistrationAsync());

        async Task<JsonElement> DocumentAsync(Uri address) => Json.Parse(await origins.DocumentAsync(feed, new(address, reference.ToString())
        {
            Meaning = status => status == 404 ? $"the source {feed.Address.Authority} has no such package (404); check the id" : null,
        }, cancellation), reference.ToString());

        // It says little, and not every source has it.
        async Task<Registration> RegistrationAsync()
        {
            try
            {
                var leaf = Registrations.Select(kind => Resource(index, kind)).FirstOrDefault(static found => found is not null) is { } at ? await DocumentAsync(new Uri(at, $"{id}/{Normal(wanted)}.json")) : default;
                return new()
                {
                    Published = leaf.Text("published") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1900 ? time : null,
                    Deprecated = leaf.Field("listed") is { ValueKind: JsonValueKind.False } ? "it is not listed any more" : null,
                };
            }
            catch (UnreadableException)
            {
                return new();
            }
        }
    }

    private async Task<JsonElement> IndexAsync(Feed feed, PackageReference reference, CancellationToken cancellation)
    {
        try
        {
            return Json.Parse(await origins.DocumentAsync(feed, new(new Uri(feed.Address.AbsoluteUri.TrimEnd('/')), reference.ToString()), cancellation), feed.Address.Authority);
        }
        catch
        {
            indexes.TryRemove(feed.Address, out _);
            throw;
        }
    }

    private static Uri? Resource(JsonElement index, string kind) =>
        index.Items("resources", MostResources).Where(resource => resource.Texts("@type", 10).Contains(kind)).Select(static resource => resource.Text("@id")).FirstOrDefault() is { } text && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) ? address : null;
}
