using Wellguard.Artifacts;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Verdicts;

public sealed class JudgeTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Completeness Complete = Completeness.Of([]);
    private static readonly Artifact App = new(ArtifactKind.Image, "registry.example.org/team/app:1") { Digest = "sha256:aa" };

    private static readonly Signal Critical = new("content/drop", SignalClass.File, "t", Severity.Critical, Confidence.High, new("opt/x/run.sh")) { Id = "s1" };
    private static readonly Signal High = new("content/cron", SignalClass.Persistence, "t", Severity.High, Confidence.High, new("etc/cron.d/a")) { Id = "s2" };
    private static readonly Signal Secret = new("content/key", SignalClass.Secret, "t", Severity.Medium, Confidence.High, new("root/.ssh/id")) { Id = "s3" };
    private static readonly Signal Note = new("content/note", SignalClass.File, "t", Severity.Info, Confidence.High, new("a")) { Id = "s4" };

    private static Verdict Decide(string policy, Completeness completeness, params Signal[] signals) =>
        Judge.Decide(policy.Length == 0 ? Policy.Default : PolicyFile.Read("policy.yml", policy), App, completeness, signals, rule => rule == "content/cron" ? Stage.Persistence : Stage.Download, Today);

    [Fact]
    public void The_default_blocks_malicious_and_reviews_suspicious()
    {
        var malicious = Decide("", Complete, High, Critical, Note);
        Assert.Equal((Level.Malicious, Decision.Block, "default"), (malicious.Level, malicious.Decision, malicious.Policy));
        Assert.Equal(["s1", "s2"], malicious.Reasons);
        Assert.Null(malicious.Because);
        var suspicious = Decide("", Complete, High);
        Assert.Equal((Level.Suspicious, Decision.Review, 46), (suspicious.Level, suspicious.Decision, suspicious.Score));
        Assert.Equal((Level.Clean, Decision.Allow), (Decide("", Complete, Secret).Level, Decide("", Complete).Decision));
    }

    [Theory]
    [InlineData("verdicts: { unknown: allow }")]
    [InlineData("rules: [{ decision: allow, origin: { kind: image } }]")]
    public void No_policy_makes_an_incomplete_scan_clean(string policy)
    {
        Assert.Equal(Level.Unknown, Decide(policy, Completeness.Of([new("read", "layer 1", "truncated")])).Level);
        Assert.Equal(Level.Unknown, Decide(policy, Completeness.Failed(new("open", "x", "401"))).Level);
    }

    [Fact]
    public void Refuted_signals_do_not_count() => Assert.Equal(0, Decide("", Complete, Critical with { State = SignalState.Refuted }).Score);

    [Fact]
    public void A_waiver_takes_a_signal_out_and_leaves_it_visible()
    {
        var verdict = Decide(Waiver("path: /opt/x/*", "2026-11-23"), Complete, Critical, High);
        Assert.Equal(["s1"], verdict.Waived);
        var waiver = Assert.Single(verdict.Waivers!);
        Assert.Equal(["s1"], waiver.Signals);
        Assert.Equal(("/opt/x/*", new DateOnly(2026, 11, 23)), (waiver.Scope.Path, waiver.Expires));
        Assert.NotEmpty(waiver.Owner + waiver.Reason);
        Assert.Equal(["s2"], verdict.Reasons);
        Assert.Equal(46, verdict.Score);
        Assert.Null(verdict.Notes);
    }

    [Fact]
    public void An_expired_waiver_does_not_apply_and_is_said()
    {
        var verdict = Decide(Waiver("path: /opt/x/*", "2026-11-22"), Complete, Critical);
        Assert.Empty(verdict.Waived);
        Assert.Equal(75, verdict.Score);
        Assert.Contains("expired on 2026-11-22", Assert.Single(verdict.Notes!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("artifact: registry.example.org/*", true)]
    [InlineData("artifact: other/*", false)]
    [InlineData("digest: sha256:aa", true)]
    [InlineData("digest: sha256:bb", false)]
    [InlineData("path: /opt/?/run.sh", true)]
    [InlineData("purl: pkg:npm/*", false)]
    [InlineData("artifact: registry.example.org/*, path: /etc/*", false)]
    public void All_of_a_scope_must_match(string scope, bool waived) => Assert.Equal(waived, Decide(Waiver(scope, "2030-01-01"), Complete, Critical).Waived.Count == 1);

    [Fact]
    public void A_block_rule_blocks_what_the_level_would_allow_and_says_why()
    {
        var verdict = Decide("rules: [{ decision: block, class: secret, severity: medium, reason: no keys in images }]", Complete, Secret);
        Assert.Equal((Level.Clean, Decision.Block), (verdict.Level, verdict.Decision));
        Assert.Equal("rule at line 1 of the policy: no keys in images", verdict.Because);
        Assert.Equal(["s3"], verdict.Reasons);
    }

    [Fact]
    public void Block_wins_over_allow_and_allow_over_review()
    {
        const string Rules = "rules: [{ decision: review, origin: { kind: image } }, { decision: allow, rule: content/cron }, { decision: block, rule: content/drop }]";
        Assert.Equal(Decision.Block, Decide(Rules, Complete, Critical, High).Decision);
        Assert.Equal(Decision.Allow, Decide(Rules, Complete, High).Decision);
        Assert.Equal(Decision.Review, Decide(Rules, Complete).Decision);
    }

    [Fact]
    public void Allow_for_one_signal_does_not_let_another_through() =>
        Assert.Equal(Decision.Block, Decide("rules: [{ decision: allow, class: secret }]", Complete, Secret, Critical).Decision);

    [Theory]
    [InlineData("registry: registry.example.org", Decision.Allow)]
    [InlineData("registry: '*.example.org'", Decision.Allow)]
    [InlineData("registry: other.example.org", Decision.Review)]
    [InlineData("name: '*/team/*'", Decision.Allow)]
    [InlineData("kind: function", Decision.Review)]
    public void A_rule_by_origin_looks_at_the_artifact(string origin, Decision decision) =>
        Assert.Equal(decision, Decide($"rules: [{{ decision: allow, origin: {{ {origin} }} }}]", Complete, High).Decision);

    private static string Waiver(string scope, string expires) =>
        $"waivers: [{{ rule: content/drop, scope: {{ {string.Join(", ", scope.Split(", ").Select(part => part.Insert(part.IndexOf(' ') + 1, "'") + "'"))} }}, reason: known, owner: team-a, expires: {expires} }}]";
}
