namespace Wellguard.Reports.Html;

/// <summary>What to look for elsewhere: indicators, dropped files, what went over the network.</summary>
internal sealed partial class Sheet
{
    private const int TraceLimit = 1000;

    private void WriteIndicators()
    {
        if (report.Indicators.Count == 0)
        {
            return;
        }

        Open("indicators", "Indicators", report.Indicators.Count);
        page.Add($"<div class=\"scroll\"><table>\n<thead><tr><th>Kind</th><th>Value</th><th>From</th></tr></thead>\n<tbody>\n");
        var origins = new IndicatorOrigins(report);
        foreach (var indicator in report.Indicators.Take(TraceLimit))
        {
            page.Add($"<tr><td><span class=\"tag\">{indicator.Kind,20}</span></td><td><code>{indicator.Value}</code></td><td class=\"steps\">");
            NodeLinks(origins.Of(indicator).Nodes.Select(node => node.Id));
            page.Add($"</td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
        More(report.Indicators.Count - TraceLimit, "indicators");
        Close();
    }

    private void WriteDropped()
    {
        if (report.Dropped.Count == 0)
        {
            return;
        }

        Open("dropped", "Dropped files", report.Dropped.Count);
        page.Add($"<div class=\"scroll\"><table>\n<thead><tr><th>Path</th><th class=\"number\">Bytes</th><th>SHA-256</th></tr></thead>\n<tbody>\n");
        foreach (var file in report.Dropped.Take(TraceLimit))
        {
            page.Add($"<tr><td><code>{file.Path}</code></td><td class=\"number\">{file.Size}</td><td><code class=\"digest\">{file.Sha256,80}</code></td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
        More(report.Dropped.Count - TraceLimit, "files");
        Close();
    }

    private void WriteNetwork()
    {
        if (report.Network.Count == 0)
        {
            return;
        }

        Open("network", "Network", report.Network.Count);
        page.Add($"<div class=\"scroll\"><table>\n<thead><tr><th class=\"number\">Time</th><th>What</th><th>Peer</th><th>Content</th><th class=\"number\">Bytes</th></tr></thead>\n<tbody>\n");
        foreach (var exchange in report.Network.Take(TraceLimit))
        {
            page.Add($"<tr class=\"{(exchange.Kind is "theft" ? "theft" : "")}\"><td class=\"number\">{At(exchange.AtMs)}</td><td>{exchange.Kind,20}</td><td><code>{exchange.Peer}</code></td><td>{exchange.What,300}");
            if (exchange.Sha256 is { } digest)
            {
                page.Add($" <code class=\"digest\">{digest,80}</code>");
            }

            page.Add($"</td><td class=\"number\">{exchange.Bytes?.ToString()}</td></tr>\n");
        }

        page.Add($"</tbody>\n</table></div>\n");
        More(report.Network.Count - TraceLimit, "exchanges");
        Close();
    }
}
