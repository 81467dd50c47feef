using System.Text.Json;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Architecture;

public sealed class CatalogueTests
{
    [Fact]
    public void Rule_ids_are_unique_and_spelled_like_their_file_or_type()
    {
        Offenders.None(RuleBook.All.GroupBy(rule => rule.Id).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(Catalogue.ArtifactDetectors, detector => Assert.Equal(Rule.IdOf(detector.GetType()), detector.About.Id));
        Assert.All(RuleBook.All, rule => Assert.Matches("^(content|origin|behavior|diff|source|pipeline)/[a-z0-9]+(-[a-z0-9]+)*$", rule.Id));
    }

    [Fact]
    public void Every_rule_says_why_and_what_to_do() => Assert.All(RuleBook.All, rule =>
    {
        Assert.InRange(rule.Title.Length, 8, 100);
        Assert.False(rule.Title.EndsWith('.'), rule.Id);
        Assert.InRange(rule.Why.Length, 20, 1500);
        Assert.InRange(rule.Fix.Length, 10, 1500);
        Assert.All(rule.Attack, technique => Assert.Matches(@"^T1\d{3}(\.\d{3})?$", technique));
    });

    /// <summary>A detector is one file and one test class; a test that expects its rule by id stands for one.</summary>
    [Fact]
    public void Every_detector_package_reader_and_format_in_code_has_a_test()
    {
        var tests = Sources.Code.Where(file => file.StartsWith("tests/Wellguard.Tests/", StringComparison.Ordinal)).Select(Sources.Read).ToList();
        var detectors = Catalogue.ArtifactDetectors.Select(detector => (detector.GetType().Name, Ids: new List<string> { detector.About.Id }))
            .Concat(Catalogue.FileDetectors.Select(detector => (detector.GetType().Name, Ids: detector.Rules.Select(rule => rule.Id).ToList())));
        Offenders.None(detectors.Where(detector => !tests.Exists(text => text.Contains($"class {detector.Name}Tests", StringComparison.Ordinal) || detector.Ids.Exists(id => text.Contains($"\"{id}\"", StringComparison.Ordinal)))).Select(detector => detector.Name));
        object[] mentioned = [.. Catalogue.PackageReaders, .. Catalogue.ReportFormats];
        Offenders.None(mentioned.Select(item => item.GetType().Name).Where(name => !tests.Exists(text => text.Contains(name, StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_rule_file_is_a_rule_and_every_example_has_one()
    {
        var rules = Directory.EnumerateFiles(Sources.At("rules"), "*.yml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Sources.At("rules"), file)).ToList();
        var data = rules.Where(file => !file.StartsWith("examples/", StringComparison.Ordinal) && !file.StartsWith("policy/", StringComparison.Ordinal) && !file.StartsWith("decoys/", StringComparison.Ordinal)).Select(file => file[..^4]);
        Offenders.None(data.Where(id => RuleBook.Find(id) is null));
        var examples = rules.Where(file => file.StartsWith("examples/", StringComparison.Ordinal)).ToList();
        Assert.All(examples, file => Assert.Matches("^examples/[^/]+/[^/]+/(fires|silent).yml$", file));
        Offenders.None(examples.Select(file => Path.GetDirectoryName(file)!["examples/".Length..]).Where(id => RuleBook.Find(id) is null));
    }

    [Fact]
    public void Report_formats_are_named_once() =>
        Offenders.None(Catalogue.ReportFormats.GroupBy(format => format.Name).Where(same => same.Count() > 1 || same.Key != JsonNamingPolicy.KebabCaseLower.ConvertName(same.Key)).Select(same => same.Key));
}
