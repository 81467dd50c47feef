using Wellguard.Signals;

namespace Wellguard.Reports.Html;

/// <summary>One report as an article: verdict and what to do first, then the tree, then what it rests on.</summary>
internal sealed partial class Sheet
{
    /// <summary>Lines of a list; more are counted.</summary>
    private const int ListLimit = 100;

    /// <summary>Scores from here are coloured as medium: one signal of that severity.</summary>
    private const int MediumFrom = 12;

    private readonly Markup page;
    private readonly Report report;
    private readonly ReportContext context;

    /// <summary>Prefix of the ids on the page: ours, never the report's.</summary>
    private readonly string id;

    private readonly IReadOnlyList<OutlineRow> rows;

    /// <summary>Of the steps that are on the page.</summary>
    private readonly Dictionary<string, int> numberOfNode = [];

    /// <summary>Signals in the order of the page, with their place in the report, by which they are linked; no more than are shown.</summary>
    private readonly IReadOnlyList<(Signal Signal, int At)> shown;
    private readonly HashSet<string> waived;
    private readonly IReadOnlyList<IGrouping<string, TechniqueUse>> techniques;

    public Sheet(Markup page, Report report, ReportContext context, int number)
    {
        (this.page, this.report, this.context, id) = (page, report, context, $"r{number}");
        rows = TreeOutline.Of(report.Tree);
        for (var at = 0; at < rows.Count && HasTree; at++)
        {
            numberOfNode[rows[at].Node.Id] = at;
        }

        waived = [.. report.Verdict.Waived];
        var reasons = report.Verdict.Reasons.ToHashSet();
        shown = [.. report.Signals.Select((signal, at) => (signal, at)).OrderBy(pair => pair.signal.State == SignalState.Refuted || waived.Contains(pair.signal.Id)).ThenByDescending(pair => pair.signal.Severity).ThenByDescending(pair => reasons.Contains(pair.signal.Id)).Take(SignalLimit)];
        techniques = [.. Reports.Techniques.UsesIn(report).GroupBy(use => use.Id).OrderByDescending(uses => uses.Max(use => use.Score)).ThenBy(uses => uses.Key, StringComparer.Ordinal)];
    }

    public void Write()
    {
        page.Add($"<article class=\"report\" id=\"{id}\">\n");
        WriteVerdict();
        WriteResponse();
        WriteChanges("changes", "Against the version before", report.Changes);
        WriteChanges("source", "Against its source", report.Source?.Lines ?? []);
        WriteTree();
        WriteTimeline();
        WriteSignals();
        WriteVulnerabilities();
        WriteTechniques();
        WriteIndicators();
        WriteDropped();
        WriteNetwork();
        WriteScan();
        page.Add($"</article>\n");
    }

    /// <summary>A root alone is no tree.</summary>
    private bool HasTree => rows.Count > 1;

    /// <summary>The beginning of a part; how many things it holds stands beside its name.</summary>
    private void Open(string name, string heading, long? count = null, string? remark = null)
    {
        page.Add($"<section class=\"card {name}\" id=\"{id}-{name}\">\n<h2>{heading}");
        if (count is { } number)
        {
            page.Add($" <span class=\"count\">{number}</span>");
        }

        page.Add($"</h2>\n");
        if (remark is not null)
        {
            page.Add($"<p class=\"remark\">{remark}</p>\n");
        }
    }

    private void Close() => page.Add($"</section>\n");

    private void More(int left, string what)
    {
        if (left > 0)
        {
            page.Add($"<p class=\"remark\">and {left} more {what}; <code>--format json</code> has all of them</p>\n");
        }
    }

    private void NodeLinks(IEnumerable<string> nodes)
    {
        foreach (var node in nodes.Where(numberOfNode.ContainsKey).Select(node => numberOfNode[node]).Distinct().Order())
        {
            page.Add($"<a class=\"to-node\" href=\"#{id}-n{node}\">{rows[node].Node.Label,60}</a> ");
        }
    }

    private void Techniques(IEnumerable<string> techniques)
    {
        foreach (var technique in techniques)
        {
            page.Add($"<span class=\"technique\"><b>{technique,20}</b> {Reports.Techniques.NameOf(technique)}</span> ");
        }
    }

    private static string? At(long? ms) => ms is { } time ? $"+{time / 1000}.{time % 1000:000} s" : null;

    private static string Duration(long ms) => ms < 1000 ? $"{ms} ms" : $"{ms / 1000}.{ms % 1000 / 100} s";

    /// <summary>How strongly a score is coloured.</summary>
    private static string Heat(int score) => score switch
    {
        >= Verdicts.Scoring.MaliciousFrom => "critical",
        >= Verdicts.Scoring.SuspiciousFrom => "high",
        >= MediumFrom => "medium",
        > 0 => "low",
        _ => "none",
    };
}
