using System.Text;

namespace Wellguard.Reports;

/// <summary>
/// Indicators for spreadsheets and block lists (RFC 4180): one a line, with where it comes from. Every field is quoted, so that a spreadsheet that parts
/// fields at semicolons sees the same fields.
/// </summary>
public sealed class CsvReport : ReportFormat
{
    /// <summary>
    /// Attack: <c>=HYPERLINK(…)</c> as a domain name. What a spreadsheet takes for the beginning of a formula (also in full width, which some take for
    /// the same) gets an apostrophe in front, which it takes for text.
    /// </summary>
    private const string FormulaMarks = "=+-@\t\r|%＝＋－＠";

    private const int ValueLimit = 4_000;
    private const int ListLimit = 20;

    private static readonly string[] Header = ["kind", "value", "artifact", "digest", "verdict", "first_seen_ms", "techniques", "rules", "signals", "nodes", "node_labels"];

    public override string Name => "csv";

    /// <summary>Lines end with CR LF, as the RFC has it; there is one header for all reports.</summary>
    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        Line(text, Header);
        foreach (var report in reports)
        {
            var origins = new IndicatorOrigins(report);
            foreach (var indicator in report.Indicators)
            {
                Line(text, Fields(indicator, report, origins));
            }
        }
    }

    private static string?[] Fields(Indicator indicator, Report report, IndicatorOrigins origins)
    {
        var (signals, nodes) = origins.Of(indicator);
        return
        [
            indicator.Kind, indicator.Value, report.Artifact.Name, report.Artifact.Digest, Story.Word(report.Verdict.Level),
            nodes.Min(node => node.AtMs)?.ToString(),
            List(signals.SelectMany(signal => signal.Attack).Concat(nodes.SelectMany(node => node.Attack))),
            List(signals.Select(signal => signal.Rule)),
            List(signals.Select(signal => signal.Id)),
            List(nodes.Select(node => node.Id)),
            List(nodes.Select(node => node.Label)),
        ];
    }

    private static string List(IEnumerable<string> values) => string.Join(" | ", values.Distinct().Take(ListLimit));

    private static void Line(StreamWriter text, IEnumerable<string?> fields) => text.WriteLine(string.Join(',', fields.Select(Field)));

    internal static string Field(string? value)
    {
        var safe = SafeText.OneLine(value, ValueLimit);
        var guard = safe.Length > 0 && FormulaMarks.Contains(safe.TrimStart() is { Length: > 0 } begins ? begins[0] : ' ') ? "'" : "";
        return $"\"{guard}{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
