using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class LyingDigestTests
{
    private const string Rule = "content/lying-digest";

    [Theory]
    [InlineData("lying-digest")]
    [InlineData("lying-diffid")]
    public async Task A_layer_that_is_not_what_its_digest_says_is_told_with_its_layer(string name)
    {
        var signals = (await Scanned.Case($"malicious/{name}.yml")).Where(signal => signal.Rule == Rule).ToList();
        Assert.NotEmpty(signals);
        Assert.All(signals, signal => Assert.Equal((1, SignalClass.Integrity), (signal.Where.Layer!.Index, signal.Class)));
        Assert.Contains("expected sha256:", signals[0].Evidence[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_that_is_not_what_its_digest_says_is_told() =>
        Assert.Contains(await Scanned.Case("malicious/lying-config.yml"), signal => signal.Rule == Rule && signal.Where.Path == "config:config");

    [Fact]
    public async Task Honest_digests_are_not_told() => Assert.Empty(await Scanned.Of("base: debian\nlayers:\n  - files: [{ path: srv/a, text: a }]", Rule));
}
