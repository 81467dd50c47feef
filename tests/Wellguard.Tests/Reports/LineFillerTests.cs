using Xunit;

namespace Wellguard.Reports;

public sealed class LineFillerTests
{
    private static readonly string Digest = "sha256:" + new string('a', 64);

    private static string Fill(params string[] pieces)
    {
        var page = new LineFiller(80);
        page.Wrapped(new Piece("  block    ", Tone.Strong), [.. pieces.Select(text => new Piece(text, Tone.Normal))]);
        Assert.All(page.Lines, line => Assert.InRange(line.ToString().Length, 1, 80));
        return string.Join('\n', page.Lines.Select(line => line.ToString()));
    }

    [Fact]
    public void A_digest_gets_a_line_of_its_own_before_it_is_cut()
    {
        Assert.Equal($"  block\n  {Digest}\n           it would attack", Fill(Digest, "  it would attack"));
        Assert.Equal($"  block    expected\n  {Digest}", Fill($"expected {Digest}"));
    }

    [Fact]
    public void Any_other_word_that_is_too_long_is_cut() => Assert.Equal(3, Fill(new string('x', 200)).Split('\n').Length);
}
