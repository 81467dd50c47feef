using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard;

/// <summary>What is new in what a version does, against the version before.</summary>
public static partial class Versions
{
    private const int MaxChanges = 200;

    /// <param name="now">The new version's report; its verdict stays as it is.</param>
    /// <param name="before">The old version's, made the same way.</param>
    /// <returns><paramref name="now"/> with its changes: <c>new</c> and <c>gone</c> nodes of the tree, in order; a version before that was not seen whole is said.</returns>
    public static Report Compare(Report now, Report before)
    {
        var was = before.Tree.Nodes.Skip(1).Select(Key).ToHashSet();
        var isNow = now.Tree.Nodes.Skip(1).Select(Key).ToHashSet();
        var changes = now.Tree.Nodes.Skip(1).Where(node => !was.Contains(Key(node))).Select(node => new Change("new", Text(node)))
            .Concat(before.Tree.Nodes.Skip(1).Where(node => !isNow.Contains(Key(node))).Select(node => new Change("gone", Text(node))));
        return now with
        {
            Changes = [.. before.Completeness.State == CompletenessState.Complete ? (Change[])[] : [new Change("unknown", $"{before.Artifact.Name} was not seen whole: what is new may not be")], .. changes.Take(MaxChanges)],
        };
    }

    /// <summary>Numbers that differ from run to run (processes, registers, ports of one's own) are no difference.</summary>
    private static (NodeKind, string, string) Key(Node node) => (node.Kind, Number.Replace(node.Label, "0"), string.Join(' ', node.Attack));

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Number { get; }

    private static string Text(Node node) => $"{Story.Word(node.Stage)}: {node.Label}{(node.Attack.Count > 0 ? $" ({string.Join(", ", node.Attack)})" : "")}";
}
