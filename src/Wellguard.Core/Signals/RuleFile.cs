using Wellguard.Artifacts;
using Wellguard.Programs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Signals;

/// <summary>Reads <c>rules/KIND/NAME.yml</c>. Every pattern is NonBacktracking: linear in its input.</summary>
internal static class RuleFile
{
    private static readonly string[] RuleKeys = ["title", "class", "severity", "confidence", "built", "stage", "attack", "why", "fix", "benign", "match"];
    private static readonly string[] MatchKeys =
        ["steps", "commands", "line", "object", "origin", "code", "decoded", "verified", "triggers", "artifacts", "variable", "value", "path", "executable", "setid", "kinds", "owned", "literals", "text", "group", "entropy", "paths",
        "except-line", "except-object", "except-origin", "with", "without", "only-to", "not-only-to", "main", "module", "severity"];

    /// <param name="id"><c>content/flushes-firewall</c>.</param>
    /// <exception cref="UsageException">The file, line and column of what is wrong.</exception>
    public static DataRule Read(string id, string text)
    {
        var yaml = new YamlNodes($"rules/{id}.yml");
        var root = YamlText.Documents(yaml.File, text) is [var first, ..] ? first.RootNode : throw new UsageException($"{yaml.File}: is empty");
        var keys = yaml.Map(root, RuleKeys);
        string Text(string key) => yaml.Text(yaml.Required(root, keys, key)).Trim();
        var rule = new Rule(id, yaml.Word<SignalClass>(yaml.Required(root, keys, "class")), Text("title"), yaml.Word<Severity>(yaml.Required(root, keys, "severity")), yaml.Word<Confidence>(yaml.Required(root, keys, "confidence")))
        {
            Built = yaml.OptionalWord<Severity>(keys, "built") ?? Severity.Info,
            Stage = yaml.Word<Stage>(yaml.Required(root, keys, "stage")),
            Attack = Texts(yaml, keys, "attack"),
            Why = Text("why"),
            Fix = Text("fix"),
            Benign = yaml.OptionalText(keys, "benign")?.Trim(),
        };
        var read = new DataRule(rule);
        foreach (var match in yaml.List(yaml.Required(root, keys, "match")))
        {
            AddMatch(yaml, read, match);
        }

        return read;
    }

    private static void AddMatch(YamlNodes yaml, DataRule rule, YamlNode node)
    {
        var keys = yaml.Map(node, MatchKeys);
        if (keys.ContainsKey("variable"))
        {
            rule.Variables.Add(new VariableMatch(Pattern(yaml, keys, "variable")!, Pattern(yaml, keys, "value")));
        }
        else if (keys.ContainsKey("path"))
        {
            rule.Files.Add(new FileMatch(Pattern(yaml, keys, "path")!) { Executable = Flag(yaml, keys, "executable"), SetId = Flag(yaml, keys, "setid"), Owned = Flag(yaml, keys, "owned") ?? false, Kinds = Words<FileKind>(yaml, keys, "kinds") });
        }
        else if (keys.ContainsKey("text"))
        {
            var literals = Texts(yaml, keys, "literals");
            if (literals.Count == 0)
            {
                throw yaml.Wrong(node, "'text' needs 'literals': words of which one stands wherever the pattern matches");
            }

            rule.Texts.Add(new TextMatch([.. literals.Select(literal => literal.ToLowerInvariant())], Pattern(yaml, keys, "text")!)
            {
                Group = keys.TryGetValue("group", out var group) ? int.Parse(yaml.Text(group)) : 0,
                Entropy = keys.TryGetValue("entropy", out var entropy) ? double.Parse(yaml.Text(entropy)) : 0,
                Paths = Pattern(yaml, keys, "paths"),
            });
        }
        else if (keys.Count > 0)
        {
            rule.Effects.Add(new EffectMatch
            {
                Kinds = Words<EffectKind>(yaml, keys, "steps"),
                Commands = keys.ContainsKey("commands") ? Texts(yaml, keys, "commands").ToHashSet() : null,
                Line = Pattern(yaml, keys, "line"),
                Object = Pattern(yaml, keys, "object"),
                Origin = Pattern(yaml, keys, "origin"),
                Text = Pattern(yaml, keys, "code"),
                Decoded = Flag(yaml, keys, "decoded"),
                Verified = Flag(yaml, keys, "verified"),
                Triggers = Words<TriggerKind>(yaml, keys, "triggers"),
                Artifacts = Words<ArtifactKind>(yaml, keys, "artifacts"),
                ExceptLine = Pattern(yaml, keys, "except-line"),
                ExceptObject = Pattern(yaml, keys, "except-object"),
                ExceptOrigin = Pattern(yaml, keys, "except-origin"),
                With = Pattern(yaml, keys, "with"),
                Without = Pattern(yaml, keys, "without"),
                OnlyTo = Pattern(yaml, keys, "only-to"),
                NotOnlyTo = Pattern(yaml, keys, "not-only-to"),
                Main = Flag(yaml, keys, "main"),
                Module = Flag(yaml, keys, "module"),
                Severity = yaml.OptionalWord<Severity>(keys, "severity"),
            });
        }
        else
        {
            throw yaml.Wrong(node, "an empty match");
        }
    }

    private static IReadOnlyList<string> Texts(YamlNodes yaml, Dictionary<string, YamlNode> keys, string key) =>
        keys.TryGetValue(key, out var node) ? [.. yaml.List(node).Select(item => yaml.Text(item))] : [];

    private static HashSet<T>? Words<T>(YamlNodes yaml, Dictionary<string, YamlNode> keys, string key)
        where T : struct, Enum => keys.TryGetValue(key, out var node) ? [.. yaml.List(node).Select(yaml.Word<T>)] : null;

    private static bool? Flag(YamlNodes yaml, Dictionary<string, YamlNode> keys, string key) =>
        !keys.TryGetValue(key, out var node) ? null : yaml.Text(node) switch { "true" => true, "false" => false, _ => throw yaml.Wrong(node, "expected true or false") };

    private static Pattern? Pattern(YamlNodes yaml, Dictionary<string, YamlNode> keys, string key) =>
        keys.TryGetValue(key, out var node) ? new Pattern(yaml.Text(node)) : null;
}
