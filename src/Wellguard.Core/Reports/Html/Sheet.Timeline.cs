using Wellguard.AttackTrees;
using Wellguard.Signals;

namespace Wellguard.Reports.Html;

/// <summary>When it happened: a lane for each stage, then every step in order.</summary>
internal sealed partial class Sheet
{
    private void WriteTimeline()
    {
        var steps = rows.Select(row => row.Node).Where(node => node.AtMs is not null).OrderBy(node => node.AtMs).ToList();
        if (steps.Count == 0 || !HasTree)
        {
            return;
        }

        var end = Math.Max(1, steps[^1].AtMs!.Value);
        Open("timeline", "Timeline", remark: $"From the first event; the last step came after {Duration(end)}.");
        page.Add($"<div class=\"lanes\">\n");
        foreach (var lane in steps.GroupBy(node => node.Stage).OrderBy(lane => lane.Key))
        {
            WriteLane(lane, end);
        }

        page.Add($"</div>\n<details class=\"scroll\"><summary>Every step in order</summary>\n<table>\n<thead><tr><th class=\"number\">Time</th><th>Stage</th><th>Step</th><th>Technique</th></tr></thead>\n<tbody>\n");
        foreach (var node in steps)
        {
            page.Add($"<tr><td class=\"number\">{At(node.AtMs)}</td><td>{node.Stage}</td><td><span class=\"dot {Heat(node.Score)}\"></span><a href=\"#{id}-n{numberOfNode[node.Id]}\">{node.Label,200}</a></td><td>{(node.Attack.Count > 0 ? node.Attack[0] : ""),20}</td></tr>\n");
        }

        page.Add($"</tbody>\n</table>\n</details>\n");
        Close();
    }

    private void WriteLane(IGrouping<Stage, Node> lane, long end)
    {
        page.Add($"<div class=\"lane\"><span>{lane.Key}</span><svg height=\"22\" role=\"img\" aria-label=\"{lane.Count()} steps\"><line x1=\"0\" x2=\"100%\" y1=\"11\" y2=\"11\"/>");
        foreach (var node in lane.OrderBy(node => node.Score))
        {
            var tenths = (10 * 100 * node.AtMs!.Value / end * 98 / 100) + 10; // 1 % of room on both sides for the mark itself
            page.Add($"<a href=\"#{id}-n{numberOfNode[node.Id]}\" tabindex=\"-1\"><circle class=\"{Heat(node.Score)}\" cx=\"{tenths / 10}.{tenths % 10}%\" cy=\"11\" r=\"5\"><title>{At(node.AtMs)} {node.Label,200}</title></circle></a>");
        }

        page.Add($"</svg></div>\n");
    }
}
