using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary>What stands behind a node of a tree: <c>--why</c> and <c>--raw</c>.</summary>
internal static class TreeDetails
{
    private const int LabelLength = 200;
    private const int EvidenceLength = 400;

    /// <summary>From the root to the node, then all about it.</summary>
    public static IEnumerable<string> Why(Report report, string wanted)
    {
        var node = NodeOf(report, wanted);
        var nodes = report.Tree.Nodes.ToDictionary(static node => node.Id);
        var into = report.Tree.Edges.GroupBy(static edge => edge.To).ToDictionary(static group => group.Key, static group => group.First());
        var way = new List<string>();
        for (var at = node; way.Count < report.Tree.Nodes.Count; at = nodes[into[at.Id].From])
        {
            var verb = into.TryGetValue(at.Id, out var edge) ? RuleStory.Word(edge.Verb) + " " : "";
            way.Insert(0, $"{verb}{SafeText.OneLine(at.Label, LabelLength)}  [{at.Id}{(at.AtMs is { } ms ? $", {ms} ms" : "")}{(at.Attack.Count > 0 ? ", " + string.Join(' ', at.Attack) : "")}]");
            if (edge is null)
            {
                break;
            }
        }

        return
        [
            .. way.Select(static (line, depth) => new string(' ', depth * 2) + line),
            "",
            .. node.Evidence.Select(static evidence => "seen  " + SafeText.OneLine(evidence.Text, EvidenceLength)),
            .. report.Signals.Where(signal => signal.Node == node.Id).Select(static signal => $"{signal.Rule}: {signal.Title} ({RuleStory.Word(signal.Severity)}); wellguard explain {signal.Rule}"),
        ];
    }

    /// <summary>Events as JSON, secrets redacted as everywhere.</summary>
    /// <param name="wanted">Only those that name what this node is; null: all.</param>
    public static IEnumerable<string> Raw(Report report, IReadOnlyList<Event> happened, string? wanted)
    {
        var label = wanted is null ? null : NodeOf(report, wanted).Label;
        var count = label?.LastIndexOf(" (x", StringComparison.Ordinal) ?? -1;
        label = count > 0 ? label![..count] : label;
        return happened.Select(Redacted).Where(one => label is null || one.Object == label || string.Join(' ', one.Arguments ?? []) == label).Select(static one => JsonSerializer.Serialize(one, EventJson.Default.Event));
    }

    private static Event Redacted(Event one) => one with
    {
        Object = one.Object is { } what ? Redaction.Clean(what) : null,
        Other = one.Other is { } other ? Redaction.Clean(other) : null,
        Arguments = one.Arguments is { } words ? [.. words.Select(Redaction.Clean)] : null,
    };

    /// <param name="wanted">An id, or a part of a label: the first node in the order of the tree.</param>
    private static Node NodeOf(Report report, string wanted) =>
        report.Tree.Nodes.FirstOrDefault(node => node.Id == wanted) ?? report.Tree.Nodes.FirstOrDefault(node => wanted.Length > 0 && node.Label.Contains(wanted, StringComparison.Ordinal))
            ?? throw new UsageException($"--why {SafeText.OneLine(wanted, 40)}: no node of the tree has this id or label; it has n0 to n{Math.Max(0, report.Tree.Nodes.Count - 1)}");
}
