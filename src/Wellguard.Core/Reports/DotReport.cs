using System.Text;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>The attack tree for Graphviz; many artifacts are clusters of one graph.</summary>
public sealed class DotReport : ReportFormat
{
    private const int LabelLimit = 120;

    public override string Name => "dot";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("digraph wellguard {");
        text.WriteLine("  rankdir=LR; node [shape=box, fontname=\"sans-serif\", fontsize=10]; edge [fontname=\"sans-serif\", fontsize=9];");
        for (var at = 0; at < reports.Count; at++)
        {
            text.WriteLine($"  subgraph cluster_{at} {{");
            text.WriteLine($"    label=\"{Escape(reports[at].Artifact.Name)}\";");
            WriteTree(reports[at], $"a{at}n", text);
            text.WriteLine("  }");
        }

        text.WriteLine("}");
    }

    private static void WriteTree(Report report, string prefix, StreamWriter text)
    {
        var names = new Dictionary<string, string>();
        var dashed = new HashSet<string>();
        foreach (var node in report.Tree.Nodes)
        {
            if (!names.TryAdd(node.Id, prefix + names.Count))
            {
                continue;
            }

            var predicted = node.State is SignalState.Predicted or SignalState.Refuted;
            if (predicted)
            {
                dashed.Add(node.Id);
            }

            var colour = node.Score >= Verdicts.Scoring.SuspiciousFrom ? ", color=\"#b00000\", penwidth=2" : "";
            var technique = node.Attack.Count > 0 ? " " + Escape(node.Attack[0]) : "";
            text.WriteLine($"    {names[node.Id]} [label=\"{Escape(node.Label)}\\n{Story.Word(node.Stage)}{technique} {Story.Word(node.State)}\"{(predicted ? ", style=dashed" : "")}{colour}];");
        }

        var objects = report.Tree.Nodes.Where(node => node.Kind == AttackTrees.NodeKind.Object).Select(node => node.Id).ToHashSet(); // their labels are sentences
        foreach (var edge in report.Tree.Edges)
        {
            if (names.TryGetValue(edge.From, out var from) && names.TryGetValue(edge.To, out var to))
            {
                text.WriteLine($"    {from} -> {to} [label=\"{(objects.Contains(edge.To) ? "" : Story.Word(edge.Verb))}\"{(dashed.Contains(edge.To) ? ", style=dashed" : "")}];");
            }
        }
    }

    /// <summary>A double-quoted DOT string: the quote and the backslash, which begins its escapes (<c>\N</c>, <c>\l</c>), are escaped; entities are not read.</summary>
    internal static string Escape(string label) => SafeText.OneLine(label, LabelLimit)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal);
}
