using System.Text.Json;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>An ATT&amp;CK Navigator layer, format 4.5: each technique with the strongest score of the signals and nodes that show it.</summary>
public sealed class NavigatorReport : ReportFormat
{
    /// <summary>Lines of a technique's comment.</summary>
    private const int CommentLimit = 10;

    public override string Name => "navigator";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("name", reports.Count == 1 ? SafeText.OneLine(reports[0].Artifact.Name, 200) : $"wellguard: {reports.Count} artifacts");
        json.WriteStartObject("versions");
        json.WriteString("attack", reports.Count > 0 ? reports[0].AttackVersion : new Report(null!, null!, null!).AttackVersion);
        json.WriteString("navigator", "5.1.0");
        json.WriteString("layer", "4.5");
        json.WriteEndObject();
        json.WriteString("domain", "enterprise-attack");
        json.WriteString("description", "Techniques that wellguard saw or predicts; the score is the strongest evidence from 0 to 100.");
        json.WriteStartObject("filters");
        json.WriteStartArray("platforms");
        foreach (var platform in new[] { "Linux", "Containers", "IaaS" })
        {
            json.WriteStringValue(platform);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("sorting", 3);
        json.WriteBoolean("hideDisabled", value: false);
        json.WriteStartArray("techniques");
        foreach (var technique in Techniques(reports))
        {
            json.WriteStartObject();
            json.WriteString("techniqueID", technique.Key);
            json.WriteNumber("score", technique.Max(seen => seen.Score));
            json.WriteString("comment", string.Join('\n', technique.Select(seen => seen.Comment).Distinct().Take(CommentLimit)));
            json.WriteBoolean("enabled", value: true);
            json.WriteBoolean("showSubtechniques", value: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("gradient");
        json.WriteStartArray("colors");
        json.WriteStringValue("#fff3d6ff");
        json.WriteStringValue("#f6a04dff");
        json.WriteStringValue("#c0392bff");
        json.WriteEndArray();
        json.WriteNumber("minValue", 0);
        json.WriteNumber("maxValue", 100);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static IEnumerable<IGrouping<string, (string Id, int Score, string Comment)>> Techniques(IReadOnlyList<Report> reports)
    {
        var seen = new List<(string Id, int Score, string Comment)>();
        foreach (var report in reports)
        {
            var of = reports.Count == 1 ? "" : SafeText.OneLine(report.Artifact.Name, 100) + ": ";
            seen.AddRange(Reports.Techniques.UsesIn(report).Select(use => (use.Id, use.Score, of + (use.Signal is { } signal
                ? $"{SafeText.OneLine(signal.Title, 200)} ({Story.Word(signal.State)}, {SafeText.OneLine(signal.Rule, 100)})" : $"{SafeText.OneLine(use.Node!.Label, 200)} ({Story.Word(use.Node.State)})"))));
        }

        return seen.GroupBy(technique => technique.Id).OrderBy(technique => technique.Key, StringComparer.Ordinal);
    }
}
