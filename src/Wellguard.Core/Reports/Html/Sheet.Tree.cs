using Wellguard.AttackTrees;
using Wellguard.Signals;

namespace Wellguard.Reports.Html;

/// <summary>The attack tree as a list that says everything; the script draws the picture from it and shows the same details beside it.</summary>
internal sealed partial class Sheet
{
    /// <summary>Deeper levels are indented no further.</summary>
    private const int DepthLimit = 12;

    private const int EvidenceLines = 40;
    private const int EvidenceLimit = 600;

    /// <summary>Characters of evidence that one page takes. Attack: hundreds of signals with thousands of long lines each, of characters of which each becomes six.</summary>
    private int evidenceLeft = 500_000;

    private void WriteTree()
    {
        if (!HasTree)
        {
            Open("tree", "Attack tree", remark: report.Completeness.State == Artifacts.CompletenessState.Failed ? "There is none: what failed stands above." : "There is none: nothing that was seen is a step of an attack.");
            Close();
            return;
        }

        var predicted = rows.All(row => row.Node.State == SignalState.Predicted);
        var events = report.Tree.RawEvents > 0 ? $"{report.Tree.RawEvents} events told in {rows.Count} steps" : $"{rows.Count} steps";
        var lost = report.Tree.LostEvents > 0 ? $"; {report.Tree.LostEvents} events were lost" : "";
        Open("tree", "Attack tree", remark: $"{(predicted ? "Predicted: read from the code, nothing was run. " : "")}{events}{lost}.");
        page.Add($"<ol class=\"outline\">\n");
        foreach (var row in rows)
        {
            WriteRow(row);
        }

        page.Add($"</ol>\n");
        Close();
    }

    private void WriteRow(OutlineRow row)
    {
        var node = row.Node;
        var number = numberOfNode[node.Id];
        var verb = row.Verb is { } led && node.Kind != NodeKind.Object ? Story.Word(led) : ""; // an object's label is a sentence
        var also = string.Join(' ', row.CrossLinks.Take(ListLimit).Select(link => $"{numberOfNode[link.To.Id]}:{Story.Word(link.Verb)}"));
        page.Add($"<li id=\"{id}-n{number}\" class=\"d{Math.Min(row.Last.Count, DepthLimit)} heat {Heat(node.Score)} {node.State}\" data-number=\"{number}\" data-depth=\"{row.Last.Count}\" data-verb=\"{verb}\" data-kind=\"{node.Kind}\" data-stage=\"{node.Stage}\" ");
        page.Add($"data-state=\"{node.State}\" data-score=\"{node.Score}\" data-heat=\"{Heat(node.Score)}\" data-at=\"{node.AtMs?.ToString()}\" data-also=\"{also,2000}\" data-technique=\"{(node.Attack.Count > 0 ? node.Attack[0] : ""),20}\" data-label=\"{node.Label}\">");
        page.Add($"<details><summary><span class=\"led\">{verb}</span> <code>{node.Label,200}</code> <span class=\"meta\"><span>{node.Stage}</span><span>{(node.Attack.Count > 0 ? node.Attack[0] : ""),20}</span><span>{node.State}</span><span class=\"number\">{At(node.AtMs)}</span></span></summary>\n");
        page.Add($"<div class=\"about\">\n<h3>{node.Label}</h3>\n<p class=\"marks\"><span class=\"heat {Heat(node.Score)}\">{(node.Score > 0 ? $"score {node.Score}" : "no finding")}</span><span class=\"tag\">{node.Kind}</span><span class=\"tag\">{node.Stage}</span><span class=\"tag {node.State}\">{node.State}</span>");
        if (node.AtMs is not null)
        {
            page.Add($"<span class=\"tag\">{At(node.AtMs)}</span>");
        }

        page.Add($"</p>\n");
        WriteDetails(row);
        page.Add($"</div></details></li>\n");
    }

    private void WriteDetails(OutlineRow row)
    {
        var node = row.Node;
        if (node.Attack.Count > 0)
        {
            page.Add($"<h4>Techniques</h4>\n<p class=\"techniques\">");
            Techniques(node.Attack);
            page.Add($"</p>\n");
        }

        if (node.Evidence.Count > 0)
        {
            page.Add($"<h4>Evidence</h4>\n");
            WriteEvidence(node.Evidence);
        }

        var signals = shown.Where(pair => pair.Signal.Node == node.Id).Take(ListLimit).ToList();
        if (signals.Count > 0)
        {
            page.Add($"<h4>Signals</h4>\n<ul>\n");
            foreach (var (signal, at) in signals)
            {
                page.Add($"<li><span class=\"heat {signal.Severity}\">{signal.Severity}</span> <a href=\"#{id}-s{at}\">{signal.Title,200}</a></li>\n");
            }

            page.Add($"</ul>\n");
        }

        if (row.CrossLinks.Count > 0)
        {
            page.Add($"<h4>Also leads to</h4>\n<ul>\n");
            foreach (var (verb, to) in row.CrossLinks.Take(ListLimit))
            {
                page.Add($"<li>{verb} <a href=\"#{id}-n{numberOfNode[to.Id]}\">{to.Label,200}</a></li>\n");
            }

            page.Add($"</ul>\n");
        }

        if (node.Attack.Count + node.Evidence.Count + signals.Count + row.CrossLinks.Count == 0)
        {
            page.Add($"<p class=\"remark\">On the way to what is told below; nothing is said about this step itself.</p>\n");
        }
    }

    private void WriteEvidence(IReadOnlyList<Evidence> evidence)
    {
        var written = 0;
        foreach (var piece in evidence.Take(ListLimit))
        {
            var length = piece.Text.Split('\n').Take(EvidenceLines).Sum(static line => Math.Min(line.Length, EvidenceLimit));
            if (length > evidenceLeft)
            {
                break;
            }

            evidenceLeft -= length;
            written++;
            Write(piece);
        }

        More(evidence.Count - written, "pieces of evidence");
    }

    private void Write(Evidence evidence)
    {
        page.Add($"<figure><figcaption>{evidence.Kind}{(evidence.Where is { } where ? " " + Place(where) : "")}</figcaption><pre>");
        page.Lines(evidence.Text, EvidenceLines, EvidenceLimit);
        page.Add($"</pre></figure>\n");
    }
}
