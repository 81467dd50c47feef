using Wellguard.Artifacts;
using Wellguard.Artifacts.Examples;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Corpora;

/// <summary>Every case of tests/corpus through the whole flow, with random names: the expectations were written before the rules.</summary>
public sealed class CorpusTests
{
    /// <summary>The bar of the issue: of the malicious cases at most this share may fall short of malicious, and none may be clean.</summary>
    private const double MaliciousShare = 57.0 / 60;

    public static TheoryData<string> Files => [.. Artifacts.Corpus.Files.Select(file => Path.GetRelativePath(Artifacts.Corpus.Root, file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Case_is_judged_as_expected(string file)
    {
        foreach (var seed in (ulong[])[7, 20261123])
        {
            var example = Artifacts.Corpus.Read(file, seed);
            var report = await ScanAsync(example);
            var wrong = Mismatches(report, example.Expected).ToList();
            if (file.StartsWith("benign", StringComparison.Ordinal) && !example.Expected.Levels.Contains("suspicious"))
            {
                wrong.AddRange(report.Signals.Where(signal => signal.Severity > Severity.Low && signal.Class != SignalClass.Secret).Select(signal => "false alarm: " + Describe(signal)));
            }

            Assert.True(wrong.Count == 0, $"{file} seed {seed}: {report.Verdict.Level} {report.Verdict.Score}; {string.Join("; ", wrong)} ## got: {string.Join(" | ", report.Signals.Select(Describe))}");
        }
    }

    [Fact]
    public async Task Malicious_cases_are_malicious_and_none_is_clean()
    {
        var levels = new List<Level>();
        foreach (var file in Artifacts.Corpus.Files.Where(file => file.Contains("/malicious/", StringComparison.Ordinal)))
        {
            levels.Add((await ScanAsync(Artifacts.Corpus.Read(Path.GetRelativePath(Artifacts.Corpus.Root, file), 99))).Verdict.Level);
        }

        Assert.True(levels.Count >= 60);
        Assert.DoesNotContain(Level.Clean, levels);
        Assert.True(levels.Count(level => level == Level.Malicious) >= Math.Ceiling(levels.Count * MaliciousShare), $"{levels.Count(level => level == Level.Malicious)} of {levels.Count}");
    }

    private static Task<Report> ScanAsync(ExampleImage example) =>
        Pipeline.ScanAsync(example.Build(), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 23)) { Indicators = Wellguard.Layers.Indicators.Parse(example.Indicators) }, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Mismatches(Report report, Expectation expected)
    {
        var level = report.Verdict.Level.ToString().ToLowerInvariant();
        if (expected.Levels.Count > 0 && !expected.Levels.Contains(level))
        {
            yield return $"level {level}, expected {string.Join(" or ", expected.Levels)}";
        }

        if (expected.Completeness is { } completeness && !completeness.Equals(report.Completeness.State.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            yield return $"completeness {report.Completeness.State}: {string.Join(", ", report.Completeness.Reasons.Take(3))}";
        }

        foreach (var kind in expected.Classes.Where(kind => !report.Signals.Any(signal => Spelled(signal.Class) == kind)))
        {
            yield return $"no signal of class {kind}";
        }

        foreach (var signal in expected.Signals.Where(wanted => !report.Signals.Any(signal => Fits(wanted, signal))))
        {
            yield return $"no signal [{string.Join("/", signal.Class)}] {signal.About} path={string.Join(",", signal.Path)} line={signal.AtLine} layer={signal.Layer} by={signal.CreatedBy} final={signal.InFinalFilesystem} attack={string.Join(",", signal.Attack)}";
        }

        if (expected.Chain is { } chain)
        {
            var (depth, branches) = Shape(report);
            var techniques = report.Tree.Nodes.SelectMany(node => node.Attack).ToList();
            if (depth < chain.Depth || branches < chain.Branches || chain.Techniques.Any(technique => !techniques.Exists(found => Stands(technique, found))))
            {
                yield return $"chain depth {depth}/{chain.Depth} branches {branches}/{chain.Branches} missing {string.Join(",", chain.Techniques.Where(technique => !techniques.Exists(found => Stands(technique, found))))}";
            }
        }
    }

    private static bool Fits(ExpectedSignal wanted, Signal signal) =>
        (wanted.Class.Count == 0 || wanted.Class.Contains(Spelled(signal.Class)))
        && (wanted.Path.Count == 0 || wanted.Path.Any(path => signal.Where.Path == path || signal.Where.Path?.StartsWith(path + "[", StringComparison.Ordinal) == true))
        && (wanted.AtLine is not { } line || signal.Where.Line == line)
        && (wanted.Layer is not { } layer || signal.Where.Layer?.Index == layer)
        && (wanted.CreatedBy is not { } by || signal.Where.Layer?.CreatedBy?.Contains(by, StringComparison.Ordinal) == true)
        && (wanted.InFinalFilesystem is not { } final || signal.Where.Layer?.InFinalFilesystem == final)
        && (wanted.Attack.Count == 0 || wanted.Attack.Any(technique => signal.Attack.Any(found => Stands(technique, found))));

    private static bool Stands(string technique, string found) => found == technique || found.StartsWith(technique + ".", StringComparison.Ordinal);

    private static string Spelled(SignalClass kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static string Describe(Signal signal) =>
        $"{signal.Rule}({signal.Severity},{Spelled(signal.Class)},{string.Join("+", signal.Attack)})@{signal.Where.Path}:{signal.Where.Line} L{signal.Where.Layer?.Index}";

    private static (int Depth, int Branches) Shape(Report report)
    {
        var children = report.Tree.Edges.GroupBy(edge => edge.From).ToDictionary(group => group.Key, group => group.Select(edge => edge.To).ToList());
        int Depth(string node) => children.TryGetValue(node, out var below) ? 1 + below.Max(Depth) : 0;
        return report.Tree.Nodes.Count == 0 ? (0, 0) : (Depth(report.Tree.Nodes[0].Id), children.Values.Max(below => below.Count));
    }
}
