using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>An example of a rule: <c>rules/examples/ID/fires.yml</c> or <c>silent.yml</c>, in the format of tests/corpus/README.md; of a behavior rule, a list of events.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Fires">Whether the rule must speak about it, or must not.</param>
public sealed record RuleExample(string Rule, bool Fires, string Text)
{
    public string Name => $"{Rule}/{(Fires ? "fires" : "silent")}.yml";
}

/// <summary>The examples of rules, and the whole flow over them: <c>wellguard rules test</c>.</summary>
public static class RuleExamples
{
    private const string Folder = "rules/examples/";
    private static readonly DateOnly AnyDay = new(2026, 1, 1);

    /// <summary>In order of name.</summary>
    public static IReadOnlyList<RuleExample> All { get; } = [.. Load()];

    /// <summary>Ids of rules that are data and lack one of their two examples.</summary>
    public static IReadOnlyList<string> Lacking =>
        [.. RuleBook.Data.Select(rule => rule.Rule.Id).Concat(RuleBook.Behavior.Select(rule => rule.Rule.Id)).Where(id => All.Where(example => example.Rule == id).Select(example => example.Fires).Distinct().Count() < 2)];

    /// <summary>What is wrong, or null: the rule does as the example says.</summary>
    public static async Task<string?> CheckAsync(RuleExample example, CancellationToken cancel)
    {
        if (RuleBook.Find(example.Rule) is null)
        {
            return "there is no such rule";
        }

        Report report;
        try
        {
            report = await ReportOnAsync(example, cancel).ConfigureAwait(false);
        }
        catch (UsageException wrong)
        {
            return wrong.Message;
        }

        var fired = report.Signals.FirstOrDefault(signal => signal.Rule == example.Rule);
        return example.Fires == fired is not null ? null
            : fired is not null ? $"fires at {fired.Where.Path}:{fired.Where.Line}"
            : report.Signals.Count == 0 ? "does not fire; nothing else does"
            : "does not fire; these do: " + string.Join(", ", report.Signals.Select(signal => signal.Rule).Distinct());
    }

    private static async Task<Report> ReportOnAsync(RuleExample example, CancellationToken cancel)
    {
        if (RuleBook.Behavior.Any(rule => rule.Rule.Id == example.Rule))
        {
            return Observed.Judge(new Artifact(ArtifactKind.Image, "example"), EventExample.Read(example.Name, example.Text), [], failed: false, Policy.Default, AnyDay);
        }

        var image = ExampleImage.Read(example.Text, example.Name);
        return await Pipeline.ScanAsync(image.Build(), new ScanOptions(Policy.Default, AnyDay) { Indicators = Layers.Indicators.Parse(image.Indicators) }, cancel).ConfigureAwait(false);
    }

    private static IEnumerable<RuleExample> Load()
    {
        var assembly = typeof(RuleExamples).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var slash = name.LastIndexOf('/');
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new(name[Folder.Length..slash], name[(slash + 1)..] == "fires.yml", reader.ReadToEnd());
        }
    }
}
