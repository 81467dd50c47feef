using System.Text.Json;
using Xunit;

namespace Wellguard.Reports;

public sealed class JsonReportTests
{
    [Fact]
    public void One_report_is_an_object_with_the_spelling_of_the_contract() => Golden.Check("miner.json", Golden.Text(new JsonReport(), Samples.Miner));

    [Fact]
    public void Many_targets_are_an_array_even_when_one_report_exists()
    {
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(Golden.Text(new JsonReport(), Samples.Context with { Many = true }, Samples.Clean)).RootElement.ValueKind);
        Assert.Equal(2, JsonDocument.Parse(Golden.Text(new JsonReport(), Samples.Clean, Samples.Miner)).RootElement.GetArrayLength());
    }

    [Fact]
    public void Json_lines_has_one_report_a_line_whatever_is_in_it()
    {
        var lines = Golden.Text(new JsonLinesReport(), Samples.Poisoned, Samples.Clean).TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal("wellguard.report/1", JsonDocument.Parse(line).RootElement.GetProperty("schema").GetString()));
    }

    [Fact]
    public void What_is_absent_is_left_out()
    {
        var report = JsonDocument.Parse(Golden.Text(new JsonReport(), Samples.Unreadable with { Artifact = new(Artifacts.ArtifactKind.Image, "x") { Version = "" } })).RootElement;
        Assert.False(report.GetProperty("artifact").TryGetProperty("version", out _));
        Assert.False(report.GetProperty("artifact").TryGetProperty("digest", out _));
        Assert.False(report.TryGetProperty("timings", out _));
    }

    [Fact]
    public void Hostile_text_comes_out_as_ascii_without_control_characters()
    {
        var text = Golden.Text(new JsonReport(), Samples.Poisoned);
        Assert.All(text, character => Assert.True(character is '\n' or (>= ' ' and < '\x7f')));
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes() =>
        Assert.Equal(Golden.Text(new JsonReport(), Samples.Miner, Samples.Poisoned), Golden.Text(new JsonReport(), Samples.Miner, Samples.Poisoned));
}
