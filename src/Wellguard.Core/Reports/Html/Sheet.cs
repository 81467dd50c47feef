namespace Wellguard.Reports.Html;

/// <summary>One report as an article: verdict and what to do first, then the tree, then what it rests on. Each part is a file of its own.</summary>
internal sealed partial class Sheet
{
    private readonly Markup page;
    private readonly Report report;
    private readonly ReportContext context;

    /// <summary>Prefix of the ids on the page: ours, never the report's.</summary>
    private readonly string id;

    private readonly IReadOnlyList<OutlineRow> rows;
    private readonly Dictionary<string, int> numberOfNode = [];

    public Sheet(Markup page, Report report, ReportContext context, int number)
    {
        (this.page, this.report, this.context, id) = (page, report, context, $"r{number}");
        rows = TreeOutline.Of(report.Tree);
        for (var at = 0; at < rows.Count; at++)
        {
            numberOfNode[rows[at].Node.Id] = at;
        }
    }

    public void Write()
    {
        page.Add($"<article class=\"report\" id=\"{id}\">\n");
        WriteVerdict();
        WriteResponse();
        WriteTree();
        WriteTimeline();
        WriteSignals();
        WriteTechniques();
        WriteIndicators();
        WriteDropped();
        WriteNetwork();
        WriteScan();
        page.Add($"</article>\n");
    }

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
        >= 12 => "medium",
        > 0 => "low",
        _ => "none",
    };

}
