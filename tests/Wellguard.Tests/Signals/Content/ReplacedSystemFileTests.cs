using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class ReplacedSystemFileTests
{
    private const string Rule = "content/replaced-system-file";

    [Fact]
    public async Task A_program_that_a_later_layer_replaced_is_told_with_its_layer_and_both_digests()
    {
        var signal = Assert.Single(await Scanned.Case("malicious/trojan-ls.yml"), signal => signal.Rule == Rule);
        Assert.Equal(("usr/bin/ls", 1, Severity.Critical), (signal.Where.Path, signal.Where.Layer!.Index, signal.Severity));
        Assert.Contains("of package coreutils: expected ", signal.Evidence[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untouched_base_and_a_file_of_no_package_are_not_told() =>
        Assert.Empty(await Scanned.Of("base: debian\nlayers:\n  - files:\n      - { path: usr/local/bin/ls, mode: '755', text: 'none of coreutils' }", Rule));
}
