using Xunit;

namespace Wellguard.Reports;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[2Jb", @"a\u{1B}[2Jb")]
    [InlineData("a\u009b31mb", @"a\u{9B}31mb")]
    [InlineData("a\r\nb\tc", @"a\r\nb\tc")]
    [InlineData("gpj\u202Eexe", @"gpj\u{202E}exe")]
    [InlineData("a\u200B\u2066\uFEFFb", @"a\u{200B}\u{2066}\u{FEFF}b")]
    [InlineData("e\u0301\u0301", @"e\u{301}\u{301}")]
    [InlineData("grüße 漢字", "grüße 漢字")]
    [InlineData("a\u00A0b\u3000c", @"a\u{A0}b\u{3000}c")]
    public void What_cannot_be_seen_is_spelled_out(string text, string shown) => Assert.Equal(shown, SafeText.OneLine(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("\uFFFD", SafeText.OneLine("\ud800"));

    [Fact]
    public void Long_text_is_cut_and_says_so()
    {
        var text = SafeText.OneLine(new string('x', 1_000_000), 20);
        Assert.Equal(new string('x', 20) + "…", text);
    }

    [Fact]
    public void An_escape_is_never_cut_in_half() => Assert.Equal(@"xx…", SafeText.OneLine("xx\u202E\u202E", 5));

    [Fact]
    public void Wide_characters_count_two_columns()
    {
        Assert.Equal(4, SafeText.Columns("漢字"));
        Assert.Equal("漢…", SafeText.Fit("漢字漢字", 4, "…"));
    }

    [Fact]
    public void Many_lines_are_cut_and_counted() => Assert.Equal(["a", "b", "(3 more lines)"], SafeText.Lines("a\nb\nc\nd\ne\n", 2));
}
