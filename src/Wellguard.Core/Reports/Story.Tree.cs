using Wellguard.AttackTrees;
using Wellguard.Signals;

namespace Wellguard.Reports;

public sealed partial class Story
{
    /// <summary>Deeper levels are drawn at this depth, so that labels keep room: nine at 80 columns.</summary>
    private int DepthLimit => 9 + Math.Max(0, (drawing.Width - 80) / 6);

    private const int StageColumns = 12;
    private const int TechniqueColumns = 10;
    private const int StateColumns = 9;

    private void WriteTree()
    {
        var rows = TreeOutline.Of(report.Tree);
        if (rows.Count < 2)
        {
            return;
        }

        var predicted = report.Tree.Nodes.All(node => node.State == SignalState.Predicted);
        Heading("Attack tree", predicted ? "predicted: read from the code, nothing was run" : null);
        foreach (var row in rows.Take(TreeLimit))
        {
            WriteRow(row);
        }

        More(rows.Count - TreeLimit, "more steps");
        if (report.Tree.LostEvents > 0)
        {
            page.Wrapped(new Piece("  ", Tone.Normal), new Piece($"{report.Tree.LostEvents} events were lost", Tone.Warning));
        }
    }

    private void WriteRow(OutlineRow row)
    {
        var node = row.Node;
        var indent = "  " + Branches(row.Last);
        var right = row.Verb is null && node.Kind == NodeKind.Artifact
            ? ""
            : $" {Word(node.Stage),-StageColumns}{Safe(node.Attack.Count > 0 ? node.Attack[0] : "", TechniqueColumns - 1),-TechniqueColumns}{Word(node.State),-StateColumns}";
        var room = Math.Max(12, drawing.Width - indent.Length - right.Length);
        var verb = row.Verb is { } led && node.Kind != NodeKind.Object ? Word(led) + " " : ""; // an object's label is a sentence
        var label = SafeText.Fit(Safe(node.Label, 200), Math.Max(8, room - verb.Length), drawing.Lines ? "…" : "...");
        var filler = right.Length == 0 ? "" : new string(' ', Math.Max(0, room - verb.Length - SafeText.Columns(label)));
        var tone = node.Score >= Verdicts.Scoring.SuspiciousFrom ? Tone.Bad : Tone.Normal;
        page.Exact(
            new(indent, Tone.Dim),
            new(verb, Tone.Dim),
            new(label, row.Verb is null ? Tone.Strong : tone),
            new(filler, Tone.Normal),
            new(right.TrimEnd(), node.State == SignalState.Refuted || tone == Tone.Normal ? Tone.Dim : Tone.Warning));
        if (row.CrossLinks.Count > 0)
        {
            var links = string.Join(", ", row.CrossLinks.Take(PlacesLimit).Select(link => $"{Word(link.Verb)} {Safe(link.To.Label, 60)}"));
            var below = "  " + Branches(row.Last, below: true);
            page.Exact(new Piece(below, Tone.Dim), new Piece(SafeText.Fit("also " + links, drawing.Width - below.Length, drawing.Lines ? "…" : "..."), Tone.Dim));
        }
    }

    private string Branches(IReadOnlyList<bool> last, bool below = false)
    {
        if (last.Count == 0)
        {
            return below ? "  " : "";
        }

        var shown = last.Count > DepthLimit ? last.Skip(last.Count - DepthLimit).ToList() : last;
        var (through, none, tee, corner) = drawing.Lines ? ("│  ", "   ", "├─ ", "└─ ") : ("|  ", "   ", "|- ", "`- ");
        var parents = string.Concat(shown.Take(shown.Count - 1).Select(done => done ? none : through));
        return (last.Count > DepthLimit ? "~" + parents[1..] : parents) + (below ? shown[^1] ? none : through : shown[^1] ? corner : tee);
    }
}
