using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>A program that reads credentials and afterwards sends something away, where the data could not be followed from one to the other.</summary>
internal static class TheftInOneProgram
{
    public static Rule Rule { get; } = new("content/reads-credentials-then-sends", SignalClass.Flow, "Reads credentials, then sends data away", Severity.Critical, Confidence.Medium)
    {
        Attack = ["T1041", "T1552.001"],
        Stage = Stage.Impact,
        Why = "The same program asks for credentials or for other processes' memory and then sends data to a host that it names. The data between the two steps is encrypted, packed or passed through variables.",
        Fix = "Rotate what the workload could read; block the host.",
        Benign = "Backup and deployment tools that upload with the credentials that they read.",
    };

    public static IEnumerable<Signal> Detect(Contents contents, IReadOnlyList<(Running Program, Signal Signal)> steps)
    {
        foreach (var group in steps.Where(step => step.Program.Trigger != TriggerKind.Build && (step.Program.Trigger != TriggerKind.None || contents.Image.Package is not null)).GroupBy(step => step.Program))
        {
            var signals = group.Select(step => step.Signal).ToList();
            if (signals.Exists(signal => signal.Rule == "content/sends-credentials") || !signals.Exists(IsTheft))
            {
                continue;
            }

            // A listener is told what is typed for as long as the program runs: whatever stands before it sends afterwards.
            var read = signals.Exists(static signal => signal.Effect is { Kind: EffectKind.Read, Object: Programs.Scripts.ScriptRun.KeysPressed });
            foreach (var step in RunningStep.Of(group.Key))
            {
                read |= signals.Exists(signal => ReferenceEquals(signal.Effect, step.Effect) && IsTheft(signal));
                if (read && step.Effect.Kind == EffectKind.Send && IsElsewhere(step.Effect.Object))
                {
                    yield return StepRules.Signal(contents, Rule, step);
                    break;
                }
            }
        }
    }

    private static bool IsTheft(Signal signal) => signal.Severity >= Severity.Medium && RuleBook.Find(signal.Rule)?.Stage == Stage.Credential;

    /// <summary>A URL, or a host with a port.</summary>
    private static bool IsElsewhere(string? url) =>
        url is not null && (url.Contains("://", StringComparison.Ordinal) || (url.LastIndexOf(':') > 3 && url.Contains('.', StringComparison.Ordinal) && url[0] != '$' && !url.StartsWith("127.", StringComparison.Ordinal))) && !url.Contains("169.254.", StringComparison.Ordinal) && !url.Contains("://127.", StringComparison.Ordinal) && !url.Contains("://localhost", StringComparison.Ordinal)
        && !url.Contains("://$", StringComparison.Ordinal); // whoever runs it says where
}
