using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Verdicts;

public sealed class PolicyFileTests
{
    private static string Error(string text) => Assert.Throws<UsageException>(() => PolicyFile.Read("policy.yml", text)).Message;

    [Fact]
    public void The_embedded_default_is_what_the_product_promises()
    {
        var policy = Policy.Default;
        Assert.Equal(("default", Decision.Block, Decision.Review, Decision.Review, Decision.Allow), (policy.Name, policy.Malicious, policy.Suspicious, policy.Unknown, policy.Clean));
    }

    [Fact]
    public void An_unknown_key_is_an_error_with_its_place_and_a_guess() => Assert.Equal(
        "policy.yml:4:5: unknown key 'sevrity', did you mean 'severity'?",
        Error("name: a\nrules:\n  - decision: block\n    sevrity: high\n"));

    [Theory]
    [InlineData("", "policy.yml:1:1: the policy is empty")]
    [InlineData("name: [a]", "policy.yml:1:7: 'name': expected text")]
    [InlineData("- a", "policy.yml:1:1: expected keys (name, description, verdicts, rules, waivers)")]
    [InlineData("verdicts: { clean: ok }", "policy.yml:1:20: unknown value 'ok', expected one of allow, review, block")]
    [InlineData("verdicts: { zzzzzzzz: block }", "policy.yml:1:13: unknown key 'zzzzzzzz', expected one of malicious, suspicious, unknown, clean")]
    [InlineData("rules: { a: b }", "policy.yml:1:8: expected a list")]
    [InlineData("rules:\n - reason: x", "policy.yml:2:4: 'decision' is missing")]
    [InlineData("waivers:\n - rule: a\n   scope: {path: b}\n   reason: c\n   owner: d\n   expires: tomorrow", "policy.yml:6:13: 'tomorrow' is not a day, write it as 2027-01-31")]
    [InlineData("waivers:\n - rule: a\n   scope: {}\n   reason: c", "policy.yml:3:11: a scope needs at least one of artifact, path, digest, purl")]
    [InlineData("a: &x [b]\nc: *x", "policy.yml:2:4: an alias can stand for a text that was named before it, for nothing else")]
    [InlineData("a: &x [*x]", "policy.yml:1:8: an alias can stand for a text that was named before it, for nothing else")]
    [InlineData("a: &x b\nc: &x [d]", "policy.yml:2:4: 'x' names something already")]
    public void What_is_wrong_is_said_in_one_line_with_its_place(string text, string error) => Assert.Equal(error, Error(text));

    [Theory]
    [InlineData("a: [")]
    [InlineData("name: a\nname: b")]
    [InlineData("name: a\n\tb: c")]
    [InlineData("name: \"\\q\"")]
    public void Broken_yaml_has_line_and_column_and_no_second_line(string text)
    {
        Assert.Matches(@"^policy\.yml:\d+:\d+: .", Error(text));
        Assert.DoesNotContain('\n', Error(text));
    }

    [Fact]
    public void A_million_brackets_overflow_nothing() => Assert.Contains("nested deeper than", Error("a: " + new string('[', 900_000)), StringComparison.Ordinal);

    [Fact]
    public void A_huge_policy_is_refused() => Assert.Contains("longer than", Error("name: " + new string('a', PolicyFile.LengthLimit)), StringComparison.Ordinal);
}
