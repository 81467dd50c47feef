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

    /// <summary>The large layer is cut off in the middle of a file; the small one above it was read.</summary>
    [Fact]
    public async Task An_interrupted_scan_of_an_intact_image_says_only_that_it_was_interrupted()
    {
        using var cancel = new CancellationTokenSource();
        var yaml = "base: debian\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: opt/data\n        generated: { bytes: 15000000, kind: random }\n";
        var image = ExampleImage.Read(yaml, "large.yml", 1).Build();
        var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)) { Progress = progress => Stop(progress.Bytes) }, cancel.Token);
        Assert.Empty(report.Signals);
        Assert.Equal(0, report.Verdict.Score);
        Assert.All(report.Completeness.Reasons, reason => Assert.Contains("interrupted", reason.Why, StringComparison.Ordinal));
        Assert.NotEmpty(report.Completeness.Reasons);

        void Stop(long bytes)
        {
            if (bytes > 2_000_000)
            {
                cancel.Cancel();
            }
        }
    }
}
