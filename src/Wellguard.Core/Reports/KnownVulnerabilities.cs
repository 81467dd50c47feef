using Wellguard.Advisories;
using Wellguard.Layers;

namespace Wellguard.Reports;

/// <summary>What advisories say that is no attack: listed, counted, and no part of the verdict.</summary>
public static class KnownVulnerabilities
{
    /// <summary>Attack: a lock file of a million releases, each with a hundred vulnerabilities, makes a report of gigabytes. The worst stay.</summary>
    private const int Limit = 10_000;

    private static readonly AdvisorySeverity[] WorstFirst = [AdvisorySeverity.Critical, AdvisorySeverity.High, AdvisorySeverity.Medium, AdvisorySeverity.Low, AdvisorySeverity.Unknown];

    public static IReadOnlyList<Vulnerability> Of(IReadOnlyList<AdvisedComponent> advised) =>
        [.. advised.Where(static one => !one.Advisory.IsMalicious)
            .DistinctBy(static one => (one.Advisory.Id, one.Purl))
            .OrderByDescending(static one => one.Advisory.Severity).ThenByDescending(static one => one.Advisory.Score ?? 0)
            .ThenBy(static one => one.Purl, StringComparer.Ordinal).ThenBy(static one => one.Advisory.Id, StringComparer.Ordinal)
            .Take(Limit)
            .Select(static one => new Vulnerability(one.Advisory.Id, one.Purl, Story.Word(one.Advisory.Severity))
            {
                Score = one.Advisory.Score,
                Fixed = one.Advisory.Fixed,
                Summary = one.Advisory.Summary,
                Aliases = one.Advisory.Aliases.Count > 0 ? one.Advisory.Aliases : null,
            })];

    public static IReadOnlyList<Database> DatabasesOf(ScanOptions options) =>
    [
        .. options.Advisories.Databases.Select(static pair => new Database(pair.Name, pair.Database.Digest, pair.Database.Modified)),
        .. options.Names.Digest is { } names ? [new Database("popular names", names, options.Names.Modified)] : (Database[])[],
        .. options.Families is { } families ? [new Database("families", families.Digest, families.Modified)] : (Database[])[],
    ];

    /// <summary><c>2 critical, 1 low in 2 components</c>; empty when there are none.</summary>
    public static string Counted(IReadOnlyList<Vulnerability> vulnerabilities)
    {
        var words = WorstFirst.Select(Story.Word).Select(word => (Word: word, Count: vulnerabilities.Count(one => one.Severity == word))).Where(static pair => pair.Count > 0).Select(static pair => $"{pair.Count} {pair.Word}");
        var components = vulnerabilities.Select(static one => one.Purl).Distinct().Count();
        return vulnerabilities.Count == 0 ? "" : $"{string.Join(", ", words)} in {components} component{(components == 1 ? "" : "s")}";
    }

    /// <summary>How old a database is: <c>3 days old</c>; empty when that cannot be said.</summary>
    public static string AgeOf(Database database, DateOnly? today) =>
        database.Modified is { } modified && today is { } day && day.DayNumber - DateOnly.FromDateTime(modified.UtcDateTime).DayNumber is >= 0 and var days
            ? days == 0 ? "of today" : $"{days} day{(days == 1 ? "" : "s")} old" : "";
}
