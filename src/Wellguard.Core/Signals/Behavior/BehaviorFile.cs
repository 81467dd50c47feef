using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.Events;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Signals.Behavior;

/// <summary>Reads <c>rules/behavior/NAME.yml</c>.</summary>
internal static class BehaviorFile
{
    public const string Folder = "rules/behavior/";

    private static readonly string[] RuleKeys = ["title", "severity", "confidence", "stage", "attack", "why", "fix", "benign", "match"];
    private static readonly string[] MatchKeys = ["events", "object", "except-object", "other", "line", "except-line", "by", "except-by", "with", "without", "on", "outcome", "times", "severity"];

    /// <param name="id"><c>behavior/mines</c>.</param>
    /// <exception cref="UsageException">The file, line and column of what is wrong.</exception>
    public static BehaviorRule Read(string id, string text)
    {
        var yaml = new YamlNodes($"rules/{id}.yml");
        var root = YamlText.Documents(yaml.File, text) is [var first, ..] ? first.RootNode : throw new UsageException($"{yaml.File}: is empty");
        var keys = yaml.Map(root, RuleKeys);
        string Text(string key) => yaml.RequiredText(root, keys, key).Trim();
        var rule = new Rule(id, SignalClass.Behavior, Text("title"), yaml.Word<Severity>(yaml.Required(root, keys, "severity")), yaml.Word<Confidence>(yaml.Required(root, keys, "confidence")))
        {
            Stage = yaml.Word<Stage>(yaml.Required(root, keys, "stage")),
            Attack = [.. yaml.List(yaml.Required(root, keys, "attack")).Select(node => yaml.Text(node))],
            Why = Text("why"),
            Fix = Text("fix"),
            Benign = yaml.OptionalText(keys, "benign")?.Trim(),
        };
        return new(rule, [.. yaml.List(yaml.Required(root, keys, "match")).Select(node => Match(yaml, node))]);
    }

    private static BehaviorMatch Match(YamlNodes yaml, YamlNode node)
    {
        var keys = yaml.Map(node, MatchKeys);
        return new BehaviorMatch
        {
            Kinds = [.. yaml.List(yaml.Required(node, keys, "events")).Select(yaml.Word<EventKind>)],
            Object = Pattern("object"),
            ExceptObject = Pattern("except-object"),
            Other = Pattern("other"),
            Line = Pattern("line"),
            ExceptLine = Pattern("except-line"),
            By = Pattern("by"),
            ExceptBy = Pattern("except-by"),
            With = TagsOf("with") ?? Tags.None,
            Without = TagsOf("without") ?? Tags.Packages,
            On = TagsOf("on") ?? Tags.None,
            Outcome = yaml.OptionalWord<Outcome>(keys, "outcome"),
            Times = keys.TryGetValue("times", out var times) ? int.TryParse(yaml.Text(times), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw yaml.Wrong(times, "expected a number from 1") : 1,
            Severity = yaml.OptionalWord<Severity>(keys, "severity"),
        };

        Pattern? Pattern(string key) => keys.TryGetValue(key, out var value) ? new Pattern(yaml.Text(value)) : null;

        Tags? TagsOf(string key) => keys.TryGetValue(key, out var value) ? yaml.List(value).Aggregate(Tags.None, (tags, word) => tags | yaml.Word<Tags>(word)) : null;
    }
}
