using System.Net;
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
            return Uri.TryCreate(about, UriKind.Absolute, out var address) && IsEverywhere(address.Host) ? null : about.Contains("${", StringComparison.Ordinal) || about.Contains("$(", StringComparison.Ordinal) ? null : new Indicator("url", about);
        }

        var host = about.Split(':')[0];
        if (IPAddress.TryParse(host, out _) && host.Contains('.', StringComparison.Ordinal))
        {
            return IsEverywhere(host) ? null : new Indicator("ip", host);
        }

        return about.StartsWith('/') ? new Indicator("path", about) : null;
    }

    /// <summary>
    /// Every machine has it: this machine itself, and the addresses under which clouds answer for credentials (link-local as RFC 3927 and RFC 4291 have it,
    /// and those of single providers). Code that asks there is told; the address is nobody's to block or to look for.
    /// </summary>
    private static bool IsEverywhere(string host)
    {
        host = host.Trim('[', ']');
        return host is "localhost" or "metadata" or "metadata.google.internal" or "100.100.100.200" or "168.63.129.16" or "fd00:ec2::254"
            || host.StartsWith("169.254.", StringComparison.Ordinal)
            || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
    }
}
