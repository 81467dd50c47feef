using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Reports;

public sealed class ValidatorsTests
{
    private static readonly Report[] All = [Samples.Miner, Samples.Clean, Samples.Truncated, Samples.Unreadable, Samples.Poisoned, Samples.Waived];

    [Fact]
    public void Every_report_follows_its_schema() => Assert.Empty(Validators.Check([.. All.SelectMany((report, at) => new[]
    {
        ($"{at}.report.json", Golden.Text(new JsonReport(), report)),
        ($"{at}.sarif.json", Golden.Text(new SarifReport(), report)),
        ($"{at}.cyclonedx.json", Golden.Text(new CycloneDxReport(), report)),
        ($"{at}.dot", Golden.Text(new DotReport(), report)),
    })]));

    [Fact]
    public void Many_reports_in_one_document_follow_its_schema() => Assert.Empty(Validators.Check(
        ("all.sarif.json", Golden.Text(new SarifReport(), All)), ("all.cyclonedx.json", Golden.Text(new CycloneDxReport(), All)), ("all.dot", Golden.Text(new DotReport(), All))));

    [Fact]
    public void The_schemas_refuse_what_is_wrong() => Assert.NotEmpty(Validators.Check(
        ("wrong.report.json", Golden.Text(new JsonReport(), Samples.Clean).Replace("\"score\": 3", "\"score\": 300", StringComparison.Ordinal))));

    [Fact]
    public void The_policy_schema_and_the_reader_agree()
    {
        const string Good = """
            {"name": "x", "verdicts": {"suspicious": "block"}, "rules": [{"decision": "block", "class": "secret", "origin": {"kind": "image"}}],
             "waivers": [{"rule": "content/*", "scope": {"path": "/opt/*"}, "reason": "r", "owner": "o", "expires": "2027-01-31"}]}
            """;
        Assert.Empty(Validators.Check(("good.policy.json", Good)));
        Assert.Single(PolicyFile.Read("p", Good).Waivers);
        foreach (var bad in new[] { """{"nam": "x"}""", """{"rules": [{"decision": "block"}]}""", """{"rules": [{"decision": "blok", "class": "secret"}]}""", """{"waivers": [{"rule": "a", "scope": {}, "reason": "r", "owner": "o", "expires": "2027-01-31"}]}""", """{"waivers": [{"rule": "a", "scope": {"path": "a"}, "reason": "r", "owner": "o", "expires": "soon"}]}""" })
        {
            Assert.NotEmpty(Validators.Check(("bad.policy.json", bad)));
            Assert.Throws<Artifacts.UsageException>(() => PolicyFile.Read("p", bad));
        }
    }
}
