using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class SecretRulesTests
{
    [Fact]
    public async Task A_key_in_a_deleted_file_is_told_with_its_layer_and_not_with_its_value()
    {
        var signal = Assert.Single(await Scanned.Case("secrets/deleted-key.yml"), signal => signal.Class == SignalClass.Secret);
        Assert.Equal(("root/.ssh/id_ed25519", 1, false), (signal.Where.Path, signal.Where.Layer!.Index, signal.Where.Layer.InFinalFilesystem));
        Assert.All(signal.Evidence, evidence => Assert.DoesNotContain("b3BlbnNzaC1rZXkt", evidence.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_can_be_left_out()
    {
        var report = await Scanned.ReportOf(Artifacts.Corpus.Read("secrets/deleted-key.yml", 7), "secrets");
        Assert.DoesNotContain(report.Signals, signal => signal.Class == SignalClass.Secret);
    }

    [Fact]
    public async Task Placeholders_are_not_told() =>
        Assert.DoesNotContain(await Scanned.Case("secrets/placeholders-are-none.yml"), signal => signal.Class == SignalClass.Secret && signal.Severity > Severity.Low);
}
