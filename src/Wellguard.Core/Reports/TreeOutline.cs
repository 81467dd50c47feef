using Wellguard.AttackTrees;

namespace Wellguard.Reports;

/// <summary>A node at its place in the indented tree.</summary>
/// <param name="Last">For each level down to this one: the branch at that level is the last of its siblings.</param>
/// <param name="Verb">How the parent leads here; null for a root.</param>
public sealed record OutlineRow(Node Node, IReadOnlyList<bool> Last, Verb? Verb)
{
    /// <summary>Further nodes that lead here or that this node leads to without being their place in the tree.</summary>
    public IReadOnlyList<(Verb Verb, Node To)> CrossLinks { get; init; } = [];
}

/// <summary>The tree as rows, in order; every node once. Edges that name no node are dropped; what only cycles reach is shown as a root.</summary>
public static class TreeOutline
{
    public static IReadOnlyList<OutlineRow> Of(AttackTree tree)
    {
        var nodes = new Dictionary<string, Node>(tree.Nodes.Count);
        foreach (var node in tree.Nodes)
        {
            nodes.TryAdd(node.Id, node);
        }

        var place = new Dictionary<string, Edge>();
        var children = new Dictionary<string, List<Edge>>();
        var links = new Dictionary<string, List<(Verb, Node)>>();
        foreach (var edge in tree.Edges)
        {
            if (!nodes.ContainsKey(edge.From) || !nodes.TryGetValue(edge.To, out var to))
            {
                continue;
            }

            if (edge.From != edge.To && place.TryAdd(edge.To, edge))
            {
                At(children, edge.From).Add(edge);
            }
            else
            {
                At(links, edge.From).Add((edge.Verb, to));
            }
        }

        var rows = new List<OutlineRow>(nodes.Count);
        var shown = new HashSet<string>();
        var roots = tree.Nodes.Where(node => !place.ContainsKey(node.Id)).ToList();
        roots.ForEach(root => Walk(root));
        foreach (var left in tree.Nodes)
        {
            Walk(left);
        }

        return rows;

        void Walk(Node root)
        {
            var open = new Stack<(Node Node, IReadOnlyList<bool> Last, Verb? Verb)>();
            open.Push((root, [], null));
            while (open.TryPop(out var next))
            {
                if (!shown.Add(next.Node.Id))
                {
                    continue;
                }

                rows.Add(new(next.Node, next.Last, next.Verb) { CrossLinks = links.GetValueOrDefault(next.Node.Id) ?? [] });
                var below = children.GetValueOrDefault(next.Node.Id) ?? [];
                for (var at = below.Count - 1; at >= 0; at--)
                {
                    open.Push((nodes[below[at].To], [.. next.Last, at == below.Count - 1], below[at].Verb));
                }
            }
        }

        static List<T> At<T>(Dictionary<string, List<T>> map, string key) => map.TryGetValue(key, out var list) ? list : map[key] = [];
    }
}
