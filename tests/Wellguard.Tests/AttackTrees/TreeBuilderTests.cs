using Wellguard.AttackTrees;
using Wellguard.Reports;
using Xunit;

namespace Wellguard.Tests.AttackTrees;

public sealed class TreeBuilderTests
{
    [Fact]
    public async Task A_fact_about_the_config_or_the_whole_is_a_sentence_and_nothing_that_is_created()
    {
        foreach (var file in (string[])["malicious/lying-digest.yml", "malicious/lying-config.yml"])
        {
            var report = await Signals.Scanned.ReportOf(Artifacts.Corpus.Read(file, 7));
            Assert.Contains(report.Tree.Nodes, node => node.Kind == NodeKind.Object && node.Label.EndsWith("Content does not match its digest", StringComparison.Ordinal));
            Assert.DoesNotContain("creates config:", Golden.Text(new PlainReport(), report), StringComparison.Ordinal);
            Assert.DoesNotContain("creates Content", Golden.Text(new PlainReport(), report), StringComparison.Ordinal);
        }
    }
}
