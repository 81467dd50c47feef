using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

public sealed partial class Story
{
    private void WriteReasons()
    {
        var byId = new Dictionary<string, Signal>();
        foreach (var signal in report.Signals)
        {
            byId.TryAdd(signal.Id, signal);
        }

        var reasons = report.Verdict.Reasons.Where(byId.ContainsKey).Select(id => byId[id]).ToList();
        var strong = report.Verdict.Level == Level.Clean ? [] : reasons.Where(signal => signal.Severity > Severity.Low).ToList();
        var rules = strong.GroupBy(signal => signal.Rule).ToList();
        if (rules.Count > 0)
        {
            Heading("Why");
            foreach (var rule in rules.Take(ReasonLimit))
            {
                WriteReason(rule.First(), [.. rule.Skip(1)]);
            }

            More(rules.Count - ReasonLimit, "more kinds of reasons: -f markdown shows more of them, -f json all");
        }

        WriteOthers(strong, byId);
    }

    private void WriteReason(Signal signal, List<Signal> alike)
    {
        var tone = signal.Severity >= Severity.High ? Tone.Bad : Tone.Warning;
        page.Wrapped(new Piece($"  {Word(signal.Severity),-9}", tone), new Piece(Safe(signal.Title, 200), Tone.Strong), new(Attack(signal.Attack), Tone.Dim));
        Detail("at", new Piece(At(signal.Where), Tone.Normal), new(signal.Where.Package is { } package ? $"  ({Safe(package, 120)})" : "", Tone.Dim));
        if (signal.Where.Layer is { } layer && report.Artifact.Kind == Artifacts.ArtifactKind.Image)
        {
            var deleted = layer.InFinalFilesystem ? "" : " (deleted by a later layer)";
            Detail("layer", new Piece($"{layer.Index}{deleted}{(layer.CreatedBy is null ? "" : ": ")}", Tone.Normal), new(Safe(CreatedBy(layer.CreatedBy), 200), Tone.Code));
        }

        if (signal.Trigger is { } trigger)
        {
            Detail("runs", new Piece(Safe(When(trigger), 200), Tone.Normal));
        }

        if (signal.DependencyPaths is [var way, ..] ways)
        {
            Detail("needed by", new Piece(Safe(string.Join(" > ", way), 400), Tone.Normal), new(ways.Count > 1 ? $"  and {ways.Count - 1} more ways" : "", Tone.Dim));
        }

        foreach (var evidence in signal.Evidence.Take(PlacesLimit))
        {
            WriteEvidence(signal, evidence);
        }

        if (alike.Count > 0)
        {
            var places = alike.Select(other => At(other.Where)).Distinct().ToList();
            var more = places.Count > PlacesLimit ? $" and {places.Count - PlacesLimit} more" : "";
            Detail("also at", new Piece(string.Join(", ", places.Take(PlacesLimit)) + more, Tone.Normal));
        }
    }

    private void WriteEvidence(Signal signal, Evidence evidence)
    {
        var lines = SafeText.Lines(evidence.Text, evidence.Kind == EvidenceKind.Decoded ? DecodedLines : SourceLines, 300, drawing.Ascii);
        var name = evidence.Kind switch
        {
            EvidenceKind.Source => "code",
            EvidenceKind.Decoded => "decoded",
            _ => Word(evidence.Kind),
        };
        var elsewhere = evidence.Where is { } where && (where.Path != signal.Where.Path || where.Line != signal.Where.Line) ? $"  ({At(where)})" : "";
        for (var at = 0; at < lines.Count; at++)
        {
            Detail(at == 0 ? name : "", new Piece(lines[at], Tone.Code), new(at == lines.Count - 1 ? elsewhere : "", Tone.Dim));
        }
    }

    /// <summary>What is there but does not decide: counted, so that a clean image stays short.</summary>
    private void WriteOthers(List<Signal> shown, Dictionary<string, Signal> byId)
    {
        var waived = report.Verdict.Waived.Where(byId.ContainsKey).Select(id => byId[id]).ToList();
        var others = report.Signals.Except(shown).Except(waived).ToList();
        if (others.Count == 0 && waived.Count == 0)
        {
            return;
        }

        page.Blank();
        foreach (var rule in waived.GroupBy(signal => signal.Rule))
        {
            page.Wrapped(new Piece("  waived   ", Tone.Warning), new Piece($"{Safe(rule.Key, 100)} at {At(rule.First().Where)}{(rule.Count() > 1 ? $" and {rule.Count() - 1} more" : "")}", Tone.Normal));
            foreach (var waiver in (report.Verdict.Waivers ?? []).Where(waiver => rule.Any(signal => waiver.Signals.Contains(signal.Id))))
            {
                page.Wrapped(new Piece("           ", Tone.Dim), new Piece(Safe(waiver.InOneLine, 400), Tone.Dim));
            }
        }

        foreach (var rule in others.Where(signal => signal.State == SignalState.Refuted || signal.Severity > Severity.Low).GroupBy(signal => (signal.Rule, signal.State)).Take(ReasonLimit))
        {
            var first = rule.First();
            var state = first.State == SignalState.Refuted ? "refuted" : Word(first.Severity);
            page.Wrapped(new Piece($"  {state,-9}", Tone.Dim), new Piece(Safe(first.Title, 200), Tone.Normal), new($"  {At(first.Where)}{(rule.Count() > 1 ? $" and {rule.Count() - 1} more" : "")}", Tone.Dim));
        }

        var minor = others.Where(signal => signal.State != SignalState.Refuted && signal.Severity <= Severity.Low).GroupBy(signal => signal.Rule).OrderByDescending(rule => rule.Max(signal => signal.Severity)).ToList();
        if (minor.Count > 0)
        {
            var names = minor.Take(PlacesLimit).Select(rule => rule.Count() > 1 ? $"{Safe(rule.Key, 60)} ({rule.Count()})" : Safe(rule.Key, 60));
            page.Wrapped(new Piece("  noted    ", Tone.Dim), new Piece(string.Join(", ", names) + (minor.Count > PlacesLimit ? $" and {minor.Count - PlacesLimit} more" : ""), Tone.Dim));
        }
    }

    /// <summary>Behind the word "runs": <c>runs when the container starts</c> begins with it.</summary>
    internal static string When(string trigger) => trigger.StartsWith("runs ", StringComparison.Ordinal) ? trigger["runs ".Length..] : trigger;

    private void Detail(string name, params Piece[] pieces) => page.Wrapped(new Piece($"           {name,-9}", Tone.Dim), pieces);

    /// <summary>Path, line and column as editors understand it.</summary>
    private string At(Place place) => Safe(place.Path is { } path ? Root(path) + path : "the artifact itself", 200)
        + (place.Line is { } line ? $":{line}{(place.Column is { } column ? $":{column}" : "")}" : "");

    private string Root(string path) =>
        report.Artifact.Kind is Artifacts.ArtifactKind.Image or Artifacts.ArtifactKind.Rootfs && !path.StartsWith("config:", StringComparison.Ordinal) && !path.StartsWith('/') ? "/" : "";

    private static string Attack(IReadOnlyList<string> techniques) => techniques.Count == 0 ? "" : "  " + string.Join(" ", techniques.Take(4).Select(technique => SafeText.OneLine(technique, 20, ascii: true)));

    /// <summary>Without what the classic builder puts in front: people look for their own Dockerfile line.</summary>
    private static string? CreatedBy(string? line)
    {
        const string Nop = "/bin/sh -c #(nop) ";
        return line?.StartsWith(Nop, StringComparison.Ordinal) == true ? line[Nop.Length..].Trim()
            : line?.StartsWith("/bin/sh -c ", StringComparison.Ordinal) == true ? "RUN " + line["/bin/sh -c ".Length..].Trim()
            : line;
    }
}
