using System.Text.Json;
using Wellguard.Reports.Stix;
using Xunit;

namespace Wellguard.Reports;

public sealed class StixReportTests
{
    /// <summary>STIX 2.1: the properties that an object of a type must have besides type, spec_version and id.</summary>
    private static readonly Dictionary<string, string[]> Mandatory = new()
    {
        ["identity"] = ["created", "modified", "name"],
        ["indicator"] = ["created", "modified", "pattern", "pattern_type", "valid_from"],
        ["attack-pattern"] = ["created", "modified", "name"],
        ["malware"] = ["created", "modified", "is_family"],
        ["malware-analysis"] = ["created", "modified", "product", "result"],
        ["grouping"] = ["created", "modified", "context", "object_refs"],
        ["relationship"] = ["created", "modified", "relationship_type", "source_ref", "target_ref"],
        ["file"] = [],
        ["directory"] = ["path"],
        ["url"] = ["value"],
        ["domain-name"] = ["value"],
        ["ipv4-addr"] = ["value"],
        ["ipv6-addr"] = ["value"],
    };

    private static Report Observed { get; } = Samples.Miner with
    {
        Tree = Samples.Miner.Tree with { Nodes = [.. Samples.Miner.Tree.Nodes.Select(node => node with { State = Wellguard.Signals.SignalState.Observed })] },
        Dropped = [new(new string('a', 64), "/tmp/x", 9)],
    };

    private static readonly Report[] All = [Samples.Miner, Samples.Clean, Samples.Truncated, Samples.Unreadable, Samples.Poisoned, Samples.Waived, Observed];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Length)];

    private static List<JsonElement> Objects(params Report[] reports) =>
        [.. JsonDocument.Parse(Golden.Text(new StixReport(), reports)).RootElement.GetProperty("objects").EnumerateArray()];

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_object_has_what_its_type_must_have(int number)
    {
        foreach (var item in Objects(All[number]))
        {
            var type = Text(item, "type");
            Assert.Equal("2.1", Text(item, "spec_version"));
            Assert.Matches($"^{type}--[0-9a-f]{{8}}-[0-9a-f]{{4}}-5[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$", Text(item, "id"));
            Assert.All(Mandatory[type], name => Assert.True(item.TryGetProperty(name, out _), $"{type}: {name}"));
            Assert.DoesNotContain(item.EnumerateObject(), property => property.Value.ValueKind is JsonValueKind.Null || (property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() == 0));
            Assert.True(type != "file" || item.TryGetProperty("name", out _) || item.TryGetProperty("hashes", out _));
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_reference_leads_to_an_object_of_the_bundle(int number)
    {
        var objects = Objects(All[number]);
        var ids = objects.Select(item => Text(item, "id")).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var property in objects.SelectMany(item => item.EnumerateObject()))
        {
            var references = property.Name.EndsWith("_ref", StringComparison.Ordinal) ? [property.Value.GetString()!]
                : property.Name.EndsWith("_refs", StringComparison.Ordinal) ? property.Value.EnumerateArray().Select(value => value.GetString()!) : [];
            Assert.All(references, reference => Assert.Contains(reference, ids));
        }
    }

    /// <summary>The examples of STIX 2.1 with Errata 01, 2.9 and 6.4.</summary>
    [Theory]
    [InlineData("ip", "198.51.100.3", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")]
    [InlineData("domain", "example.com", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7")]
    public void An_observable_has_the_id_that_the_specification_gives_it(string kind, string value, string id) =>
        Assert.Equal(id, Observable.Add(new StixBundle(), new Indicator(kind, value)));

    [Theory]
    [InlineData("url", "http://198.51.100.7/a'b", @"[url:value = 'http://198.51.100.7/a\'b']")]
    [InlineData("domain", "pool.example", "[domain-name:value = 'pool.example']")]
    [InlineData("ip", "198.51.100.7", "[ipv4-addr:value = '198.51.100.7']")]
    [InlineData("ip", "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']")]
    [InlineData("path", "/tmp/.x/sync", "[file:name = 'sync' AND file:parent_directory_ref.path = '/tmp/.x']")]
    [InlineData("path", @"/tmp/a\b", @"[file:name = 'a\\b' AND file:parent_directory_ref.path = '/tmp']")]
    [InlineData("wallet", "44Ax", "[x-wellguard-trace:kind = 'wallet' AND x-wellguard-trace:value = '44Ax']")]
    [InlineData("sha256", "no digest' OR [", @"[x-wellguard-trace:kind = 'sha256' AND x-wellguard-trace:value = 'no digest\' OR [']")]
    public void Each_indicator_has_a_pattern_that_it_cannot_leave(string kind, string value, string pattern) => Assert.Equal(pattern, Observable.PatternOf(new(kind, value)));

    [Fact]
    public void A_malicious_artifact_is_malware_that_uses_techniques_and_that_indicators_point_at()
    {
        var objects = Objects(Samples.Miner);
        var related = objects.Where(item => Text(item, "type") == "relationship").Select(item => (Text(item, "relationship_type"), Text(item, "source_ref").Split("--")[0], Text(item, "target_ref").Split("--")[0])).ToHashSet();
        (string, string, string)[] told = [("uses", "malware", "attack-pattern"), ("indicates", "indicator", "malware"), ("indicates", "indicator", "attack-pattern"), ("static-analysis-of", "malware-analysis", "malware"), ("communicates-with", "malware", "url")];
        Assert.All(told, relation => Assert.Contains(relation, related));
        Assert.Equal(Samples.Miner.Indicators.Count, objects.Count(item => Text(item, "type") == "indicator"));
        Assert.Contains("rule content/start-downloads-and-runs; step n2", Golden.Text(new StixReport(), Samples.Miner), StringComparison.Ordinal);
        Assert.DoesNotContain(Objects(Samples.Clean), item => Text(item, "type") is "malware" or "indicator");
    }

    [Fact]
    public void What_a_run_left_is_dropped_by_what_the_run_analysed()
    {
        var related = Objects(Observed).Where(item => item.GetProperty("type").GetString() == "relationship").Select(item => item.GetProperty("relationship_type").GetString()).ToList();
        Assert.Contains("drops", related);
        Assert.Contains("dynamic-analysis-of", related);
        Assert.DoesNotContain("drops", Objects(Samples.Miner).Where(item => item.GetProperty("type").GetString() == "relationship").Select(item => item.GetProperty("relationship_type").GetString()));
    }
}
