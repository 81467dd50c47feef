using Wellguard.Signals;
using Xunit;

namespace Wellguard.Verdicts;

public sealed class ScoringTests
{
    private static Signal Of(Stage stage, Severity severity, Confidence confidence = Confidence.High, SignalClass kind = SignalClass.File) =>
        new("content/" + stage, kind, "t", severity, confidence, new("p"));

    private static int Score(params Signal[] signals) => Scoring.Score(signals, rule => Enum.TryParse<Stage>(rule[(rule.IndexOf('/') + 1)..], out var stage) ? stage : Stage.Entry);

    [Theory]
    [InlineData(Severity.Critical, Confidence.High, 75)]
    [InlineData(Severity.Critical, Confidence.Medium, 64)]
    [InlineData(Severity.Critical, Confidence.Low, 45)]
    [InlineData(Severity.High, Confidence.High, 46)]
    [InlineData(Severity.High, Confidence.Low, 28)]
    [InlineData(Severity.Medium, Confidence.High, 20)]
    [InlineData(Severity.Low, Confidence.High, 3)]
    [InlineData(Severity.Info, Confidence.High, 0)]
    public void One_signal_scores_its_weight(Severity severity, Confidence confidence, int score) => Assert.Equal(score, Score(Of(Stage.Entry, severity, confidence)));

    [Fact]
    public void Nothing_scores_nothing() => Assert.Equal(0, Score());

    [Fact]
    public void Two_high_signals_in_two_stages_are_malicious_in_one_they_are_not()
    {
        Assert.Equal(71, Score(Of(Stage.Download, Severity.High), Of(Stage.Persistence, Severity.High)));
        Assert.Equal(46, Score(Of(Stage.Download, Severity.High), Of(Stage.Download, Severity.High)));
    }

    [Fact]
    public void Low_signals_count_ten_together_at_most() =>
        Assert.Equal(10, Score([.. Enum.GetValues<Stage>().Select(stage => Of(stage, Severity.Low))]));

    [Fact]
    public void Bad_habits_alone_stay_below_suspicious()
    {
        var secrets = Enum.GetValues<Stage>().Select(stage => Of(stage, Severity.Critical, kind: SignalClass.Secret)).ToArray();
        Assert.Equal(34, Score(secrets));
        Assert.Equal(34, Score([new("content/posture-setuid", SignalClass.File, "t", Severity.Critical, Confidence.High, new("p"))]));
        Assert.Equal(34, Score([.. secrets, Of(Stage.Entry, Severity.Medium)]));
    }

    [Fact]
    public void Order_does_not_matter()
    {
        var signals = Enum.GetValues<Stage>().Select(stage => Of(stage, (Severity)((int)stage % 5))).ToArray();
        Assert.Equal(Score(signals), Score([.. signals.Reverse()]));
    }
}
