using Wellguard.Artifacts;
using Wellguard.Signals;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Verdicts;

/// <summary>The policy as YAML: docs/policy.schema.json. Everything that it does not know is an error with line and column.</summary>
public static class PolicyFile
{
    /// <summary>Longest policy, in characters.</summary>
    public const int LengthLimit = YamlText.LengthLimit;

    /// <summary>Deepest nesting.</summary>
    public const int DepthLimit = YamlText.DepthLimit;

    /// <summary>Throws <see cref="UsageException"/>: <c>policy.yml:12:5: unknown key 'sevrity', did you mean 'severity'?</c></summary>
    public static Policy Read(string file, string text) => Read(new YamlNodes(file), YamlText.Documents(file, text) is [var first, ..] ? first.RootNode : null) with { Yaml = text };

    private static Policy Read(YamlNodes yaml, YamlNode? root)
    {
        if (root is null)
        {
            throw new UsageException($"{yaml.File}:1:1: the policy is empty");
        }

        var keys = yaml.Map(root, "name", "description", "verdicts", "rules", "waivers");
        var verdicts = keys.TryGetValue("verdicts", out var table) ? yaml.Map(table, "malicious", "suspicious", "unknown", "clean") : [];
        return new Policy(keys.TryGetValue("name", out var name) ? yaml.Text(name, "name") : Path.GetFileNameWithoutExtension(yaml.File))
        {
            Malicious = Verdict("malicious", Decision.Block),
            Suspicious = Verdict("suspicious", Decision.Review),
            Unknown = Verdict("unknown", Decision.Review),
            Clean = Verdict("clean", Decision.Allow),
            Rules = keys.TryGetValue("rules", out var rules) ? [.. yaml.List(rules).Select(rule => Rule(yaml, rule))] : [],
            Waivers = keys.TryGetValue("waivers", out var waivers) ? [.. yaml.List(waivers).Select(waiver => Waiver(yaml, waiver))] : [],
        };

        Decision Verdict(string level, Decision otherwise) => verdicts.TryGetValue(level, out var node) ? yaml.Word<Decision>(node) : otherwise;
    }

    private static PolicyRule Rule(YamlNodes yaml, YamlNode node)
    {
        var keys = yaml.Map(node, "decision", "class", "rule", "severity", "origin", "reason");
        var origin = keys.TryGetValue("origin", out var from) ? yaml.Map(from, "kind", "name", "registry") : [];
        var rule = new PolicyRule(yaml.Word<Decision>(yaml.Required(node, keys, "decision")), (int)node.Start.Line)
        {
            Class = yaml.OptionalWord<SignalClass>(keys, "class"),
            Rule = yaml.OptionalText(keys, "rule"),
            Severity = yaml.OptionalWord<Severity>(keys, "severity"),
            Kind = yaml.OptionalWord<ArtifactKind>(origin, "kind"),
            Name = yaml.OptionalText(origin, "name"),
            Registry = yaml.OptionalText(origin, "registry"),
            Reason = yaml.OptionalText(keys, "reason"),
        };
        return rule.LooksAtSignals || origin.Count > 0 ? rule : throw yaml.Wrong(node, "a rule needs at least one of class, rule, severity, origin; for a decision on everything use 'verdicts'");
    }

    private static Waiver Waiver(YamlNodes yaml, YamlNode node)
    {
        var keys = yaml.Map(node, "class", "rule", "scope", "reason", "owner", "expires");
        var scope = yaml.Required(node, keys, "scope");
        var scopes = yaml.Map(scope, "artifact", "path", "digest", "purl");
        if (scopes.Count == 0)
        {
            throw yaml.Wrong(scope, "a scope needs at least one of artifact, path, digest, purl");
        }

        if (!keys.ContainsKey("class") && !keys.ContainsKey("rule"))
        {
            throw yaml.Wrong(node, "a waiver needs 'rule' or 'class'");
        }

        return new(
            yaml.RequiredText(node, keys, "reason"),
            yaml.RequiredText(node, keys, "owner"),
            yaml.Day(yaml.Required(node, keys, "expires")),
            (int)node.Start.Line)
        {
            Rule = yaml.OptionalText(keys, "rule"),
            Class = yaml.OptionalWord<SignalClass>(keys, "class"),
            Artifact = yaml.OptionalText(scopes, "artifact"),
            Path = yaml.OptionalText(scopes, "path"),
            Digest = yaml.OptionalText(scopes, "digest"),
            Purl = yaml.OptionalText(scopes, "purl"),
        };
    }
}
