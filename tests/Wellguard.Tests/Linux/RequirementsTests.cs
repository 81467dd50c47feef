using Wellguard.Linux.Detonation;
using Xunit;

namespace Wellguard.Linux;

public sealed class RequirementsTests
{
    [Theory]
    [InlineData("4.14.76", true)]
    [InlineData("5.4.0-216-generic", true)]
    [InlineData("5.6.0", false)]
    [InlineData("5.10.0-28-amd64", false)]
    [InlineData("6.18.44-fc-v595", false)]
    [InlineData("6.1+deb12", false)]
    [InlineData("5.4-rc1", true)]
    [InlineData("", false)]
    [InlineData("of another kind", false)]
    public void An_old_kernel_is_told(string release, bool isOld)
    {
        var problem = Requirements.KernelProblem(new Version(5, 6), release);
        Assert.Equal(isOld, problem is not null);
        Assert.True(problem is null || (problem.Contains(release, StringComparison.Ordinal) && problem.Contains("newer kernel", StringComparison.Ordinal)), problem);
    }
}
