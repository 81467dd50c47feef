using Wellguard.Artifacts;
using Wellguard.Layers;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class EntryBudgetTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    public void Which_layers_count_does_not_depend_on_which_is_done_first(int first, int second, int third)
    {
        var budget = new EntryBudget([2, 0, 1], most: 10);
        var entries = new[] { 8, 3, 6 };
        var facts = entries.Select(_ => new LayerFacts { Digest = "kept" }).ToArray();
        foreach (var layer in (int[])[first, second, third])
        {
            budget.Done(layer, entries[layer]);
        }

        budget.Apply(facts);
        Assert.Equal([null, "kept", "kept"], facts.Select(layer => layer.Digest)); // 6 of layer 2; 8 more do not fit, 3 do
        Assert.Contains("more than 10 entries", Assert.Single(facts[0].Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_not_to_count_is_not_read()
    {
        var budget = new EntryBudget([0, 1], most: 10);
        Assert.True(budget.MayRead(1));
        budget.Done(0, 10);
        Assert.False(budget.MayRead(1));
        Assert.True(budget.MayRead(0));
    }
}
