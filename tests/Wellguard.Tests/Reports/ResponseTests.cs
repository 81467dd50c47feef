using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Reports;

public sealed class ResponseTests
{
    private static Signal About(string target) => new("content/x", SignalClass.Flow, "t", Severity.High, Confidence.High, new("a")) { Object = target };

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://metadata.google.internal/computeMetadata/v1/")]
    [InlineData("http://[fd00:ec2::254]/latest/")]
    [InlineData("http://127.0.0.1:9001/2018-06-01/runtime")]
    [InlineData("http://localhost:2375/")]
    [InlineData("169.254.170.2")]
    [InlineData("100.100.100.200:80")]
    public void What_every_machine_has_is_neither_an_indicator_nor_blocked(string target)
    {
        Assert.Empty(Response.IndicatorsOf([About(target)]));
        var verdict = new Verdict(Level.Malicious, Decision.Block, 90, "default", [], []);
        Assert.DoesNotContain(Response.ActionsFor(new(ArtifactKind.Function, "f"), verdict, [About(target)]), action => action.What == target);
    }

    [Theory]
    [InlineData("http://198.51.100.7/x.sh", "url")]
    [InlineData("198.51.100.7:443", "ip")]
    [InlineData("stratum+tcp://pool.example:3333", "url")]
    [InlineData("/tmp/.x/sync", "path")]
    public void What_an_attacker_chose_is_an_indicator(string target, string kind) => Assert.Equal(kind, Assert.Single(Response.IndicatorsOf([About(target)])).Kind);
}
