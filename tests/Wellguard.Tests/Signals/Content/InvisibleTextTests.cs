using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Signals.Content;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class InvisibleTextTests
{
    private static LayerFacts Look(string text, string path = "srv/a.js")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var facts = new LayerFacts();
        new InvisibleText().Inspect(new FileContent { Entry = new Entry(path, EntryType.File, 0b110_100_100, bytes.Length), Kind = FileKind.Text, Bytes = bytes }, facts);
        return facts;
    }

    private static string Row(int from, int count) => string.Concat(Enumerable.Range(0, count).Select(i => char.ConvertFromUtf32(from + (i % 16))));

    [Theory]
    [InlineData(0xfe00)]
    [InlineData(0xe0100)]
    [InlineData(0xe0020)]
    public void A_long_row_is_told_with_its_place(int from)
    {
        var finding = Assert.Single(Look("// é\nconst x = `" + Row(from, 40) + "`;\n").Findings);
        Assert.Equal((2, 12), (finding.Line, finding.Column));
    }

    [Theory]
    [InlineData("const x = '❤️ ☎️ ✔️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 👩‍👩‍👧';")]
    [InlineData("const s = '全角，文字。（日本語）'; // ﾠ")]
    [InlineData("plain")]
    public void Emoji_and_other_writing_are_not(string text) => Assert.Empty(Look(text).Findings);

    [Fact]
    public void Text_that_is_no_source_is_not_looked_at() => Assert.Empty(Look(Row(0xfe00, 40), "srv/a.txt").Findings);

    [Fact]
    public void A_file_of_nothing_else_ends_soon() => Assert.Single(Look(new string('\ufe0f', 2_000_000)).Findings);

    [Fact]
    public void A_file_of_short_rows_ends_soon() => Assert.Empty(Look(string.Concat(Enumerable.Repeat(Row(0xfe00, 31) + "a", 30_000))).Findings);
}
