using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>The examples of node-semver's documentation.</summary>
public sealed class NpmRangeTests
{
    [Theory]
    [InlineData("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 1.3.0-beta 2.0.0-0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("^1.x", "1.0.0 1.9.9", "2.0.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.3.0")]
    [InlineData("~1", "1.0.0 1.9.0", "2.0.0")]
    [InlineData("1.2.x", "1.2.0 1.2.9", "1.3.0")]
    [InlineData("*", "0.0.0 9.9.9", "1.0.0-beta")]
    [InlineData("", "1.0.0", "1.0.0-a")]
    [InlineData("1.2", "1.2.0 1.2.7", "1.3.0")]
    [InlineData(">1.2", "1.3.0", "1.2.9")]
    [InlineData("<=1.2", "1.2.9", "1.3.0")]
    [InlineData(">=1.2.7 <1.3.0", "1.2.7 1.2.99", "1.2.6 1.3.0")]
    [InlineData(">= 1.2.7", "1.2.7", "1.2.6")]
    [InlineData("1.2.7 || >=1.2.9 <2.0.0", "1.2.7 1.2.9 1.4.6", "1.2.8 2.0.0")]
    [InlineData("1.2.3 - 2.3.4", "1.2.3 2.3.4", "2.3.5")]
    [InlineData("1.2.3 - 2.3", "2.3.9", "2.4.0")]
    [InlineData(">1.2.3-alpha.3", "1.2.3-alpha.7 3.4.5", "3.4.5-alpha.9 1.2.3-alpha.3")]
    [InlineData("^1.2.3-beta.2", "1.2.3-beta.4 1.2.4", "1.2.4-beta.2 1.2.3-beta.1")]
    [InlineData("1.2.3", "1.2.3 1.2.3+build", "1.2.4")]
    public void A_range_holds_what_it_says(string range, string inside, string outside)
    {
        var parsed = NpmRange.Parse(range)!;
        Assert.All(inside.Split(' '), version => Assert.True(parsed.Holds(NpmVersion.Parse(version)!), version));
        Assert.All(outside.Split(' '), version => Assert.False(parsed.Holds(NpmVersion.Parse(version)!), version));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("next-11")]
    [InlineData("1.2.3.4")]
    public void A_tag_is_no_range(string text) => Assert.Null(NpmRange.Parse(text));

    /// <summary>Semantic Versioning 2.0.0, 11.</summary>
    [Fact]
    public void Versions_have_the_order_of_the_specification()
    {
        string[] order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "10.0.0"];
        Assert.Equal(order, order.Reverse().OrderBy(static text => NpmVersion.Parse(text), NpmVersion.Order));
    }
}
