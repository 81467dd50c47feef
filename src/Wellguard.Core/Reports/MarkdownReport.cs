using System.Text;
using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>For pull requests (GitHub flavoured): the verdict, the reasons, and the attack tree to unfold.</summary>
public sealed class MarkdownReport : ReportFormat
{
    /// <summary>Marks that begin nothing in prose.</summary>
    private const string Harmless = ",/;':";

    private const int ReasonLimit = 10;
    private const int ShortfallLimit = 10;
    private const int ChangeLimit = 30;
    private const int VulnerabilityLimit = 5;

    public override string Name => "markdown";

    public override bool OneByOne => true;

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var report in reports)
        {
            Write(report, text, context);
        }
    }

    private static void Write(Report report, TextWriter text, ReportContext context)
    {
        var verdict = report.Verdict;
        var mark = verdict.Level switch { Level.Clean => ":white_check_mark:", Level.Malicious => ":no_entry:", _ => ":warning:" };
        text.WriteLine($"### {mark} {Story.Word(verdict.Level)} ({verdict.Score}/100), {Story.Word(verdict.Decision)}: {Code(report.Artifact.Name, 120)}");
        text.WriteLine();
        if (report.Artifact.Digest is { } digest)
        {
            text.WriteLine($"{Code(digest, 100)}{(report.Artifact.Platform is { } platform ? " " + Code(platform, 40) : "")}");
            text.WriteLine();
        }

        if (report.Artifact.OtherPlatforms is { Count: > 0 } others)
        {
            text.WriteLine($"1 of {others.Count + 1} platforms was scanned: {Code(report.Artifact.Platform ?? "unnamed", 40)}. Not scanned: {string.Join(", ", others.Select(other => Code(other, 40)))}.");
            text.WriteLine();
        }

        if (verdict.Because is { } because)
        {
            text.WriteLine($"Decided by {Escape(because)}.");
            text.WriteLine();
        }

        if (report.Without is { Count: > 0 } without)
        {
            text.WriteLine($"Left out with --without: {string.Join(", ", without.Select(name => Code(name, 100)))}.");
            text.WriteLine();
        }

        WriteReasons(report, text);
        WriteList(text, report.Completeness.State == CompletenessState.Complete ? null : "**Not everything was seen** (an incomplete scan is never clean):",
            [.. report.Completeness.Reasons.Take(ShortfallLimit).Select(reason => $"{Escape(reason.Stage)}: {Code(reason.What, 200)}: {Escape(reason.Why)}")]);
        WriteList(text, "**Not followed to the end** (everything was read, values between files only so far):", [.. (report.Completeness.Notes ?? []).Take(ShortfallLimit).Select(note => $"{Code(note.What, 200)}: {Escape(note.Why)}")]);
        WriteList(text, "**What to do now:**", [.. report.Actions.Take(ShortfallLimit).Select(action => $"**{Escape(action.Verb)}** {Code(action.What, 200)}: {Escape(action.Why)}")]);
        WriteList(text, "**Against the version before:**", [.. report.Changes.Take(ChangeLimit).Select(change => $"{Escape(change.Kind)} {Code(change.What, 300)}")]);
        WriteList(text, "**Against its source:**", [.. (report.Source?.Lines ?? []).Take(ChangeLimit).Select(line => $"{Escape(line.Kind)} {Code(line.What, 300)}")]);
        WriteList(text, $"**Vulnerabilities** (published ones, no part of the verdict): {KnownVulnerabilities.Counted(report.Vulnerabilities)}",
            [.. report.Vulnerabilities.Take(VulnerabilityLimit).Select(one => $"{Escape(one.Severity)} {Code(one.Purl, 120)}: {Escape(one.Id)}{(one.Fixed is { } version ? $", not in {Code(version, 40)}" : "")}{(one.Summary is { Length: > 0 } summary ? ": " + Escape(summary) : "")}")]);
        WriteList(text, "**Notes on the policy:**", [.. (verdict.Notes ?? []).Select(Escape)]);
        if (report.Tree.Nodes.Count > 1)
        {
            text.WriteLine("<details><summary>Attack tree</summary>");
            text.WriteLine();
            text.WriteLine("```mermaid");
            MermaidReport.Write([report], text);
            text.WriteLine("```");
            text.WriteLine();
            text.WriteLine("</details>");
            text.WriteLine();
        }

        text.WriteLine($"<sub>{report.Signals.Count} signals, {report.Inventory.Components.Count} components, {string.Concat(report.Databases.Select(database => $"{Escape(database.Name)}{(KnownVulnerabilities.AgeOf(database, context.Today) is { Length: > 0 } age ? " " + age : "")}, "))}wellguard</sub>");
        text.WriteLine();
    }

    private static void WriteReasons(Report report, TextWriter text)
    {
        var reasons = report.Verdict.Reasons
            .Select(id => report.Signals.FirstOrDefault(signal => signal.Id == id))
            .OfType<Signal>()
            .Where(signal => signal.Severity > Severity.Low)
            .ToList();
        foreach (var signal in reasons.Take(ReasonLimit))
        {
            var line = signal.Where.Line is { } number ? $":{number}" : "";
            text.WriteLine($"- **{Story.Word(signal.Severity)}** {Escape(signal.Title)} at {Code((signal.Where.Path ?? report.Artifact.Name) + line, 200)} ({Code(signal.Rule, 100)})");
            if (signal.Where.Layer is { } layer && report.Artifact.Kind == ArtifactKind.Image)
            {
                var deleted = layer.InFinalFilesystem ? "" : ", deleted by a later layer";
                text.WriteLine($"  - layer {layer.Index}{deleted}{(layer.CreatedBy is { } line2 ? ": " + Code(line2, 200) : "")}");
            }

            if (signal.Trigger is { } trigger)
            {
                text.WriteLine($"  - runs: {Escape(Story.When(trigger))}");
            }

            foreach (var evidence in signal.Evidence.Take(3))
            {
                text.WriteLine($"  - {Story.Word(evidence.Kind)}: {Code(evidence.Text, 300)}");
            }
        }

        if (reasons.Count > ReasonLimit)
        {
            text.WriteLine($"- and {reasons.Count - ReasonLimit} more");
        }

        if (report.Verdict.Waived.Count > 0)
        {
            text.WriteLine($"- {report.Verdict.Waived.Count} waived by the policy");
            foreach (var waiver in (report.Verdict.Waivers ?? []).Take(ReasonLimit))
            {
                text.WriteLine($"  - {Code(waiver.Rule ?? waiver.Class ?? "", 100)} ({waiver.Signals.Count}): {Escape(SafeText.OneLine(waiver.InOneLine, 400))}");
            }
        }

        if (reasons.Count + report.Verdict.Waived.Count > 0)
        {
            text.WriteLine();
        }
    }

    private static void WriteList(TextWriter text, string? heading, List<string> lines)
    {
        if (heading is null || lines.Count == 0)
        {
            return;
        }

        text.WriteLine(heading);
        text.WriteLine();
        lines.ForEach(line => text.WriteLine($"- {line}"));
        text.WriteLine();
    }

    /// <summary>A code span with a fence longer than any run of backticks in it: nothing inside is a link, a mention, a tag or markup (CommonMark, 6.1).</summary>
    internal static string Code(string code, int limit)
    {
        var safe = SafeText.OneLine(code, limit);
        var (longest, run) = (0, 0);
        foreach (var character in safe)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        return safe.Length == 0 ? "" : longest == 0 ? $"`{safe}`" : $"{fence} {safe} {fence}";
    }

    /// <summary>Every mark that could begin markup is escaped; mentions, issue numbers and bare links, which GitHub finds later, are broken by a comment.</summary>
    internal static string Escape(string prose)
    {
        var (safe, text) = (new StringBuilder(), SafeText.OneLine(prose, 300));
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            _ = character switch
            {
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '&' => safe.Append("&amp;"),
                '@' or '#' => safe.Append('\\').Append(character).Append("<!-- -->"),
                ':' when at + 1 < text.Length && text[at + 1] != ' ' => safe.Append(":<!-- -->"),
                _ when char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character)) && !Harmless.Contains(character) => safe.Append('\\').Append(character),
                _ => safe.Append(character),
            };
        }

        return safe.ToString();
    }
}
