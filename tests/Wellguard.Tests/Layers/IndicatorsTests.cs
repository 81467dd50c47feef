using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Layers;

public sealed class IndicatorsTests
{
    private static readonly string Hex = new('a', 64);

    [Fact]
    public void Every_way_to_write_a_digest_or_purl_is_read()
    {
        var known = Indicators.Parse($"# feed\n\n{Hex}\nsha256:{Hex.Replace('a', 'B')} a note\nsha256 {Hex.Replace('a', 'c')}\r\npkg:npm/x@1 why\npurl pkg:npm/y\ndomain bad.example\n");
        Assert.Equal(["", "a note", ""], known.Digests.Values);
        Assert.Equal(["pkg:npm/x@1", "pkg:npm/y"], known.Purls.Keys);
        Assert.Equal("n", Indicators.Parse($$"""[{"kind": "sha256", "value": "{{Hex}}", "note": "n"}]""").Digests[Hex]);
    }

    [Theory]
    [InlineData("# c\n\nfoo bar", "feed.txt:3: expected 'sha256:'")]
    [InlineData("sha256:zz", "feed.txt:1: expected 'sha256:'")]
    [InlineData("4fbdf9be06dc268cdfbc3de04dadba6a8d465c67", "feed.txt:1: expected 'sha256:'")]
    [InlineData("[\n{", "feed.txt:2: not valid JSON")]
    [InlineData("[{\"kind\": \"sha256\", \"value\": \"x\"}]", "feed.txt: item 1: expected 'sha256:'")]
    public void What_is_neither_is_an_error_with_file_and_line(string text, string error) =>
        Assert.StartsWith(error, Assert.Throws<UsageException>(() => Indicators.Parse(text, "feed.txt")).Message, StringComparison.Ordinal);
}
