using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>How a report for people is drawn.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Ascii">Text from the artifact is written in ASCII only.</param>
/// <param name="Lines">Branches of the tree are drawn with box characters.</param>
public sealed record Drawing(int Width, bool Ascii, bool Lines);

/// <summary>
/// The report for people, the same on a terminal and in plain text: verdict, artifact, why, attack tree, what was not seen, what to do, footer.
/// A clean artifact gets a short answer.
/// </summary>
public sealed partial class Story
{
    /// <summary>Reasons shown in full; more are counted.</summary>
    private const int ReasonLimit = 5;

    /// <summary>Lines of the tree; more are counted.</summary>
    private const int TreeLimit = 40;

    private const int ShortfallLimit = 8;
    private const int VulnerabilityLimit = 3;
    private const int PlacesLimit = 4;
    private const int SourceLines = 3;
    private const int DecodedLines = 6;

    private readonly Report report;
    private readonly ReportContext context;
    private readonly Drawing drawing;
    private readonly LineFiller page;

    private Story(Report report, ReportContext context, Drawing drawing)
    {
        this.report = report;
        this.context = context;
        this.drawing = drawing;
        page = new LineFiller(drawing.Width);
    }

    public static IReadOnlyList<StyledLine> Of(Report report, ReportContext context, Drawing drawing)
    {
        var story = new Story(report, context, drawing);
        story.WriteVerdict();
        story.WriteReasons();
        story.WriteTree();
        story.WriteChanges("Against the version before", report.Changes);
        story.WriteChanges("Against its source", report.Source?.Lines ?? []);
        story.WriteShortfalls();
        story.WriteNotes();
        story.WriteActions();
        story.WriteVulnerabilities();
        story.WriteFooter();
        return story.page.Lines;
    }

    private string Safe(string? text, int limit = SafeText.LabelLimit) => SafeText.OneLine(text, limit, drawing.Ascii);

    private void WriteVerdict()
    {
        var verdict = report.Verdict;
        var tone = verdict.Level switch { Level.Clean => Tone.Good, Level.Malicious => Tone.Bad, _ => Tone.Warning };
        var artifact = report.Artifact;
        var name = Safe(artifact.Name) + (artifact.Version is { } version ? " " + Safe(version) : "");
        page.Wrapped(
            new Piece($"{Word(verdict.Level).ToUpperInvariant()} ", tone),
            new($"{verdict.Score}/100", Tone.Strong), new("  ", Tone.Normal), new(Decided(verdict), tone));
        if (verdict.Because is { } because)
        {
            Field("because", new Piece(Safe(because), Tone.Normal));
        }

        Field(artifact.Kind == ArtifactKind.Unknown ? "target" : Word(artifact.Kind), new(name, Tone.Strong), new(artifact.Platform is { } platform ? "  " + Safe(platform) : "", Tone.Normal));
        if (artifact.Digest is { } digest)
        {
            page.Wrapped(new Piece("  ", Tone.Normal), new Piece(Safe(digest, 200), Tone.Dim));
        }

        if (artifact.Source is { } source && source != artifact.Name)
        {
            Field("source", new Piece(Safe(source), Tone.Dim));
        }

        if (artifact.OtherPlatforms is { Count: > 0 } others)
        {
            Field("platforms", new Piece($"1 of {others.Count + 1}: {Safe(artifact.Platform ?? "unnamed")}; --all-platforms scans the others ({Safe(string.Join(", ", others), 200)})", Tone.Warning));
        }

        if (verdict.Policy.Length > 0 && verdict.Policy != "default")
        {
            Field("policy", new Piece(Safe(verdict.Policy), Tone.Normal));
        }

        if (report.Without is { Count: > 0 } without)
        {
            Field("left out", new Piece($"{Safe(string.Join(", ", without), 300)} (--without)", Tone.Warning));
        }

        foreach (var note in verdict.Notes ?? [])
        {
            Field("note", new Piece(Safe(note), Tone.Warning));
        }
    }

    private static string Decided(Verdict verdict) => verdict.Decision switch
    {
        Decision.Block => "blocked",
        Decision.Review => "needs review",
        _ => "allowed",
    };

    private void Field(string name, params Piece[] pieces) => page.Wrapped(new Piece($"  {name,-10}", Tone.Dim), pieces);

    private void Heading(string text, string? remark = null)
    {
        page.Blank();
        page.Wrapped(new Piece(text, Tone.Heading), new Piece(remark is null ? "" : "  " + remark, Tone.Dim));
    }

    private void WriteShortfalls()
    {
        var reasons = report.Completeness.Reasons;
        if (report.Completeness.State == CompletenessState.Complete && reasons.Count == 0)
        {
            return;
        }

        Heading(report.Completeness.State == CompletenessState.Failed ? "Failed" : "Not everything was seen", "an incomplete scan is never clean");
        foreach (var (stage, what, why) in reasons.Take(ShortfallLimit))
        {
            page.Wrapped([new("  " + Bullet, Tone.Warning), new($"{Safe(stage, 20)}: ", Tone.Dim)], new Piece(Safe(what, 200), Tone.Strong), new(": " + Safe(why, 300), Tone.Normal));
        }

        More(reasons.Count - ShortfallLimit, "more");
    }

    private void WriteNotes()
    {
        if (report.Completeness.Notes is not { Count: > 0 } notes)
        {
            return;
        }

        Heading("Not followed to the end", "everything was read, values between files only so far");
        foreach (var (_, what, why) in notes.Take(ShortfallLimit))
        {
            page.Wrapped(new Piece("  " + Bullet, Tone.Dim), new Piece(Safe(what, 200), Tone.Normal), new(": " + Safe(why, 300), Tone.Dim));
        }

        More(notes.Count - ShortfallLimit, "more");
    }

    private void WriteActions()
    {
        if (report.Actions.Count == 0)
        {
            return;
        }

        Heading("What to do now");
        foreach (var action in report.Actions.Take(ShortfallLimit))
        {
            page.Wrapped(new Piece($"  {Safe(action.Verb, 12),-8} ", Tone.Strong), new Piece(Safe(action.What, 200), Tone.Code), new("  " + Safe(action.Why, 300), Tone.Normal));
        }

        More(report.Actions.Count - ShortfallLimit, "more");
    }

    private void WriteChanges(string heading, IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        Heading(heading);
        foreach (var change in changes.Take(TreeLimit))
        {
            page.Wrapped(new Piece($"  {Safe(change.Kind, 12),-8} ", change.Kind == "new" ? Tone.Bad : Tone.Dim), new Piece(Safe(change.What, 300), Tone.Normal));
        }

        More(changes.Count - TreeLimit, "more");
    }

    private void WriteVulnerabilities()
    {
        if (report.Vulnerabilities.Count == 0)
        {
            return;
        }

        Heading("Vulnerabilities", "published ones, no part of the verdict");
        page.Wrapped(new Piece("  ", Tone.Normal), new Piece(KnownVulnerabilities.Counted(report.Vulnerabilities), Tone.Normal));
        foreach (var one in report.Vulnerabilities.Take(VulnerabilityLimit))
        {
            page.Wrapped(new Piece($"  {Safe(one.Severity, 10),-9}", Tone.Warning), new Piece(Safe(one.Purl, 120), Tone.Code), new($"  {Safe(one.Id, 60)}{(one.Fixed is { } version ? $", not in {Safe(version, 40)}" : "")}", Tone.Normal), new(one.Summary is { } summary ? "  " + Safe(summary, 100) : "", Tone.Dim));
        }

        More(report.Vulnerabilities.Count - VulnerabilityLimit, "more: -f json has all of them");
    }

    private void WriteFooter()
    {
        page.Blank();
        var parts = new List<string> { Count(report.Signals.Count, "signal"), Count(report.Inventory.Components.Count, "component") };
        parts.AddRange(report.Databases.Select(database => Safe(database.Name, 60) + (KnownVulnerabilities.AgeOf(database, context.Today) is { Length: > 0 } age ? $" {age}" : "")));
        if (report.Timings is { } timings)
        {
            var stages = timings.Stages.OrderByDescending(stage => stage.Value).Take(3).Where(stage => stage.Value > 0).Select(stage => $"{Safe(stage.Key, 30)} {Seconds(stage.Value)}").ToList();
            parts.Add(Seconds(timings.TotalMs) + (stages.Count > 0 && timings.TotalMs >= 100 ? $" ({string.Join(", ", stages)})" : ""));
        }

        var separator = drawing.Lines ? " · " : " | ";
        var explain = report.Verdict.Reasons.Count > 0 && report.Signals.FirstOrDefault(signal => signal.Id == report.Verdict.Reasons[0]) is { } first ? $"wellguard explain {Safe(first.Rule, 100)}" : null;
        var line = string.Join(separator, parts);
        if (explain is not null && SafeText.Columns(line + separator + explain) <= drawing.Width)
        {
            (line, explain) = (line + separator + explain, null);
        }

        page.Wrapped([], new Piece(line, Tone.Dim));
        if (explain is not null)
        {
            page.Wrapped([], new Piece(explain, Tone.Dim)); // a command to copy stays in one piece
        }
    }

    private void More(int count, string what)
    {
        if (count > 0)
        {
            page.Wrapped(new Piece("  ", Tone.Normal), new Piece($"and {count} {what}", Tone.Dim));
        }
    }

    private string Bullet => drawing.Lines ? "• " : "* ";

    private static string Seconds(long ms) => ms < 1000 ? $"{ms} ms" : $"{ms / 1000}.{ms % 1000 / 100} s";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    internal static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
