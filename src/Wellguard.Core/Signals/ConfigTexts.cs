using Wellguard.Layers;
using Wellguard.Signals.Content;

namespace Wellguard.Signals;

/// <summary>Judges every text of the image's config by the text rules, those of secrets included, and by wallets.</summary>
internal static class ConfigTexts
{
    /// <summary>A server that is given as host and port, as a miner's pool is.</summary>
    private static readonly Pattern Server = new(@"^([a-z+0-9]{2,12}://)?([A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z0-9-]{1,63}:[0-9]{2,5}$");

    /// <summary>Databases, queues, web and telemetry: no pool is there.</summary>
    private static readonly string[] UsualPorts = [":80", ":443", ":8080", ":8443", ":5432", ":3306", ":6379", ":27017", ":9092", ":5672", ":2181", ":9200", ":4317", ":4318", ":11211", ":1433", ":8123", ":9000", ":50051", ":25", ":587", ":53"];

    private static readonly Lazy<TextMatcher> Others = new(() => TextMatcher.For((rule, _) => rule.Rule.Class != SignalClass.Secret));

    public static IEnumerable<Signal> Detect(Contents contents, IReadOnlySet<string> without)
    {
        var secrets = !without.Contains("secret") && !without.Contains("secrets");
        var server = contents.Image.Config.Environment.Select(variable => variable.Value).FirstOrDefault(value => value.Length < 256 && Server.IsMatch(value) && !Array.Exists(UsualPorts, port => value.EndsWith(port, StringComparison.Ordinal)));
        return Texts(contents).SelectMany(text => Signals(text.Path, text.Text, text.Class, secrets, server));
    }

    private static IEnumerable<Signal> Signals(string path, string text, SignalClass kind, bool secrets, string? server)
    {
        foreach (var hit in Others.Value.Find(text, path))
        {
            yield return Signal(hit.Rule.Rule, path, TextRules.Short(hit.Value)) with { Class = hit.Rule.Rule.Class == SignalClass.File ? kind : hit.Rule.Rule.Class, Object = hit.Value };
        }

        foreach (var hit in secrets ? SecretRules.In(text, path) : [])
        {
            var name = text.IndexOf('=', StringComparison.Ordinal) is > 0 and < 64 and var at && kind == SignalClass.Environment ? text[..at] + "=" : "";
            yield return Signal(hit.Rule.Rule, path, name + Redaction.Hint(hit.Value)) with { Object = name.Length > 0 ? name.TrimEnd('=') : null };
        }

        foreach (var wallet in Wallets.In(text))
        {
            var hasServer = kind == SignalClass.Environment && server is not null;
            var rule = (wallet.IsLogin && kind == SignalClass.Config) || hasServer ? Wallets.ForMining : Wallets.Found;
            yield return Signal(rule, path, Wallets.Describe(wallet) + (hasServer ? $", beside the server {server}" : "")) with { Class = kind, Severity = rule == Wallets.Found ? Severity.Medium : Wallets.SeverityOf(wallet.Pool is not null), Object = wallet.Address };
        }
    }

    private static IEnumerable<(string Path, string Text, SignalClass Class)> Texts(Contents contents)
    {
        var config = contents.Image.Config;
        foreach (var (name, value) in config.Environment)
        {
            yield return ("config:Env", $"{name}={value}", SignalClass.Environment);
        }

        foreach (var (name, value) in config.Labels)
        {
            yield return ("config:Labels", $"{name}={value}", SignalClass.Environment);
        }

        yield return ("config:Entrypoint", string.Join(' ', config.Entrypoint), SignalClass.Config);
        yield return ("config:Cmd", string.Join(' ', config.Command), SignalClass.Config);
        yield return ("config:Healthcheck", string.Join(' ', config.Healthcheck), SignalClass.Config);
        for (var i = 0; i < config.OnBuild.Count; i++)
        {
            yield return ($"config:OnBuild[{i}]", config.OnBuild[i], SignalClass.Config);
        }

        for (var i = 0; i < config.History.Count; i++)
        {
            if (!config.History[i].EmptyLayer || BuildInstruction.Command(config.History[i].CreatedBy) is not null)
            {
                yield return ($"config:History[{i}]", config.History[i].CreatedBy, SignalClass.Config);
            }
        }
    }

    private static Signal Signal(Rule rule, string path, string text) =>
        new(rule.Id, rule.Class, rule.Title, rule.Severity, rule.Confidence, new Place(path)) { Attack = rule.Attack, Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(text))] };
}
