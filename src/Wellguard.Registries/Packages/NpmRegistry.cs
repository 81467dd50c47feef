using System.Globalization;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>The registry of npm (its documentation, "Public Registry API" and "package metadata").</summary>
internal sealed class NpmRegistry(NpmConfig config, Origins origins) : PackageRegistry
{
    /// <summary>Attack: a package of a million versions.</summary>
    private const int MostVersions = 50_000;

    private const int MostMaintainers = 100;

    public override IReadOnlyList<Feed> FeedsOf(PackageReference reference) => config.For(reference.Name) is { } feed ? [feed] : [];

    public override async Task<IReadOnlyList<Publication>> FindAsync(PackageReference reference, bool briefly, CancellationToken cancellation)
    {
        var feed = config.For(reference.Name) ?? throw new UsageException($"{reference}: no npm registry is configured; say which in ~/.npmrc: registry=https://HOST/");
        var path = reference.Name.Replace("/", "%2f", StringComparison.Ordinal);
        if (briefly && reference.Version is { } exact && NpmVersion.Parse(exact) is not null && await BriefAsync(exact) is { } version)
        {
            return [Of(feed, reference, version, null)];
        }

        var document = Json.Parse(await origins.DocumentAsync(feed, Asked(path, $"the registry {feed.Address.Authority} has no such package (404); check the name"), cancellation), reference.ToString());
        return [Of(feed, reference, Choose(document, reference), document)];

        async Task<JsonElement?> BriefAsync(string exact)
        {
            try
            {
                return Json.Parse(await origins.DocumentAsync(feed, Asked($"{path}/{Uri.EscapeDataString(exact)}", null), cancellation), reference.ToString());
            }
            catch (UnreadableException e) when (e.Why.Contains("(404)", StringComparison.Ordinal) || e.Why.Contains("answered 405", StringComparison.Ordinal))
            {
                return null; // some registries have the whole document only
            }
        }

        Question Asked(string below, string? missing) => new(new Uri(feed.Address, below), reference.ToString()) { Accept = ["application/json"], Meaning = status => status == 404 ? missing : null };
    }

    private static JsonElement Choose(JsonElement document, PackageReference reference)
    {
        var versions = document.Field("versions") is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().Take(MostVersions).ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal) : [];
        var wanted = reference.Version ?? "latest";
        var chosen = versions.ContainsKey(wanted) ? wanted
            : document.Field("dist-tags")?.Text(wanted) is { } tagged ? tagged
            : NpmRange.Parse(wanted) is { } range ? versions.Keys.Select(static text => (text, Version: NpmVersion.Parse(text))).Where(one => one.Version is not null && range.Holds(one.Version)).OrderByDescending(static one => one.Version, NpmVersion.Order).Select(static one => one.text).FirstOrDefault()
            : null;
        return chosen is not null && versions.TryGetValue(chosen, out var found) ? found
            : throw new UnreadableException(reference.ToString(), $"the registry has no version {wanted} of it; it has {versions.Count}{(document.Field("dist-tags")?.Text("latest") is { } latest ? $", the latest is {latest}" : "")}");
    }

    private static Publication Of(Feed feed, PackageReference reference, JsonElement version, JsonElement? document)
    {
        var (name, number) = (version.Text("name") ?? reference.Name, version.Text("version") ?? reference.Version ?? "");
        var dist = version.Field("dist");
        var file = $"{reference.Name[(reference.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{number}.tgz";
        var address = dist?.Text("tarball") is { } text && Uri.TryCreate(feed.Address, text, out var given) ? given : new Uri(feed.Address, $"{reference.Name}/-/{file}");
        var digests = Integrity.OfSri(dist?.Text("integrity"));
        return new(reference.Name, number, Own(feed, address), file, digests.Count > 0 ? digests : [.. ((string?[])[dist?.Text("shasum") is { } sum ? Integrity.OfHex("sha1", sum) : null]).OfType<string>()], RegistrationOf(version, document) with { Name = name, Version = number });
    }

    /// <summary>A mirror that passes documents on as they are names the host that it mirrors: what is asked is the mirror, as npm does for lock files.</summary>
    private static Uri Own(Feed feed, Uri tarball) =>
        tarball.Authority != feed.Address.Authority && tarball.AbsolutePath.Contains("/-/", StringComparison.Ordinal) && tarball.Scheme is "https" or "http"
            && tarball.AbsolutePath.TrimStart('/') is var path && feed.Address.AbsolutePath.Length <= 1 ? new Uri(feed.Address, path) : tarball;

    private static Registration RegistrationOf(JsonElement version, JsonElement? document)
    {
        var registration = new Registration
        {
            Publisher = PublisherOf(version),
            Maintainers = [.. version.Items("maintainers", MostMaintainers).Select(static one => one.Text("name")).OfType<string>()],
            Deprecated = version.Text("deprecated") is { Length: > 0 } why ? why : null,
            HasInstallScript = version.Field("hasInstallScript") is { } has ? has.ValueKind == JsonValueKind.True : version.Field("scripts") is { } scripts ? ((string[])["preinstall", "install", "postinstall"]).Any(hook => scripts.Text(hook) is { Length: > 0 }) : null,
        };
        if (document is null || NpmVersion.Parse(version.Text("version") ?? "") is not { } number)
        {
            return registration with { HasProvenance = HasProvenance(version) ? true : null };
        }

        var all = document.Value.Field("versions")!.Value;
        var earlier = all.EnumerateObject().Take(MostVersions).Select(static one => (one.Value, Number: NpmVersion.Parse(one.Name))).Where(one => one.Number is not null && one.Number.OrderTo(number) < 0).OrderByDescending(static one => one.Number, NpmVersion.Order).ToList();
        var before = earlier.Where(static one => one.Number!.Preview.Length == 0).Concat(earlier).Select(static one => (JsonElement?)one.Value).FirstOrDefault();

        // A registry that shows provenance of no version passes none on.
        var shows = HasProvenance(version) || earlier.Exists(static one => HasProvenance(one.Value));
        return registration with
        {
            Published = document.Value.Field("time")?.Text(version.Text("version")!) is { } time && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            EarlierPublishers = [.. earlier.Select(static one => PublisherOf(one.Value)).OfType<string>().Distinct().Take(MostMaintainers)],
            HasProvenance = shows ? HasProvenance(version) : null,
            HadProvenance = shows && before is { } previous ? HasProvenance(previous) : null,
            Before = before?.Text("version"),
        };
    }

    private static string? PublisherOf(JsonElement version) => version.Field("_npmUser")?.Text("name");

    private static bool HasProvenance(JsonElement version) => version.Field("dist")?.Field("attestations") is not null;
}
