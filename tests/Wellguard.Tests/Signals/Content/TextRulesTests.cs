using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class TextRulesTests
{
    private const string Rule = "content/mining-configuration";

    [Fact]
    public async Task A_pattern_in_a_file_is_told_with_its_line()
    {
        var signal = Assert.Single(await Scanned.Of(File("opt/data/config.json", "{\\n \\\"pools\\\": [],\\n \\\"donate-level\\\": 1}"), Rule));
        Assert.Equal(("opt/data/config.json", 3, SignalClass.File), (signal.Where.Path, signal.Where.Line, signal.Class));
    }

    [Fact]
    public async Task The_literal_alone_or_another_kind_of_file_is_not_told()
    {
        Assert.Empty(await Scanned.Of(File("opt/data/config.json", "the donate-level of our page"), Rule));
        Assert.Empty(await Scanned.Of(File("opt/data/page.html", "{ \\\"donate-level\\\": 1}"), Rule));
    }

    private static string File(string path, string text) => $"layers:\n  - files:\n      - {{ path: {path}, text: \"{text}\" }}\n";
}
