using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>SARIF 2.1.0 (OASIS standard): a run for each artifact.</summary>
public sealed class SarifReport : ReportFormat
{
    private const int WorstLimit = 10;

    public override string Name => "sarif";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        foreach (var report in reports)
        {
            WriteRun(json, report, context);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteRun(Utf8JsonWriter json, Report report, ReportContext context)
    {
        var rules = report.Signals.Select(signal => signal.Rule).Distinct().Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "wellguard");
        json.WriteString("semanticVersion", context.Version);
        json.WriteStartArray("rules");
        rules.ForEach(id => WriteRule(json, id, context.Rule(id), report.Signals.First(signal => signal.Rule == id)));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        WriteInvocation(json, report);
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"wellguard/{Plain(report.Artifact.Name)}");
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        var seen = new Dictionary<string, int>();
        foreach (var signal in report.Signals)
        {
            WriteResult(json, report, signal, rules.IndexOf(signal.Rule), seen);
        }

        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteString("artifact", Plain(report.Artifact.Name));
        WriteIf(json, "digest", report.Artifact.Digest);
        WriteIf(json, "platform", report.Artifact.Platform);
        json.WriteString("level", Story.Word(report.Verdict.Level));
        json.WriteString("decision", Story.Word(report.Verdict.Decision));
        json.WriteNumber("score", report.Verdict.Score);
        json.WriteString("completeness", Story.Word(report.Completeness.State));
        WriteVulnerabilities(json, report);
        if (report.Without is { Count: > 0 } without)
        {
            json.WriteStartArray("without");
            without.ToList().ForEach(name => json.WriteStringValue(Plain(name)));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Not results: those are what the verdict is about.</summary>
    private static void WriteVulnerabilities(Utf8JsonWriter json, Report report)
    {
        if (report.Databases.Count > 0)
        {
            json.WriteStartArray("databases");
            foreach (var database in report.Databases)
            {
                json.WriteStringValue(Plain($"{database.Name} {database.Digest}{(database.Modified is { } modified ? $" {modified.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "")}"));
            }

            json.WriteEndArray();
        }

        if (report.Vulnerabilities.Count > 0)
        {
            json.WriteString("vulnerabilities", KnownVulnerabilities.Counted(report.Vulnerabilities));
            json.WriteStartArray("worstVulnerabilities");
            foreach (var one in report.Vulnerabilities.Take(WorstLimit))
            {
                json.WriteStringValue(Plain($"{one.Severity} {one.Id} {one.Purl}{(one.Fixed is { } version ? $", not in {version}" : "")}"));
            }

            json.WriteEndArray();
        }
    }

    /// <summary>What was not seen is a notification, and the run was not successful when nothing was.</summary>
    private static void WriteInvocation(Utf8JsonWriter json, Report report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", report.Completeness.State != CompletenessState.Failed);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var (stage, what, why) in report.Completeness.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("level", report.Completeness.State == CompletenessState.Failed ? "error" : "warning");
            WriteText(json, "message", $"{stage}: {what}: {why}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteRule(Utf8JsonWriter json, string id, Rule? rule, Signal example)
    {
        var (severity, confidence) = (rule?.Severity ?? example.Severity, rule?.Confidence ?? example.Confidence);
        json.WriteStartObject();
        json.WriteString("id", Plain(id));
        WriteText(json, "shortDescription", rule?.Title ?? example.Title);
        if (rule is not null)
        {
            WriteText(json, "fullDescription", rule.Why);
            var help = $"Why it matters: {rule.Why}\n\nWhat to do: {rule.Fix}" + (rule.Benign is null ? "" : $"\n\nWhen it is right to ignore it: {rule.Benign}");
            json.WriteStartObject("help");
            json.WriteString("text", help);
            json.WriteEndObject();
        }

        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", LevelOf(severity));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("precision", confidence switch { Confidence.High => "high", Confidence.Medium => "medium", _ => "low" });
        json.WriteString("security-severity", severity switch { Severity.Critical => "9.5", Severity.High => "8.0", Severity.Medium => "5.5", Severity.Low => "2.0", _ => "0.0" });
        json.WriteStartArray("tags");
        json.WriteStringValue("security");
        json.WriteStringValue("supply-chain");
        foreach (var technique in rule?.Attack ?? example.Attack)
        {
            json.WriteStringValue("attack/" + Plain(technique));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Report report, Signal signal, int rule, Dictionary<string, int> seen)
    {
        var refuted = signal.State == SignalState.Refuted;
        json.WriteStartObject();
        json.WriteString("ruleId", Plain(signal.Rule));
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("kind", refuted ? "pass" : "fail");
        json.WriteString("level", refuted ? "none" : LevelOf(signal.Severity));
        var source = signal.Evidence.FirstOrDefault(evidence => evidence.Kind is EvidenceKind.Decoded or EvidenceKind.Source);
        WriteText(json, "message", signal.Title + (signal.Trigger is { } trigger ? $" (runs: {Story.When(trigger)})" : "") + (source is null ? "" : $": {SafeText.OneLine(source.Text, 300)}"));
        SarifPlaces.WriteLocations(json, signal);
        var print = Fingerprint(signal);
        var number = seen[print] = seen.GetValueOrDefault(print) + 1;
        json.WriteStartObject("partialFingerprints");
        json.WriteString("wellguardSignal/v1", $"{print}:{number}");
        json.WriteEndObject();
        if (report.Verdict.Waived.Contains(signal.Id))
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            var waiver = report.Verdict.Waivers?.FirstOrDefault(waiver => waiver.Signals.Contains(signal.Id));
            json.WriteString("justification", SafeText.OneLine($"waived by the policy {report.Verdict.Policy}{(waiver is null ? "" : $" ({waiver.InOneLine})")}", 600));
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        WriteIf(json, "id", signal.Id);
        json.WriteString("state", Story.Word(signal.State));
        json.WriteString("class", Story.Word(signal.Class));
        json.WriteString("severity", Story.Word(signal.Severity));
        json.WriteString("confidence", Story.Word(signal.Confidence));
        WriteIf(json, "package", signal.Where.Package);
        if (signal.Where.Layer is { } layer)
        {
            json.WriteNumber("layer", layer.Index);
            json.WriteBoolean("inFinalFilesystem", layer.InFinalFilesystem);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The same signal in the next build of the artifact: rule, path and text, not the line or the layer.</summary>
    private static string Fingerprint(Signal signal)
    {
        var text = string.Join('\n', signal.Rule, signal.Where.Path, signal.Object, signal.Evidence.Count > 0 ? signal.Evidence[0].Text : null);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    private static string LevelOf(Severity severity) => severity switch
    {
        Severity.Critical or Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    internal static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", SafeText.OneLine(text, 2000));
        json.WriteEndObject();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, Plain(text));
        }
    }

    private static string Plain(string text) => SafeText.OneLine(text);
}
