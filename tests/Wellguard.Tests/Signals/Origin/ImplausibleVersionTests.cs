using Wellguard.Signals.Origin;
using Xunit;

namespace Wellguard.Tests.Signals.Origin;

public sealed class ImplausibleVersionTests
{
    [Theory]
    [InlineData("99.0.0")]
    [InlineData("999.9.1")]
    [InlineData("9999999.0.0")]
    [InlineData("v99.1")]
    [InlineData("5000.1.0")]
    public void A_version_that_always_wins_is_told(string version) => Assert.True(ImplausibleVersion.IsImplausible(version));

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("9.9.9")]
    [InlineData("146.0.1")]
    [InlineData("2026.11.28")]
    [InlineData("20240101.1")]
    [InlineData("")]
    [InlineData("next")]
    public void A_version_that_people_give_is_not(string version) => Assert.False(ImplausibleVersion.IsImplausible(version));
}
