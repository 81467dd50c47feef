using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>Judges the config's environment by the rules that name variables. What stands in labels and other texts of the config is <see cref="ConfigTexts"/>'s.</summary>
internal static class VariableRules
{
    public static IEnumerable<Signal> Detect(Contents contents)
    {
        var config = contents.Image.Config;
        foreach (var (name, value) in config.Environment)
        {
            foreach (var rule in RuleBook.Data)
            {
                if (rule.Variables.Exists(match => match.Name.IsMatch(name) && match.Value?.IsMatch(value) != false))
                {
                    yield return Signal(rule.Rule, "config:Env", $"{name}={value}") with { Object = rule.Rule.Class == SignalClass.Secret ? name : value };
                }
            }
        }
    }

    private static Signal Signal(Rule rule, string path, string text) =>
        new(rule.Id, rule.Class, rule.Title, rule.Severity, rule.Confidence, new Place(path))
        {
            Attack = rule.Attack,
            Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(text))],
        };
}
