namespace Wellguard.Reports.Html;

/// <summary>How the report came about: time, databases, releases; and what is published about its components.</summary>
internal sealed partial class Sheet
{
    private void WriteScan()
    {
        Open("scan", "This report");
        page.Add($"<dl class=\"facts\">\n");
        Fact("Signals", report.Signals.Count.ToString());
        Fact("Components", report.Inventory.Components.Count.ToString());
        Fact("Events", report.Tree.RawEvents > 0 ? report.Tree.RawEvents.ToString() : null);
        Fact("ATT&CK", report.AttackVersion);
        Fact("Time", report.Timings is { } took ? Duration(took.TotalMs) : null);
        page.Add($"</dl>\n");
        WriteTimings();
        WriteDatabases();
        Close();
    }

    private void WriteVulnerabilities()
    {
        if (report.Vulnerabilities.Count == 0)
        {
            return;
        }

        Open("vulnerabilities", "Vulnerabilities", report.Vulnerabilities.Count, $"Published ones, no part of the verdict: {KnownVulnerabilities.Counted(report.Vulnerabilities)}.");
        page.Add($"<div class=\"scroll\"><table>\n<thead><tr><th>Severity</th><th>Component</th><th>Advisory</th><th>Not in</th><th>What</th></tr></thead>\n<tbody>\n");
        foreach (var one in report.Vulnerabilities.Take(ListLimit))
        {
            page.Add($"<tr><td>{one.Severity,10}{(one.Score is { } score ? " " + score.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : "")}</td><td><code>{one.Purl,200}</code></td><td>{one.Id,60}</td><td>{one.Fixed,60}</td><td>{one.Summary,200}</td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
        More(report.Vulnerabilities.Count - ListLimit, "vulnerabilities");
        Close();
    }

    private void WriteTimings()
    {
        if (report.Timings is not { Stages.Count: > 0 } timings)
        {
            return;
        }

        var whole = Math.Max(1, Math.Max(timings.TotalMs, timings.Stages.Values.Max()));
        page.Add($"<h3>Time by stage</h3>\n<div class=\"lanes shares\">\n");
        foreach (var (stage, took) in timings.Stages.OrderByDescending(stage => stage.Value).ThenBy(stage => stage.Key, StringComparer.Ordinal).Take(ListLimit))
        {
            var share = Math.Clamp(100 * took / whole, 0, 100);
            page.Add($"<div class=\"lane\"><span>{stage,40}</span><svg height=\"10\" role=\"img\" aria-label=\"{share} percent\"><rect class=\"track\" width=\"100%\" height=\"10\" rx=\"5\"/><rect class=\"value\" width=\"{share}%\" height=\"10\" rx=\"5\"/></svg><span class=\"number\">{Duration(took)}</span><span class=\"number\">{share} %</span></div>\n");
        }

        page.Add($"</div>\n");
    }

    private void WriteDatabases()
    {
        if (report.Databases.Count == 0)
        {
            return;
        }

        page.Add($"<h3>Databases</h3>\n<div class=\"scroll\"><table>\n<thead><tr><th>Name</th><th>Modified</th><th>Age</th><th>Digest</th></tr></thead>\n<tbody>\n");
        foreach (var database in report.Databases.Take(ListLimit))
        {
            page.Add($"<tr><td>{database.Name,100}</td><td>{database.Modified?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'")}</td><td>{KnownVulnerabilities.AgeOf(database, context.Today)}</td><td><code class=\"digest\">{database.Digest,80}</code></td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
    }
}
