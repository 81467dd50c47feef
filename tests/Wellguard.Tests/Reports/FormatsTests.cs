using System.Text.Json;
using Xunit;

namespace Wellguard.Reports;

public sealed class FormatsTests
{
    public static TheoryData<string> Names => [.. Catalogue.ReportFormats.Select(format => format.Name)];

    private static ReportFormat Find(string name) => Catalogue.ReportFormats.Single(format => format.Name == name);

    [Theory]
    [InlineData("sarif", "miner.sarif.json")]
    [InlineData("cyclonedx", "miner.cyclonedx.json")]
    [InlineData("markdown", "miner.md")]
    [InlineData("mermaid", "miner.mmd")]
    [InlineData("dot", "miner.dot")]
    [InlineData("navigator", "miner.navigator.json")]
    [InlineData("stix", "miner.stix.json")]
    [InlineData("csv", "miner.csv")]
    public void A_miner_looks_as_it_did(string format, string golden) => Golden.Check(golden, Golden.Text(Find(format), Samples.Miner));

    [Theory]
    [InlineData("sarif", "waived.sarif.json")]
    [InlineData("markdown", "waived.md")]
    [InlineData("plain", "waived.txt")]
    public void What_a_policy_waives_stays_visible(string format, string golden) => Golden.Check(golden, Golden.Text(Find(format), Samples.Waived));

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_text_brings_no_control_or_invisible_character_into_any_format(string format)
    {
        var text = Golden.Text(Find(format), Samples.Poisoned, Samples.Miner);
        text = format == "csv" ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text; // RFC 4180 has it so
        Assert.DoesNotContain(text, character => (char.IsControl(character) && character != '\n') || character is '\u202e' or '\u200b' or '\u2066' || char.IsSurrogate(character));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_format_stumbles_over_no_report_one_report_or_a_failed_one(string format)
    {
        Golden.Text(Find(format), []);
        Assert.NotEmpty(Golden.Text(Find(format), Samples.Unreadable));
        Assert.Equal(Golden.Text(Find(format), Samples.Miner, Samples.Clean), Golden.Text(Find(format), Samples.Miner, Samples.Clean));
    }

    [Fact]
    public void Mermaid_labels_hold_nothing_but_letters_digits_and_character_codes()
    {
        foreach (var line in Golden.Text(new MermaidReport(), Samples.Poisoned).Split('\n').Where(line => line.Contains("[\"", StringComparison.Ordinal)))
        {
            var label = line[(line.IndexOf("[\"", StringComparison.Ordinal) + 2)..line.LastIndexOf("\"]", StringComparison.Ordinal)].Replace("<br/>", "", StringComparison.Ordinal);
            Assert.DoesNotContain(label, character => "\"<>[]{}()|`%&".Contains(character));
        }
    }

    [Fact]
    public void Dot_strings_end_where_they_should()
    {
        foreach (var line in Golden.Text(new DotReport(), Samples.Poisoned).Split('\n').Where(line => line.Contains("label=", StringComparison.Ordinal)))
        {
            var quotes = Enumerable.Range(0, line.Length).Count(at => line[at] == '"' && line[..at].Length - line[..at].TrimEnd('\\').Length is var slashes && slashes % 2 == 0);
            Assert.Equal(0, quotes % 2);
        }
    }

    [Fact]
    public void Markdown_shows_hostile_text_only_inside_code_or_escaped()
    {
        var text = Golden.Text(new MarkdownReport(), Samples.Poisoned);
        Golden.Check("poisoned.md", text);
        Assert.Equal(1, text.Split("<details>").Length - 1);
        Assert.DoesNotContain("\n<script", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("a`b``c", "``` a`b``c ```")]
    [InlineData("`", "`` ` ``")]
    public void A_code_span_has_a_longer_fence_than_its_text(string text, string code) => Assert.Equal(code, MarkdownReport.Code(text, 100));

    [Fact]
    public void Prose_cannot_link_mention_or_mark_up() =>
        Assert.Equal(@"\[x\]\(http:<!-- -->//e\) \@<!-- -->all \#<!-- -->1 \*b\* &lt;i&gt;", MarkdownReport.Escape("[x](http://e) @all #1 *b* <i>"));

    [Fact]
    public void Sarif_paths_are_relative_references_that_stay_inside()
    {
        Assert.Equal("etc/a%20b%23c", SarifPlaces.Uri("/etc/../etc/./a b#c".Replace("etc/../", "", StringComparison.Ordinal)));
        Assert.Equal("etc/passwd", SarifPlaces.Uri("../../etc/passwd"));
        Assert.Equal("config/History%5B3%5D", SarifPlaces.Uri("config:History[3]"));
        Assert.Equal("javascript%3Aalert", SarifPlaces.Uri("javascript:alert"));
    }

    [Fact]
    public void A_fingerprint_survives_another_line_and_layer()
    {
        var signal = Samples.Miner.Signals[0];
        var moved = Samples.Miner with { Signals = [signal with { Where = signal.Where with { Line = 99, Layer = null } }] };
        Assert.Equal(Print(Samples.Miner), Print(moved));

        static string? Print(Report report) => JsonDocument.Parse(Golden.Text(new SarifReport(), report)).RootElement
            .GetProperty("runs")[0].GetProperty("results")[0].GetProperty("partialFingerprints").GetProperty("wellguardSignal/v1").GetString();
    }

    [Fact]
    public void Navigator_takes_only_real_technique_ids()
    {
        var layer = JsonDocument.Parse(Golden.Text(new NavigatorReport(), Samples.Poisoned)).RootElement;
        Assert.Equal(0, layer.GetProperty("techniques").GetArrayLength());
        Assert.Equal("4.5", layer.GetProperty("versions").GetProperty("layer").GetString());
    }

    [Theory]
    [InlineData("pkg:deb/debian/bash@5.2?arch=amd64", "debian", "bash", "5.2")]
    [InlineData("pkg:npm/%40team/api@1.2.3", "@team", "api", "1.2.3")]
    [InlineData("pkg:golang/example.org/a/b@v1#sub", "example.org/a", "b", "v1")]
    [InlineData("pkg:pypi/requests", null, "requests", null)]
    [InlineData("nonsense", null, "nonsense", null)]
    public void A_purl_gives_group_name_and_version(string purl, string? group, string name, string? version) => Assert.Equal((group, name, version), PurlParts.Read(purl));

    [Theory]
    [InlineData("plain")]
    [InlineData("markdown")]
    [InlineData("html")]
    [InlineData("json")]
    public void What_is_new_in_a_version_is_told(string format) =>
        Assert.Contains("impact: sends b.example", Golden.Text(Find(format), Samples.Miner with { Changes = [new("new", "impact: sends b.example")] }), StringComparison.Ordinal);
}
