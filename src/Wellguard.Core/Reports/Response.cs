using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>What to look for elsewhere and what to do now.</summary>
internal static class Response
{
    private const int MaxIndicators = 200;

    public static IReadOnlyList<Indicator> IndicatorsOf(IEnumerable<Signal> signals) =>
        [.. signals.Where(signal => signal.Severity >= Severity.Medium && signal.Object is not null && signal.Class != SignalClass.Secret).Select(signal => Of(signal.Object!)).OfType<Indicator>().Distinct().Take(MaxIndicators)];

    public static IReadOnlyList<ProtectiveAction> ActionsFor(Artifact artifact, Verdict verdict, IReadOnlyList<Signal> signals)
    {
        var actions = new List<ProtectiveAction>();
        if (verdict.Level == Level.Malicious)
        {
            actions.Add(new("block", artifact.Digest ?? artifact.Name, "it would attack where it runs"));
            actions.Add(new("isolate", "workloads that run it", "what already started may have fetched more"));
            actions.AddRange(IndicatorsOf(signals).Where(indicator => indicator.Kind is "url" or "domain" or "ip").Take(5).Select(indicator => new ProtectiveAction("block", indicator.Value, "it is contacted")));
            if (signals.Any(signal => RuleBook.Find(signal.Rule)?.Stage == Stage.Credential && signal.Class != SignalClass.Secret && signal.Severity >= Severity.Medium))
            {
                actions.Add(new("revoke", "credentials that workloads with this artifact could read", "it looks for them"));
            }
        }

        foreach (var secret in signals.Where(signal => signal.Class == SignalClass.Secret && signal.Severity >= Severity.Low).Select(signal => signal.Where.Path).Distinct().Take(5))
        {
            actions.Add(new("rotate", $"the secret in {secret}", "everybody who can pull the artifact can read it"));
        }

        return actions;
    }

    private static Indicator? Of(string about)
    {
        if (Digests.IsValid(about) && about.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return new Indicator("sha256", about["sha256:".Length..]);
        }

        about = Redaction.Clean(about);
        if (about.Contains("://", StringComparison.Ordinal))
        {
            return about.Contains("${", StringComparison.Ordinal) || about.Contains("$(", StringComparison.Ordinal) ? null : new Indicator("url", about);
        }

        var host = about.Split(':')[0];
        if (System.Net.IPAddress.TryParse(host, out _) && host.Contains('.', StringComparison.Ordinal))
        {
            return new Indicator("ip", host);
        }

        return about.StartsWith('/') ? new Indicator("path", about) : null;
    }
}
