using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class BundledProgramTests
{
    private static string Wheel(string code) => $$"""
        kind: package
        files:
          - path: example-1.0.dist-info/METADATA
            text: "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n"
          - path: example/__init__.py
            text: |
              import os, subprocess
              here = os.path.dirname(os.path.abspath(__file__))
              {{code}}
          - path: example/helper
            mode: "755"
            elf: {type: static}
        """;

    [Fact]
    public async Task What_starts_at_import_is_told_with_its_line_and_file()
    {
        var signal = Assert.Single(await Scanned.Of(Wheel("subprocess.Popen([os.path.join(here, 'helper')])"), "content/bundled-program"));
        Assert.Equal((Severity.Critical, "example/__init__.py", 3), (signal.Severity, signal.Where.Path, signal.Where.Line));
        Assert.Contains(signal.Evidence, evidence => evidence.Text.StartsWith("/example/helper, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("subprocess.Popen(['/bin/true'])")]
    [InlineData("def start(): subprocess.Popen([os.path.join(here, 'helper')])")]
    public async Task Programs_of_the_system_and_those_that_a_caller_starts_are_not(string code) =>
        Assert.Empty(await Scanned.Of(Wheel(code), "content/bundled-program"));
}
