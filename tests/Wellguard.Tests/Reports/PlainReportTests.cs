using Xunit;

namespace Wellguard.Reports;

public sealed class PlainReportTests
{
    [Fact]
    public void A_miner_is_told_with_its_layer_line_tree_and_actions() => Golden.Check("miner.txt", Golden.Text(new PlainReport(), Samples.Miner));

    [Fact]
    public void A_clean_image_gets_a_short_answer()
    {
        var text = Golden.Text(new PlainReport(), Samples.Clean);
        Golden.Check("clean.txt", text);
        Assert.True(text.Count(character => character == '\n') <= 8);
    }

    [Fact]
    public void What_was_not_seen_is_said() => Golden.Check("truncated.txt", Golden.Text(new PlainReport(), Samples.Truncated, Samples.Unreadable));

    [Fact]
    public void No_line_is_wider_than_80_columns_and_none_holds_control_characters()
    {
        foreach (var report in new[] { Samples.Miner, Samples.Clean, Samples.Truncated, Samples.Unreadable, Samples.Poisoned })
        {
            foreach (var line in Golden.Text(new PlainReport(), report).Split('\n'))
            {
                Assert.True(SafeText.Columns(line) <= 80, line);
                Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u202e' or '\u200b' or '\u2066');
            }
        }
    }

    [Fact]
    public void Ascii_is_all_there_is_when_asked_for()
    {
        var report = Samples.Miner with { Artifact = Samples.Miner.Artifact with { Name = "grüße/пример:1" } };
        var text = Golden.Text(new PlainReport(), Samples.Context with { Ascii = true }, report);
        Assert.All(text, character => Assert.True(char.IsAscii(character)));
        Assert.Contains(@"gr\u{FC}", text);
    }

    [Fact]
    public void What_a_trigger_says_is_said_once_and_a_command_stays_in_one_piece()
    {
        var signal = Samples.Miner.Signals[0] with { Trigger = "runs when the container starts", Rule = "content/" + new string('x', 50) };
        var text = Golden.Text(new PlainReport(), Samples.Miner with { Signals = [signal, .. Samples.Miner.Signals.Skip(1)] });
        Assert.Contains("runs     when the container starts", text, StringComparison.Ordinal);
        Assert.Contains($"\nwellguard explain {signal.Rule}\n", text, StringComparison.Ordinal);
    }
}
