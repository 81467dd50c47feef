using Wellguard.Signals;

namespace Wellguard.AttackTrees;

/// <summary>Nodes under construction, and the finished tree.</summary>
internal sealed partial class TreeBuilder
{
    private const int MaxLabel = 160;

    private sealed class Draft(Draft? parent, NodeKind kind, string label, Stage stage, Verb verb)
    {
        public Draft? Parent { get; } = parent;
        public NodeKind Kind { get; } = kind;
        public string Label { get; } = label;
        public Stage Stage { get; set; } = stage;
        public Verb Verb { get; } = verb;
        public int Score { get; set; }
        public List<string> Attack { get; } = [];
        public List<Evidence> Evidence { get; } = [];
    }

    private Draft Add(Draft? parent, NodeKind kind, string label, Stage stage, Verb verb)
    {
        label = Redaction.Clean(label.ReplaceLineEndings(" "));
        label = label.Length > MaxLabel ? label[..(MaxLabel - 1)] + "…" : label;
        if (_nodes.Find(node => node.Parent == parent && node.Kind == kind && node.Label == label && node.Verb == verb) is { } twin)
        {
            return twin;
        }

        var draft = new Draft(parent, kind, label, stage, verb);
        _nodes.Add(draft);
        return draft;
    }

    private void Tell(Draft node, Signal signal)
    {
        _nodeOfSignal[signal.Id] = node;
        foreach (var technique in signal.Attack.Where(technique => !node.Attack.Contains(technique)))
        {
            node.Attack.Add(technique);
        }

        var score = (int)Math.Round(signal.Weight);
        if (score > node.Score)
        {
            node.Score = score;
            var stage = StageOf(signal);
            node.Stage = stage == Stage.Download && node.Kind == NodeKind.Process ? Stage.Execution : stage; // the download is a node of its own
        }

        node.Evidence.AddRange(signal.Evidence.Where(evidence => !node.Evidence.Contains(evidence)).Take(4));
    }

    private (AttackTree Tree, IReadOnlyList<Signal> Signals) Finish(IReadOnlyList<Signal> signals)
    {
        var ids = _nodes.Select((node, index) => (node, Id: $"n{index}")).ToDictionary(pair => pair.node, pair => pair.Id);
        var nodes = _nodes.Select(node => new Node(ids[node], node.Kind, node.Label, node.Stage)
        {
            Attack = node.Attack,
            State = SignalState.Predicted,
            Score = node.Score,
            Evidence = [.. node.Evidence.Take(8)],
        });
        var edges = _nodes.Where(node => node.Parent is not null).Select(node => new Edge(ids[node.Parent!], ids[node], node.Verb));
        return (new AttackTree([.. nodes], [.. edges]), [.. signals.Select(signal => _nodeOfSignal.TryGetValue(signal.Id, out var node) ? signal with { Node = ids[node] } : signal)]);
    }
}
