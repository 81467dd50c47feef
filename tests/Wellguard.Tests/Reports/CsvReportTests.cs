using Xunit;

namespace Wellguard.Reports;

public sealed class CsvReportTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("  =1+1", "\"'  =1+1\"")]
    [InlineData("＝1+1", "\"'＝1+1\"")]
    [InlineData("\t=1", "\"\\t=1\"")]
    [InlineData("a,b;c", "\"a,b;c\"")]
    [InlineData("a\r\nb", "\"a\\r\\nb\"")]
    [InlineData("", "\"\"")]
    [InlineData(null, "\"\"")]
    public void A_field_is_quoted_and_never_a_formula(string? text, string field) => Assert.Equal(field, CsvReport.Field(text));

    [Fact]
    public void Every_line_has_the_fields_of_the_header()
    {
        var lines = Golden.Text(new CsvReport(), Samples.Poisoned, Samples.Miner, Samples.Clean).Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.Equal(1 + Samples.Poisoned.Indicators.Count + Samples.Miner.Indicators.Count, lines.Length - 1);
        var columns = FieldsOf(lines[0]).Count;
        Assert.All(lines[..^1], line => Assert.Equal(columns, FieldsOf(line).Count));
    }

    [Fact]
    public void An_indicator_names_the_signals_and_nodes_that_it_comes_from()
    {
        var lines = Golden.Text(new CsvReport(), Samples.Miner).Split("\r\n");
        var (header, url) = (FieldsOf(lines[0]), FieldsOf(lines.Single(line => line.StartsWith("\"url\"", StringComparison.Ordinal))));
        Assert.Equal("s1", url[header.IndexOf("signals")]);
        Assert.Equal("content/start-downloads-and-runs", url[header.IndexOf("rules")]);
        Assert.Equal("n2", url[header.IndexOf("nodes")]);
    }

    /// <summary>RFC 4180, 2: quotes around a field, two for one inside.</summary>
    private static List<string> FieldsOf(string line)
    {
        var fields = new List<string>();
        for (var at = 0; at < line.Length; at++)
        {
            Assert.Equal('"', line[at++]);
            var start = at;
            while (line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"'))
            {
                at += line[at] == '"' ? 2 : 1;
            }

            fields.Add(line[start..at++].Replace("\"\"", "\"", StringComparison.Ordinal));
            Assert.True(at == line.Length || line[at] == ',');
        }

        return fields;
    }
}
