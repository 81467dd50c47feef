using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests;

public sealed class RuleExamplesTests
{
    public static TheoryData<string> Names => [.. RuleExamples.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rule_does_as_its_example_says(string name) =>
        Assert.Null(await RuleExamples.CheckAsync(RuleExamples.All.Single(example => example.Name == name), TestContext.Current.CancellationToken));

    [Fact]
    public void Every_rule_that_is_data_has_a_firing_and_a_silent_example() => Assert.Empty(RuleExamples.Lacking);

    [Fact]
    public async Task Example_of_an_unknown_rule_or_without_sense_is_told()
    {
        var rule = RuleBook.All.First(rule => rule.Id.StartsWith("content/", StringComparison.Ordinal)).Id;
        Assert.Equal("there is no such rule", await RuleExamples.CheckAsync(new("content/none", true, "entrypoint: [sh]"), TestContext.Current.CancellationToken));
        Assert.Contains("fires.yml:1", await RuleExamples.CheckAsync(new(rule, true, "no-such-key: 1"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("does not fire", await RuleExamples.CheckAsync(new(rule, true, "entrypoint: [sleep, '1']"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
