using Wellguard.Signals;

namespace Wellguard.AttackTrees;

public enum NodeKind { Artifact, Process, File, Endpoint, Container, Host, Identity, Object, Step }

public enum Verb { Runs, Forks, Reads, Writes, Executes, Connects, Resolves, Downloads, Sends, Changes, Creates, Uses }

/// <param name="Id"><c>n0</c> is the artifact; then in order.</param>
/// <param name="Label">One line, secrets redacted.</param>
/// <param name="Score">0 to 100: the strongest signal on this node.</param>
public sealed record Node(string Id, NodeKind Kind, string Label, Stage Stage)
{
    public IReadOnlyList<string> Attack { get; init; } = [];
    public SignalState State { get; init; }
    public int Score { get; init; }
    public long? AtMs { get; init; }
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}

public sealed record Edge(string From, string To, Verb Verb);

/// <summary>The ordered, branching story. A node's first incoming edge is its place in the tree; further ones are cross-links. Nodes are in order of happening.</summary>
public sealed record AttackTree(IReadOnlyList<Node> Nodes, IReadOnlyList<Edge> Edges)
{
    public long RawEvents { get; init; }
    public long LostEvents { get; init; }

    public static AttackTree Empty { get; } = new([], []);
}
