using System.Text;
using Wellguard.AttackTrees;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>The attack tree as a Mermaid flowchart; many artifacts are subgraphs of one chart.</summary>
public sealed class MermaidReport : ReportFormat
{
    /// <summary>Longest label of a node, in characters.</summary>
    private const int LabelLimit = 120;

    public override string Name => "mermaid";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        Write(reports, text);
    }

    internal static void Write(IReadOnlyList<Report> reports, TextWriter text)
    {
        text.WriteLine("flowchart LR");
        for (var at = 0; at < reports.Count; at++)
        {
            if (reports.Count > 1)
            {
                text.WriteLine($"  subgraph a{at}[\"{Escape(reports[at].Artifact.Name)}\"]");
            }

            WriteTree(reports[at].Tree, $"a{at}n", text);
            if (reports.Count > 1)
            {
                text.WriteLine("  end");
            }
        }

        text.WriteLine("  classDef predicted stroke-dasharray:4 3");
        text.WriteLine("  classDef refuted opacity:0.4");
        text.WriteLine("  classDef bad fill:#fdd,stroke:#b00,color:#300");
    }

    private static void WriteTree(AttackTree tree, string prefix, TextWriter text)
    {
        var names = new Dictionary<string, string>();
        foreach (var node in tree.Nodes)
        {
            var name = prefix + names.Count;
            if (names.TryAdd(node.Id, name))
            {
                var technique = node.Attack.Count > 0 ? " " + Escape(node.Attack[0]) : "";
                text.WriteLine($"  {name}[\"{Escape(node.Label)}<br/>{Story.Word(node.Stage)}{technique}\"]");
                var classes = (node.State, node.Score >= Verdicts.Scoring.SuspiciousFrom) switch
                {
                    (SignalState.Refuted, _) => "refuted",
                    (_, true) => "bad",
                    (SignalState.Predicted, _) => "predicted",
                    _ => null,
                };
                if (classes is not null)
                {
                    text.WriteLine($"  class {name} {classes}");
                }
            }
        }

        var nodes = tree.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id);
        foreach (var edge in tree.Edges)
        {
            if (names.TryGetValue(edge.From, out var from) && names.TryGetValue(edge.To, out var to))
            {
                var arrow = nodes[edge.To].State is SignalState.Predicted or SignalState.Refuted ? "-.->" : "-->";
                var verb = nodes[edge.To].Kind == NodeKind.Object ? "" : $"|{Story.Word(edge.Verb)}|"; // an object's label is a sentence
                text.WriteLine($"  {from} {arrow}{verb} {to}");
            }
        }
    }

    /// <summary>Everything but letters, digits and a few marks becomes Mermaid's character code <c>#NN;</c>: no quote, bracket, tag, directive or link gets through.</summary>
    internal static string Escape(string label)
    {
        var safe = new StringBuilder();
        foreach (var rune in SafeText.OneLine(label, LabelLimit).EnumerateRunes())
        {
            if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || " ./_-:,+=".Contains((char)rune.Value)))
            {
                safe.Append((char)rune.Value);
            }
            else
            {
                safe.Append('#').Append(rune.Value).Append(';');
            }
        }

        return safe.ToString();
    }
}
