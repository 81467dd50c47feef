using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class PrivilegedWorkloadTests
{
    private const string Rule = "content/privileged-workload";

    [Theory]
    [InlineData("privileged: true", "hostPath: { path: / }")]
    [InlineData("hostPID: true", "hostPath: { path: /host }")]
    public async Task A_manifest_that_takes_over_the_node_is_told_with_its_line(string privilege, string volume)
    {
        var signal = Assert.Single(await Scanned.Of(Manifest(privilege, volume), Rule));
        Assert.Equal(("opt/deploy/agent.yaml", 2), (signal.Where.Path, signal.Where.Line));
    }

    [Theory]
    [InlineData("privileged: false", "hostPath: { path: / }")]
    [InlineData("privileged: true", "hostPath: { path: /var/log }")]
    public async Task Half_of_it_is_not_told(string privilege, string volume) => Assert.Empty(await Scanned.Of(Manifest(privilege, volume), Rule));

    private static string Manifest(string privilege, string volume) =>
        $"layers:\n  - files:\n      - path: opt/deploy/agent.yaml\n        text: |\n          kind: DaemonSet\n          {privilege}\n          {volume}\n";
}
