using System.Globalization;
using Wellguard.Signals;

namespace Wellguard.AttackTrees;

/// <summary>
/// The predicted and the observed tree as one.
/// 1. Each predicted node looks for the observed one that is the same thing: the same address, path or command. A command that names neither (<c>sh</c>) can only be one below
///    something that happened. What the scan could not compute to its end may be anything of the same technique in the same stage.
/// 2. Found: the observed node stays where it is, confirmed, and takes the predicted evidence. Not found: the predicted node stays below what its parent became; it is confirmed
///    when it happened without being worth a node of the observed tree.
/// 3. Order is that of happening; what did not happen follows its parent.
/// </summary>
internal sealed class JoinedTree
{
    private const int MaxEvidence = 16;

    private readonly AttackTree _observed;
    private readonly IReadOnlyList<string> _happened;
    private readonly Dictionary<string, string> _becomes = [];
    private readonly Dictionary<string, Node> _nodes;
    private readonly List<(Node Node, Edge Edge)> _rest = [];

    private JoinedTree(AttackTree observed, IReadOnlyList<string> happened)
    {
        _observed = observed;
        _happened = happened;
        _nodes = observed.Nodes.ToDictionary(static node => node.Id);
    }

    /// <param name="happened">Addresses that were asked and paths that were written, whether or not they stand in the observed tree.</param>
    /// <param name="missed">The state of what did not happen.</param>
    /// <returns>The tree, and for the nodes of each of the two trees the id of the node that they became.</returns>
    public static (AttackTree Tree, IReadOnlyDictionary<string, string> Predicted, IReadOnlyDictionary<string, string> Observed) Join(AttackTree predicted, AttackTree observed, IReadOnlyList<string> happened, SignalState missed)
    {
        if (observed.Nodes.Count == 0)
        {
            return (predicted with { LostEvents = observed.LostEvents }, predicted.Nodes.ToDictionary(static node => node.Id, static node => node.Id), new Dictionary<string, string>());
        }

        var joined = new JoinedTree(observed, happened);
        joined.Match(predicted, missed);
        return joined.Write();
    }

    private void Match(AttackTree predicted, SignalState missed)
    {
        var into = predicted.Edges.GroupBy(static edge => edge.To).ToDictionary(static group => group.Key, static group => group.First());
        var root = _observed.Nodes[0].Id;
        foreach (var node in predicted.Nodes)
        {
            if (!into.TryGetValue(node.Id, out var edge))
            {
                _becomes[node.Id] = root;
            }
            else if (Same(node, _nodes.ContainsKey(_becomes[edge.From])) is { } same)
            {
                _becomes[node.Id] = same.Id;
                _nodes[same.Id] = same with
                {
                    State = SignalState.Confirmed,
                    Score = Math.Max(same.Score, node.Score),
                    Attack = [.. same.Attack.Union(node.Attack)],
                    Evidence = [.. same.Evidence, .. node.Evidence.Except(same.Evidence).Take(Math.Max(0, MaxEvidence - same.Evidence.Count))],
                };
            }
            else
            {
                _becomes[node.Id] = "p" + node.Id;
                _rest.Add((node with { Id = "p" + node.Id, State = Happened(node) ? SignalState.Confirmed : IsFact(edge) ? SignalState.Predicted : missed }, edge with { From = _becomes[edge.From], To = "p" + node.Id }));
            }
        }

        var confirmed = _rest.Where(static rest => rest.Node.State == SignalState.Confirmed).Select(static rest => rest.Node.Id).ToHashSet();
        var led = predicted.Nodes.Where(node => _nodes.ContainsKey(_becomes[node.Id]) || confirmed.Contains(_becomes[node.Id])).SelectMany(node => Before(node.Id, into)).ToHashSet();
        for (var at = 0; at < _rest.Count; at++)
        {
            var (node, edge) = _rest[at];
            _rest[at] = led.Contains(node.Id) && node.State == SignalState.Refuted ? (node with { State = SignalState.Confirmed }, edge) : (node, edge);
        }
    }

    /// <summary>What led to a node without being seen itself: it must have happened too.</summary>
    private IEnumerable<string> Before(string id, Dictionary<string, Edge> into)
    {
        for (var at = id; into.TryGetValue(at, out var edge) && !_nodes.ContainsKey(_becomes[edge.From]); at = edge.From)
        {
            yield return _becomes[edge.From];
        }
    }

    private bool Happened(Node predicted) => predicted.Kind switch
    {
        NodeKind.Endpoint => Address(predicted.Label) is { Length: > 0 } address && _happened.Any(one => one.Contains(address, StringComparison.OrdinalIgnoreCase)),
        NodeKind.File => _happened.Contains(predicted.Label),
        _ => false,
    };

    /// <summary>Something that is there, not something that is done: no run refutes it.</summary>
    private static bool IsFact(Edge edge) => edge.Verb is Verb.Creates or Verb.Uses;

    /// <param name="cameSoFar">What leads to it happened.</param>
    private Node? Same(Node predicted, bool cameSoFar)
    {
        const char Unknown = '$'; // as shells write what is known when it runs
        return (cameSoFar || IsConcrete(predicted) ? Find(node => node.Kind == predicted.Kind && IsSameThing(predicted, node)) : null)
            ?? (NamesFile(predicted) ? Find(node => node.Kind == NodeKind.Process && Words(node.Label).SequenceEqual(Words(predicted.Label))) : null)
            ?? (Words(predicted.Label) is [['/', ..] path] ? Find(node => node.Kind == NodeKind.Process && Words(node.Label).Exists(word => IsPath(word, path))) : null)
            ?? (cameSoFar && predicted.Label.Contains(Unknown, StringComparison.Ordinal) ? Find(node => node.Stage == predicted.Stage && node.Attack.Intersect(predicted.Attack).Any() && !_becomes.ContainsValue(node.Id)) : null);
    }

    /// <summary>As it is, or as it is called from a folder above. A word without a slash or a dot is rather a verb: <c>npm install</c>.</summary>
    private static bool IsPath(string word, string path) => word == path || (word.AsSpan().ContainsAny('/', '.') && word[0] != '/' && path.EndsWith("/" + word, StringComparison.Ordinal));

    private Node? Find(Func<Node, bool> wanted) => _observed.Nodes.Skip(1).FirstOrDefault(wanted) is { } found ? _nodes[found.Id] : null;

    /// <summary>It names an address or a path.</summary>
    private static bool IsConcrete(Node predicted) => predicted.Kind != NodeKind.Process || Words(predicted.Label).Skip(1).Any(IsTelling);

    /// <summary>A command with a file of the folder that it starts in: <c>node setup.js</c>.</summary>
    private static bool NamesFile(Node predicted) => predicted.Kind == NodeKind.Process && Words(predicted.Label).Skip(1).Any(static word => word.Length > 3 && word[0] != '.' && word.Contains('.', StringComparison.Ordinal));

    private static bool IsSameThing(Node predicted, Node observed) => predicted.Kind switch
    {
        NodeKind.Endpoint => Address(predicted.Label) is { Length: > 0 } address && (observed.Label.Contains(address, StringComparison.OrdinalIgnoreCase) || observed.Evidence.Any(evidence => evidence.Text.Contains(address, StringComparison.OrdinalIgnoreCase))),
        NodeKind.File => Counted(observed.Label) == predicted.Label,
        NodeKind.Process => Words(predicted.Label) is { Count: > 0 } wanted && Words(observed.Label) is var seen && Name(wanted[0]) == Name(seen.FirstOrDefault() ?? "") && wanted.Skip(1).Where(IsTelling).All(seen.Contains),
        _ => predicted.Label == observed.Label,
    };

    /// <summary>Without the scheme and the last slash: what both sides write.</summary>
    private static string Address(string label)
    {
        var scheme = label.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? label : label[(scheme + 3)..]).TrimEnd('/');
    }

    /// <summary>Without <c> (x3)</c>.</summary>
    private static string Counted(string label) => label.EndsWith(')') && label.LastIndexOf(" (x", StringComparison.Ordinal) is > 0 and var at ? label[..at] : label;

    private static List<string> Words(string label)
    {
        const string Entrypoint = ": ";
        var start = label.IndexOf(Entrypoint, StringComparison.Ordinal);
        return [.. (start > 0 && !label[..start].Contains(' ', StringComparison.Ordinal) ? label[(start + 2)..] : Counted(label)).Split([' ', '\'', '"', '|', ';', '&', '<', '>'], StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>An address or a path: options and texts are written in many ways.</summary>
    private static bool IsTelling(string word) => word.Contains('/', StringComparison.Ordinal) && word.Length > 3;

    private static string Name(string word) => word[(word.LastIndexOf('/') + 1)..];

    private (AttackTree Tree, IReadOnlyDictionary<string, string> Predicted, IReadOnlyDictionary<string, string> Observed) Write()
    {
        var below = _rest.ToLookup(static rest => rest.Edge.From);
        var order = new List<Node>();
        foreach (var node in _observed.Nodes)
        {
            Put(_nodes[node.Id]);
        }

        var ids = order.Select(static (node, index) => (node.Id, New: string.Create(CultureInfo.InvariantCulture, $"n{index}"))).ToDictionary(static pair => pair.Id, static pair => pair.New);
        var tree = new AttackTree(
            [.. order.Select(node => node with { Id = ids[node.Id] })],
            [.. _observed.Edges.Concat(_rest.Select(static rest => rest.Edge)).Where(edge => ids.ContainsKey(edge.From) && ids.ContainsKey(edge.To)).Select(edge => edge with { From = ids[edge.From], To = ids[edge.To] })])
        {
            RawEvents = _observed.RawEvents,
            LostEvents = _observed.LostEvents,
        };
        return (tree, _becomes.ToDictionary(static pair => pair.Key, pair => ids[pair.Value]), _observed.Nodes.ToDictionary(static node => node.Id, node => ids[node.Id]));

        void Put(Node node)
        {
            var open = new Stack<Node>([node]);
            while (open.TryPop(out var next))
            {
                order.Add(next);
                foreach (var (child, _) in below[next.Id].Reverse())
                {
                    open.Push(child);
                }
            }
        }
    }
}
