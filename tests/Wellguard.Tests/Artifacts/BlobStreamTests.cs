using Wellguard.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class BlobStreamTests
{
    [Fact]
    public async Task An_interrupted_layer_is_partial_and_never_called_a_lying_digest()
    {
        using var cancel = new CancellationTokenSource();
        var yaml = "base: none\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: opt/data\n        generated: { bytes: 15000000, kind: random }\n";
        var image = ExampleImage.Read(yaml, "large.yml", 1).Build();
        var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)) { Progress = _ => cancel.Cancel() }, cancel.Token);
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
        Assert.DoesNotContain(report.Signals, signal => signal.Rule == "content/lying-digest");
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
    }
}
