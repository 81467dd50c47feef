using Wellguard.AttackTrees;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Reports;

public sealed class TreeOutlineTests
{
    private static AttackTree Tree(string edges) => new(
        [.. "abcdef".Select(id => new Node(id.ToString(), NodeKind.Process, id.ToString(), Stage.Execution))],
        [.. edges.Split(' ').Select(edge => new Edge(edge[..1], edge[1..], Verb.Runs))]);

    private static string Shape(AttackTree tree) => string.Join(' ', TreeOutline.Of(tree).Select(row => row.Last.Count + row.Node.Id));

    [Theory]
    [InlineData("ab bc cd de ef", "0a 1b 2c 3d 4e 5f")]
    [InlineData("ab ac bd be cf", "0a 1b 2d 2e 1c 2f")]
    [InlineData("ab bc ca ad de ef", "0a 1b 2c 1d 2e 3f")]
    [InlineData("aa ab xb bz ac cd de ef", "0a 1b 1c 2d 3e 4f")]
    public void Every_node_is_shown_once_whatever_the_edges_are(string edges, string shape) => Assert.Equal(shape, Shape(Tree(edges)));

    [Fact]
    public void Nodes_that_only_a_cycle_reaches_are_roots() => Assert.Equal("0a 0b 1c 2d 3e 4f", Shape(Tree("bc cd de ef fb")));

    [Fact]
    public void A_second_way_to_a_node_is_a_cross_link()
    {
        var rows = TreeOutline.Of(Tree("ab ac bd cd de ef"));
        Assert.Equal("d", Assert.Single(rows.Single(row => row.Node.Id == "c").CrossLinks).To.Id);
    }
}
