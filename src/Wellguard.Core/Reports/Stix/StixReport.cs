using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports.Stix;

/// <summary>
/// A STIX 2.1 bundle for threat intelligence platforms: the analysis and its result, the sample, its indicators with patterns, the ATT&amp;CK techniques,
/// what it drops and contacts, and how these hang together. There is no observed-data: it must say at what time of day something was seen.
/// </summary>
public sealed class StixReport : ReportFormat
{
    private const int DroppedLimit = 500;

    public override string Name => "stix";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        var bundle = new StixBundle();
        foreach (var report in reports)
        {
            Add(bundle, report, context);
        }

        bundle.WriteTo(output);
        output.WriteByte((byte)'\n');
    }

    private static void Add(StixBundle bundle, Report report, ReportContext context)
    {
        var name = SafeText.OneLine(report.Artifact.Name, 300);
        var sample = Observable.Add(bundle, report.Artifact);
        var dropped = report.Dropped.Where(file => Observable.Sha256(file.Sha256) is not null).Take(DroppedLimit)
            .Select(file => Observable.Add(bundle, file)).Distinct().ToList();
        var contacted = new List<string>();
        var all = new List<string>();
        var techniques = TechniquesOf(report).ToDictionary(technique => technique, technique => AddTechnique(bundle, technique));
        var malware = report.Verdict.Level is Level.Malicious or Level.Suspicious ? AddMalware(bundle, name, sample) : null;

        var origins = new IndicatorOrigins(report);
        foreach (var indicator in report.Indicators.Distinct())
        {
            var (signals, nodes) = origins.Of(indicator);
            var added = AddIndicator(bundle, indicator, signals, nodes, report);
            all.Add(added);
            if (Observable.Add(bundle, indicator) is { } seen)
            {
                contacted.Add(seen);
            }

            if (malware is not null)
            {
                bundle.Relate(added, "indicates", malware);
            }

            foreach (var technique in signals.SelectMany(signal => signal.Attack).Distinct().Where(techniques.ContainsKey))
            {
                bundle.Relate(added, "indicates", techniques[technique]);
            }
        }

        var analysis = AddAnalysis(bundle, report, sample, [.. contacted, .. dropped], context);
        if (malware is not null)
        {
            bundle.Relate(analysis, report.Tree.Nodes.Any(node => node.State is SignalState.Observed or SignalState.Confirmed) ? "dynamic-analysis-of" : "static-analysis-of", malware);
            techniques.Values.ToList().ForEach(technique => bundle.Relate(malware, "uses", technique));
            dropped.ForEach(file => bundle.Relate(malware, "drops", file));
            contacted.Where(seen => !seen.StartsWith("file--", StringComparison.Ordinal)).Distinct().ToList().ForEach(seen => bundle.Relate(malware, "communicates-with", seen));
        }

        AddGrouping(bundle, report, name, [analysis, sample, .. malware is null ? (string[])[] : [malware], .. all, .. techniques.Values]);
    }

    private static IEnumerable<string> TechniquesOf(Report report) => Techniques.UsesIn(report).Select(static use => use.Id).Distinct().Order(StringComparer.Ordinal);

    private static string AddTechnique(StixBundle bundle, string technique) => bundle.Add("attack-pattern", json =>
    {
        json.WriteString("name", Techniques.NameOf(technique) ?? technique);
        json.WriteStartArray("external_references");
        json.WriteStartObject();
        json.WriteString("source_name", "mitre-attack");
        json.WriteString("external_id", technique);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static string AddMalware(StixBundle bundle, string name, string sample) => bundle.Add("malware", json =>
    {
        json.WriteString("name", name);
        json.WriteBoolean("is_family", value: false);
        Strings(json, "sample_refs", [sample]);
    });

    /// <summary>Its description says which rule and which step of the tree it comes from.</summary>
    private static string AddIndicator(StixBundle bundle, Indicator indicator, IReadOnlyList<Signal> signals, IReadOnlyList<Node> nodes, Report report) => bundle.Add("indicator", json =>
    {
        json.WriteString("name", SafeText.OneLine($"{indicator.Kind} {indicator.Value}", 300));
        var rules = signals.Select(signal => SafeText.OneLine(signal.Rule, 100)).Distinct();
        var steps = nodes.Select(node => $"{SafeText.OneLine(node.Id, 40)} {SafeText.OneLine(node.Label, 160)}");
        string[] from = [.. rules.Select(rule => "rule " + rule).Concat(steps.Select(step => "step " + step)).Take(10)];
        if (from.Length > 0)
        {
            json.WriteString("description", string.Join("; ", from));
        }

        Strings(json, "indicator_types", [report.Verdict.Level switch { Level.Malicious => "malicious-activity", Level.Suspicious => "anomalous-activity", _ => "unknown" }]);
        json.WriteString("pattern", Observable.PatternOf(indicator));
        json.WriteString("pattern_type", "stix");
        json.WriteString("pattern_version", "2.1");
        if (signals.Count > 0)
        {
            // Appendix A: none, low, medium, high.
            json.WriteNumber("confidence", signals.Max(signal => signal.Confidence) switch { Confidence.High => 85, Confidence.Medium => 50, _ => 15 });
        }
    });

    private static string AddAnalysis(StixBundle bundle, Report report, string sample, IReadOnlyList<string> seen, ReportContext context) => bundle.Add("malware-analysis", json =>
    {
        json.WriteString("product", "wellguard");
        json.WriteString("version", SafeText.OneLine(context.Version, 60));
        json.WriteString("result_name", $"{Story.Word(report.Verdict.Level)} {report.Verdict.Score}/100");
        json.WriteString("result", report.Verdict.Level switch { Level.Malicious => "malicious", Level.Suspicious => "suspicious", Level.Clean => "benign", _ => "unknown" });
        json.WriteString("sample_ref", sample);
        if (seen.Count > 0)
        {
            Strings(json, "analysis_sco_refs", seen.Distinct());
        }
    });

    private static void AddGrouping(StixBundle bundle, Report report, string name, IEnumerable<string> about) => bundle.Add("grouping", json =>
    {
        json.WriteString("name", name);
        if (report.Completeness.State != CompletenessState.Complete)
        {
            json.WriteString("description", SafeText.OneLine($"The analysis is {Story.Word(report.Completeness.State)}: {string.Join("; ", report.Completeness.Reasons.Take(5).Select(reason => $"{reason.What}: {reason.Why}"))}", 600));
        }

        json.WriteString("context", "malware-analysis");
        Strings(json, "object_refs", about.Distinct());
    });

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
