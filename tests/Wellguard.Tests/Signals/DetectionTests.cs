using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class DetectionTests
{
    [Fact]
    public async Task A_flood_of_harmless_facts_does_not_hide_the_one_that_matters()
    {
        var decoys = string.Join("\n", Enumerable.Range(0, 150).Select(i => $"      - {{ path: tmp/build/{i:000}, mode: \"0755\", text: \"#!/bin/sh\\ntrue\\n\" }}"));
        var yaml = "about: decoys\nbase: debian\nlayers:\n  - files:\n" + decoys + "\n      - path: \"usr/lib/zz/[kworker]\"\n        elf: { needed: [libc.so.6] }\n";
        var signals = await Scanned.Of(yaml, "content/hidden-executable");

        Assert.InRange(signals.Count, 50, 120);
        Assert.Contains(signals, signal => signal.Severity == Severity.Critical);
    }
}
