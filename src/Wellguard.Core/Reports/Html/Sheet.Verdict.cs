using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports.Html;

/// <summary>The answer: level, score, decision, artifact, what was not seen, why, what to do now.</summary>
internal sealed partial class Sheet
{
    private const int ReasonLimit = 6;

    private void WriteVerdict()
    {
        var (verdict, artifact) = (report.Verdict, report.Artifact);
        page.Add($"<header class=\"verdict {verdict.Level}\">\n<div class=\"dial\"><svg width=\"104\" height=\"104\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\"score {verdict.Score} of 100\">");
        page.Add($"<circle class=\"track\" cx=\"50\" cy=\"50\" r=\"43\" pathLength=\"100\"/><circle class=\"value\" cx=\"50\" cy=\"50\" r=\"43\" pathLength=\"100\" stroke-dasharray=\"{verdict.Score} 100\" transform=\"rotate(-90 50 50)\"/>");
        page.Add($"<text x=\"50\" y=\"55\">{verdict.Score}</text><text class=\"of\" x=\"50\" y=\"72\">of 100</text></svg></div>\n<div class=\"answer\">\n");
        page.Add($"<p class=\"words\"><strong class=\"level {verdict.Level}\">{verdict.Level}</strong><span class=\"decision\">{Decided(verdict.Decision)}</span><span class=\"seen {report.Completeness.State}\">{Seen(report.Completeness.State)}</span></p>\n");
        page.Add($"<h1>{artifact.Name,300}{(artifact.Version is { } version ? " " + version : "")}</h1>\n<dl class=\"facts\">\n");
        Fact("Kind", artifact.Kind == ArtifactKind.Unknown ? null : Story.Word(artifact.Kind));
        Fact("Platform", artifact.Platform);
        Fact("Digest", artifact.Digest);
        Fact("Package", artifact.Purl);
        Fact("Source", artifact.Source == artifact.Name ? null : artifact.Source);
        Fact("Policy", verdict.Policy is "" or "default" ? null : verdict.Policy);
        Fact("Decided by", verdict.Because);
        Fact("Not scanned", artifact.OtherPlatforms is { Count: > 0 } others ? string.Join(", ", others) : null);
        Fact("Left out", report.Without is { Count: > 0 } without ? string.Join(", ", without) : null);
        page.Add($"</dl>\n</div>\n");
        WriteTallies();
        page.Add($"</header>\n");
        WriteParts();
        WriteShortfalls();
    }

    private void WriteParts()
    {
        (string Name, string Heading, int Count)[] parts =
        [
            ("changes", "Changes", report.Changes.Count), ("source", "Source", report.Source?.Lines.Count ?? 0), ("tree", "Attack tree", numberOfNode.Count), ("timeline", "Timeline", HasTree ? rows.Count(row => row.Node.AtMs is not null) : 0), ("signals", "Signals", report.Signals.Count),
            ("techniques", "Techniques", techniques.Count), ("indicators", "Indicators", report.Indicators.Count), ("dropped", "Dropped files", report.Dropped.Count), ("network", "Network", report.Network.Count),
        ];
        page.Add($"<nav class=\"parts\" aria-label=\"Parts of the report\">\n");
        foreach (var (name, heading, count) in parts.Where(part => part.Count > 0))
        {
            page.Add($"<a href=\"#{id}-{name}\">{heading} <b>{count}</b></a>\n");
        }

        page.Add($"<a href=\"#{id}-scan\">This report</a>\n</nav>\n");
    }

    private void Fact(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            page.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
        }
    }

    private void WriteTallies()
    {
        var bySeverity = report.Signals.Where(signal => signal.State != SignalState.Refuted).GroupBy(signal => signal.Severity).OrderByDescending(group => group.Key);
        page.Add($"<ul class=\"tallies\">\n");
        foreach (var group in bySeverity)
        {
            page.Add($"<li class=\"heat {group.Key}\"><b>{group.Count()}</b> {group.Key}</li>\n");
        }

        page.Add($"</ul>\n");
    }

    private void WriteShortfalls()
    {
        var (state, reasons) = (report.Completeness.State, report.Completeness.Reasons);
        IReadOnlyList<string> notes = [.. report.Verdict.Notes ?? [], .. (report.Completeness.Notes ?? []).Select(static note => $"{note.What}: {note.Why}")];
        if (reasons.Count + notes.Count == 0)
        {
            return;
        }

        page.Add($"<section class=\"card notice\" id=\"{id}-completeness\">\n<h2>{(state == CompletenessState.Failed ? "This did not complete" : reasons.Count > 0 ? "Not everything was seen" : report.Completeness.Notes is null ? "Notes on the policy" : "Notes")}</h2>\n");
        if (reasons.Count > 0)
        {
            page.Add($"<p class=\"remark\">An incomplete scan is never clean.</p>\n");
        }

        page.Add($"<ul>\n");
        foreach (var (stage, what, why) in reasons.Take(ListLimit))
        {
            page.Add($"<li><span class=\"tag\">{stage,20}</span> <b>{what,300}</b>: {why}</li>\n");
        }

        foreach (var note in notes.Take(ListLimit))
        {
            page.Add($"<li><span class=\"tag\">policy</span> {note}</li>\n");
        }

        page.Add($"</ul>\n");
        More(reasons.Count - ListLimit, "reasons");
        Close();
    }

    private void WriteResponse()
    {
        var order = report.Verdict.Reasons.Select((reason, at) => (reason, at)).DistinctBy(pair => pair.reason).ToDictionary(pair => pair.reason, pair => pair.at);
        var reasons = shown.Where(pair => pair.Signal.Severity > Severity.Low && order.ContainsKey(pair.Signal.Id)).OrderBy(pair => order[pair.Signal.Id]).ToList();
        if (reasons.Count + report.Actions.Count == 0)
        {
            return;
        }

        page.Add($"<div class=\"pair\">\n");
        if (report.Actions.Count > 0)
        {
            Open("actions", "What to do now");
            page.Add($"<ul>\n");
            foreach (var action in report.Actions.Take(ListLimit))
            {
                page.Add($"<li><span class=\"verb\">{action.Verb,20}</span> <span><code>{action.What,300}</code> <span class=\"why\">{action.Why,300}</span></span></li>\n");
            }

            page.Add($"</ul>\n");
            Close();
        }

        if (reasons.Count > 0)
        {
            Open("reasons", "Why");
            page.Add($"<ul>\n");
            foreach (var rule in reasons.GroupBy(pair => pair.Signal.Rule).Take(ReasonLimit))
            {
                var (signal, at) = rule.First();
                page.Add($"<li><span class=\"heat {signal.Severity}\">{signal.Severity}</span> <span><a href=\"#{id}-s{at}\">{signal.Title,200}</a> <span class=\"why\">{(rule.Count() > 1 ? $"{rule.Count()} places" : signal.Where.Path)}</span></span></li>\n");
            }

            page.Add($"</ul>\n");
            var left = reasons.Select(pair => pair.Signal.Rule).Distinct().Count() - ReasonLimit;
            if (left > 0)
            {
                page.Add($"<p class=\"remark\"><a href=\"#{id}-signals\">and {left} more kinds of reasons</a></p>\n");
            }

            Close();
        }

        page.Add($"</div>\n");
    }

    private void WriteChanges(string part, string heading, IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        Open(part, heading, changes.Count);
        page.Add($"<ul>\n");
        foreach (var change in changes.Take(ListLimit))
        {
            page.Add($"<li><span class=\"tag\">{change.Kind,12}</span> {change.What,300}</li>\n");
        }

        page.Add($"</ul>\n");
        More(changes.Count - ListLimit, part);
        Close();
    }

    private static string Decided(Decision decision) => decision switch { Decision.Block => "blocked", Decision.Review => "needs review", _ => "allowed" };

    private static string Seen(CompletenessState state) => state switch { CompletenessState.Complete => "everything was seen", CompletenessState.Partial => "not everything was seen", _ => "did not complete" };
}
