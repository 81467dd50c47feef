using System.Globalization;
using System.Text;
using System.Text.Json;
using Wellguard.Advisories;
using Wellguard.Inventories;
using Wellguard.Layers;
using Wellguard.Reports;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard db status</c>.</summary>
internal static class DbStatus
{
    public static int Run(string folder, bool asJson, TextWriter output)
    {
        using var set = AdvisorySet.Open(folder);
        var (names, families) = (DatabaseFolder.Names(folder, Everything), DatabaseFolder.FamilyIndex(folder, Everything));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var databases = set.Databases.Select(static pair => (pair.Name, pair.Database, IsIntact: pair.Database.IsIntact())).ToList();
        if (asJson)
        {
            output.WriteLine(Json(folder, databases, set, names, families, today));
        }
        else
        {
            WriteTable(folder, databases, today, output);
            WriteImported(names, families, today, output);
        }

        foreach (var (_, what, why) in set.Shortfalls)
        {
            Failures.Say($"{what}: {why}");
        }

        return set.Shortfalls.Count > 0 || databases.Exists(static one => !one.IsIntact) ? ExitCode.NotCompleted : ExitCode.Allowed;
    }

    private static readonly HashSet<string> Everything = [];

    private static void WriteImported(PopularNames names, FamilyIndex? families, DateOnly today, TextWriter output)
    {
        if (names.Digest is { } digest)
        {
            output.WriteLine($"popular names: {string.Join(", ", names.Types.Select(type => string.Create(CultureInfo.InvariantCulture, $"{names.Count(type):N0} of {type}")))}, {KnownVulnerabilities.AgeOf(new Database("", digest, names.Modified), today)}, {digest[..19]}");
        }

        if (families is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"families of known-bad code: {families.Labels:N0}, {families.Programs:N0} programs, {KnownVulnerabilities.AgeOf(new Database("", families.Digest, families.Modified), today)}, {families.Digest[..19]}"));
        }
    }

    private static void WriteTable(string folder, List<(string Name, AdvisoryDatabase Database, bool IsIntact)> databases, DateOnly today, TextWriter output)
    {
        if (databases.Count == 0)
        {
            output.WriteLine($"no advisories in {SafeText.OneLine(folder, 300)}: wellguard db import PATH, or db update --mirror URL");
            return;
        }

        var width = databases.Max(static one => one.Name.Length) + 2;
        output.WriteLine($"{"DATABASE".PadRight(width)}{"RECORDS",9}{"KNOWN BAD",11}{"PACKAGES",10}{"MB",8}  MODIFIED    AGE            DIGEST");
        foreach (var (name, database, isIntact) in databases)
        {
            var age = KnownVulnerabilities.AgeOf(new Database(name, database.Digest, database.Modified), today);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SafeText.OneLine(name).PadRight(width)}{database.Records,9}{database.KnownBad,11}{database.Packages,10}{database.Length / 1e6,8:N1}  {database.Modified?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "unknown",-10}  {age,-13}  {(isIntact ? database.Digest[..19] : "DAMAGED: import it again")}{(database.Broken > 0 ? $"  {database.Broken} records could not be read" : "")}"));
        }
    }

    private static string Json(string folder, List<(string Name, AdvisoryDatabase Database, bool IsIntact)> databases, AdvisorySet set, PopularNames names, FamilyIndex? families, DateOnly today)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("folder", folder);
            json.WriteStartArray("databases");
            foreach (var (name, database, isIntact) in databases)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("ecosystem", database.Ecosystem);
                json.WriteNumber("records", database.Records);
                json.WriteNumber("knownBad", database.KnownBad);
                json.WriteNumber("withdrawn", database.Withdrawn);
                json.WriteNumber("broken", database.Broken);
                json.WriteNumber("packages", database.Packages);
                json.WriteNumber("bytes", database.Length);
                if (database.Modified is { } modified)
                {
                    json.WriteString("modified", modified);
                    json.WriteNumber("ageDays", Math.Max(0, today.DayNumber - DateOnly.FromDateTime(modified.UtcDateTime).DayNumber));
                }

                if (database.Imported is { } imported)
                {
                    json.WriteString("imported", imported);
                }

                json.WriteString("digest", database.Digest);
                json.WriteBoolean("intact", isIntact);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("names");
            foreach (var type in names.Types)
            {
                json.WriteNumber(type, names.Count(type));
            }

            json.WriteEndObject();
            if (families is not null)
            {
                json.WriteStartObject("families");
                json.WriteNumber("labels", families.Labels);
                json.WriteNumber("programs", families.Programs);
                json.WriteString("digest", families.Digest);
                json.WriteEndObject();
            }

            json.WriteStartArray("unreadable");
            foreach (var (_, what, why) in set.Shortfalls)
            {
                json.WriteStringValue(SafeText.OneLine($"{what}: {why}"));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
