using Wellguard.AttackTrees;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Reports;

public sealed class TechniquesTests
{
    [Fact]
    public void Each_technique_of_a_rule_has_a_name() => Assert.All(RuleBook.All.SelectMany(static rule => rule.Attack).Distinct(), static id => Assert.NotNull(Techniques.NameOf(id)));

    [Theory]
    [InlineData("contacts 198.51.100.7:80", true)]
    [InlineData("contacts 198.51.100.70", false)]
    [InlineData("198.51.100.70 and 198.51.100.7", true)]
    [InlineData("1198.51.100.7", false)]
    public void An_indicator_comes_from_where_it_stands_whole(string evidence, bool from)
    {
        var signal = new Signal("content/x", SignalClass.Flow, "x", Severity.High, Confidence.High, new Place("x")) { Id = "s1", Evidence = [new(EvidenceKind.Event, evidence)] };
        Assert.Equal(from, new IndicatorOrigins(Samples.Clean with { Signals = [signal], Tree = AttackTree.Empty }).Of(new("ip", "198.51.100.7")).Signals.Count == 1);
    }
}
