using System.Globalization;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Advisories;

internal sealed partial record OsvRecord
{
    /// <summary>Attack: one record of gigabytes. The largest that is published has 3 MB.</summary>
    public const int LengthLimit = 16 << 20;

    /// <summary>Attack: a record with a million packages, versions or events. Published ones have a twentieth of it.</summary>
    private const int ListLimit = 200_000;

    /// <summary>Attack: a text of megabytes in every report.</summary>
    private const int TextLimit = 200;
    private const int AliasLimit = 32;
    private const int NameLimit = 512;

    /// <summary>Embedded malicious code (CWE): what the release does is the attack, not a mistake.</summary>
    private const string EmbeddedMaliciousCode = "CWE-506";

    /// <summary>Throws <see cref="InvalidDataException"/> with the reason in one line.</summary>
    public static OsvRecord Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > LengthLimit)
        {
            throw new InvalidDataException($"is larger than {LengthLimit >> 20} MB");
        }

        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
            return Of(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"is not JSON (line {e.LineNumber + 1})", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("holds half of a surrogate pair", e); // found when the text is decoded
        }
    }

    private static OsvRecord Of(JsonElement root)
    {
        var id = root.String("id") is { Length: > 0 and <= TextLimit } given ? given : throw new InvalidDataException("has no id");
        if (root.Member("schema_version").ValueKind == JsonValueKind.String && root.String("schema_version") is { } schema && !schema.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"is of schema {schema[..Math.Min(schema.Length, 20)]}; 1.x is known");
        }

        var aliases = root.Member("aliases").Items().Take(AliasLimit).Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!).Where(static alias => alias.Length is > 0 and <= TextLimit).ToList();
        var specific = root.Member("database_specific");
        var (severity, score) = SeverityOf(root);
        return new OsvRecord(id, IsOfMalware(id, aliases, root, specific), OneLine(root.String("summary") ?? root.String("details") ?? ""), Time(root, "modified"))
        {
            Published = Time(root, "published"),
            IsWithdrawn = root.String("withdrawn") is { Length: > 0 },
            Severity = severity,
            Score = score,
            Aliases = aliases,
            Affected = [.. Bounded(root.Member("affected"), "packages").Select(AffectedOf).OfType<OsvAffected>()],
        };
    }

    /// <summary>The OpenSSF's malicious-packages have ids of their own and say where they come from; others have the weakness "embedded malicious code".</summary>
    private static bool IsOfMalware(string id, List<string> aliases, JsonElement root, JsonElement specific) =>
        id.StartsWith("MAL-", StringComparison.Ordinal) || aliases.Exists(static alias => alias.StartsWith("MAL-", StringComparison.Ordinal))
        || specific.Member("malicious-packages-origins").ValueKind == JsonValueKind.Array
        || specific.Member("cwe_ids").Items().Any(static weakness => weakness.ValueKind == JsonValueKind.String && weakness.ValueEquals(EmbeddedMaliciousCode))
        || root.Member("affected").Items().Any(static affected => affected.Member("database_specific").Member("cwes").Items().Any(static weakness => weakness.String("cweId") == EmbeddedMaliciousCode));

    /// <summary>The highest score of its vectors, or the word that the database has for it.</summary>
    private static (AdvisorySeverity Severity, double? Score) SeverityOf(JsonElement element)
    {
        double? score = null;
        foreach (var item in element.Member("severity").Items())
        {
            if (item.String("score") is { } vector && (Cvss.ScoreOf(vector) ?? Plain(vector)) is { } found && !(score >= found))
            {
                score = found;
            }
        }

        return score is { } known ? (Cvss.WordOf(known), score) : ((element.Member("database_specific").String("severity") ?? element.Member("ecosystem_specific").String("severity"))?.ToUpperInvariant() switch
        {
            "CRITICAL" => AdvisorySeverity.Critical,
            "HIGH" or "IMPORTANT" => AdvisorySeverity.High,
            "MODERATE" or "MEDIUM" => AdvisorySeverity.Medium,
            "LOW" or "NEGLIGIBLE" or "MINOR" => AdvisorySeverity.Low,
            _ => AdvisorySeverity.Unknown,
        }, null);

        static double? Plain(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 10 ? number : null;
    }

    /// <summary>Null for what names no package, such as a repository alone.</summary>
    private static OsvAffected? AffectedOf(JsonElement affected)
    {
        var package = affected.Member("package");
        if (package.String("ecosystem") is not { Length: > 0 and <= TextLimit } ecosystem || package.String("name") is not { Length: > 0 and <= NameLimit } name)
        {
            return null;
        }

        var colon = ecosystem.IndexOf(':', StringComparison.Ordinal);
        var plain = colon < 0 ? ecosystem : ecosystem[..colon];
        var ranges = Bounded(affected.Member("ranges"), "ranges").Where(static range => range.String("type") is "SEMVER" or "ECOSYSTEM")
            .Select(static range => (IReadOnlyList<OsvEvent>)[.. Bounded(range.Member("events"), "events").SelectMany(EventsOf)]).Where(static events => events.Count > 0);
        var versions = Bounded(affected.Member("versions"), "versions").Where(static version => version.ValueKind == JsonValueKind.String).Select(static version => version.GetString()!);
        var (severity, score) = SeverityOf(affected);
        return new(plain, colon < 0 ? "" : ecosystem[(colon + 1)..], PackageKey.Normal(plain, name), [.. ranges], [.. versions])
        {
            Severity = severity == AdvisorySeverity.Unknown ? null : (severity, score),
        };
    }

    /// <summary>One of each object, says the schema; more are read all the same.</summary>
    private static IEnumerable<OsvEvent> EventsOf(JsonElement element)
    {
        foreach (var member in element.Members())
        {
            if (member.Value.ValueKind == JsonValueKind.String && member.Name switch
            {
                "introduced" => OsvEventKind.Introduced,
                "fixed" => OsvEventKind.Fixed,
                "last_affected" => OsvEventKind.LastAffected,
                "limit" => OsvEventKind.Limit,
                _ => (OsvEventKind?)null,
            } is { } kind)
            {
                yield return new(kind, member.Value.GetString()!);
            }
        }
    }

    private static IEnumerable<JsonElement> Bounded(JsonElement array, string what) =>
        array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > ListLimit ? throw new InvalidDataException($"lists more than {ListLimit} {what}") : array.Items();

    private static DateTimeOffset? Time(JsonElement root, string name) =>
        root.String(name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string OneLine(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line.Length <= TextLimit ? line.ToString() : string.Concat(line[..(char.IsHighSurrogate(line[TextLimit - 1]) ? TextLimit - 1 : TextLimit)].TrimEnd(), "…");
    }
}
