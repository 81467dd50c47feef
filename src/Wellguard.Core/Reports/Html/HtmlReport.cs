using System.Text;

namespace Wellguard.Reports.Html;

/// <summary>
/// One page that needs nothing else: no network, no framework, its own style and script. Everything is written here as plain HTML, so that it is read,
/// searched and printed without the script; the script draws the attack tree from the list that is there. Several artifacts are articles of one page.
/// </summary>
public sealed class HtmlReport : ReportFormat
{
    /// <summary>
    /// Nothing is loaded from anywhere, no form is sent, and only the style and script of this build run: what an artifact might smuggle in would not
    /// (Content Security Policy Level 3).
    /// </summary>
    internal static string SecurityPolicy { get; } =
        $"default-src 'none'; style-src {Hashes(EmbeddedFile.Styles)}; script-src {Hashes(EmbeddedFile.Scripts)}; base-uri 'none'; form-action 'none'";

    public override string Name => "html";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var page = new Markup(text);
        WriteHead(page, reports);
        if (reports.Count != 1)
        {
            WriteOverview(page, reports);
        }

        for (var at = 0; at < reports.Count; at++)
        {
            new Sheet(page, reports[at], context, at).Write();
        }

        page.Add($"<footer class=\"colophon\">wellguard {context.Version}, report format {Report.SchemaName}</footer>\n");
        foreach (var script in EmbeddedFile.Scripts)
        {
            page.Add($"<script>");
            page.Add(script);
            page.Add($"</script>\n");
        }

        page.Add($"</body>\n</html>\n");
    }

    private static void WriteHead(Markup page, IReadOnlyList<Report> reports)
    {
        page.Add($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
        page.Add($"{SecurityPolicy,2000}\">\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        var title = reports.Count == 1 ? $"{Story.Word(reports[0].Verdict.Level)}: {reports[0].Artifact.Name}" : $"{reports.Count} artifacts";
        page.Add($"<title>{title,120} · Wellguard</title>\n");
        foreach (var style in EmbeddedFile.Styles)
        {
            page.Add($"<style>");
            page.Add(style);
            page.Add($"</style>\n");
        }

        page.Add($"</head>\n<body>\n");
    }

    /// <summary>The worst first.</summary>
    private static void WriteOverview(Markup page, IReadOnlyList<Report> reports)
    {
        page.Add($"<section class=\"overview card\">\n<h1>{reports.Count} artifacts</h1>\n<table>\n<thead><tr><th>Verdict</th><th class=\"number\">Score</th><th>Decision</th><th>Artifact</th><th>Seen</th></tr></thead>\n<tbody>\n");
        foreach (var (report, at) in reports.Select((report, at) => (report, at)).OrderByDescending(pair => pair.report.Verdict.Score))
        {
            page.Add($"<tr><td><span class=\"level {report.Verdict.Level}\">{report.Verdict.Level}</span></td><td class=\"number\">{report.Verdict.Score}</td><td>{report.Verdict.Decision}</td>");
            page.Add($"<td><a href=\"#r{at}\">{report.Artifact.Name,200}</a></td><td>{report.Completeness.State}</td></tr>\n");
        }

        page.Add($"</tbody>\n</table>\n</section>\n");
    }

    private static string Hashes(IEnumerable<EmbeddedFile> files) => string.Join(' ', files.Select(file => $"'{file.Hash}'"));
}
