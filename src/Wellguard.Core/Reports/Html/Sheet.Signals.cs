using Wellguard.Signals;

namespace Wellguard.Reports.Html;

/// <summary>Everything that speaks about the artifact, each with its evidence, and the techniques that it shows.</summary>
internal sealed partial class Sheet
{
    private const int SignalLimit = 500;

    private void WriteSignals()
    {
        if (report.Signals.Count == 0)
        {
            return;
        }

        Open("signals", "Signals", report.Signals.Count);
        foreach (var (signal, at) in shown)
        {
            var quiet = waived.Contains(signal.Id) ? "waived" : signal.State == SignalState.Refuted ? "refuted" : "";
            page.Add($"<details class=\"signal {quiet}\" id=\"{id}-s{at}\"><summary><span class=\"heat {signal.Severity}\">{signal.Severity}</span><span class=\"title\">{signal.Title,200}</span><span class=\"place\">{Place(signal.Where),200}</span><span class=\"meta\"><span>{(signal.Attack.Count > 0 ? signal.Attack[0] : ""),20}</span><span>{(quiet is "" ? Story.Word(signal.State) : quiet)}</span></span></summary>\n");
            Write(signal, waived.Contains(signal.Id));
            page.Add($"</details>\n");
        }

        More(report.Signals.Count - SignalLimit, "signals");
        Close();
    }

    private void Write(Signal signal, bool waived)
    {
        var rule = context.Rule(signal.Rule);
        page.Add($"<div class=\"about\">\n");
        if (rule is not null)
        {
            page.Add($"<p>{rule.Why,1500}</p>\n<p><b>What to do.</b> {rule.Fix,1500}</p>\n");
            if (rule.Benign is { } benign)
            {
                page.Add($"<p><b>When to ignore it.</b> {benign,1500}</p>\n");
            }
        }

        page.Add($"<dl class=\"facts\">\n");
        Fact("Rule", signal.Rule);
        Fact("Confidence", Story.Word(signal.Confidence));
        Fact("At", Place(signal.Where));
        Fact("Package", signal.Where.Package);
        Fact("Layer", signal.Where.Layer is { } layer ? $"{layer.Index}{(layer.InFinalFilesystem ? "" : ", deleted by a later layer")}{(layer.CreatedBy is { } line ? ": " + line : "")}" : null);
        Fact("Runs", signal.Trigger is { } trigger ? Story.When(trigger) : null);
        Fact("Needed by", signal.DependencyPaths is { Count: > 0 } paths ? string.Join(" > ", paths[0]) : null);
        foreach (var waiver in (report.Verdict.Waivers ?? []).Where(waiver => waived && waiver.Signals.Contains(signal.Id)))
        {
            Fact("Waived by", waiver.InOneLine);
        }

        page.Add($"</dl>\n<p class=\"techniques\">");
        Techniques(signal.Attack);
        page.Add($"</p>\n");
        WriteEvidence(signal.Evidence);
        if (signal.Node is { } node && numberOfNode.ContainsKey(node))
        {
            page.Add($"<p>In the tree: ");
            NodeLinks([node]);
            page.Add($"</p>\n");
        }

        page.Add($"</div>\n");
    }

    private void WriteTechniques()
    {
        if (techniques.Count == 0)
        {
            return;
        }

        Open("techniques", "ATT&CK techniques", techniques.Count);
        page.Add($"<div class=\"scroll\"><table>\n<thead><tr><th>Technique</th><th>Name</th><th class=\"number\">Strongest</th><th>Steps</th></tr></thead>\n<tbody>\n");
        foreach (var uses in techniques.Take(ListLimit))
        {
            page.Add($"<tr><td><b>{uses.Key,20}</b></td><td>{Reports.Techniques.NameOf(uses.Key)}</td><td class=\"number\"><span class=\"heat {Heat(uses.Max(use => use.Score))}\">{uses.Max(use => use.Score)}</span></td><td class=\"steps\">");
            NodeLinks(uses.Select(use => use.NodeId).OfType<string>());
            page.Add($"</td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
        More(techniques.Count - ListLimit, "techniques");
        Close();
    }

    private static string Place(Place place) => (place.Path ?? "") + (place.Line is { } line ? $":{line}{(place.Column is { } column ? $":{column}" : "")}" : "");
}
