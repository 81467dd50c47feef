using Wellguard.Artifacts;
using Wellguard.Signals;

namespace Wellguard.Verdicts;

/// <summary>From signals and a policy to the verdict.</summary>
public static class Judge
{
    /// <param name="signals">With their ids.</param>
    /// <param name="stageOf">The stage of a rule, by its id.</param>
    /// <param name="today">Waivers expire by it.</param>
    public static Verdict Decide(Policy policy, Artifact artifact, Completeness completeness, IReadOnlyList<Signal> signals, Func<string, Stage> stageOf, DateOnly today)
    {
        var notes = new List<string>();
        var waived = signals.Where(signal => IsWaived(policy, artifact, signal, today, notes)).ToList();
        var counting = signals
            .Where(signal => signal.State != SignalState.Refuted && !waived.Contains(signal))
            .OrderByDescending(Scoring.Weight)
            .ToList();
        var score = Scoring.Score(counting, stageOf);
        var level = LevelOf(score, completeness);
        var (decision, rule) = Apply(policy, artifact, counting, policy.For(level));
        return new(level, decision, score, policy.Name, Reasons(counting, rule), [.. waived.Select(signal => signal.Id)])
        {
            Because = rule is null ? null : $"rule at line {rule.Line} of the policy{(rule.Reason is { } reason ? ": " + reason : "")}",
            Waivers = Applied(policy, artifact, waived, today),
            Notes = notes.Count == 0 ? null : notes,
        };
    }

    /// <summary>Only a complete scan is clean, whatever the policy says.</summary>
    public static Level LevelOf(int score, Completeness completeness) => score switch
    {
        >= Scoring.MaliciousFrom => Level.Malicious,
        >= Scoring.SuspiciousFrom => Level.Suspicious,
        _ => completeness.State == CompletenessState.Complete ? Level.Clean : Level.Unknown,
    };

    private static List<AppliedWaiver>? Applied(Policy policy, Artifact artifact, List<Signal> waived, DateOnly today)
    {
        var applied = policy.Waivers
            .Where(waiver => waiver.Expires >= today)
            .Select(waiver => new AppliedWaiver(
                waiver.Rule,
                waiver.Class is { } kind ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()) : null,
                new(waiver.Artifact, waiver.Path, waiver.Digest, waiver.Purl),
                waiver.Reason,
                waiver.Owner,
                waiver.Expires,
                [.. waived.Where(signal => waiver.Covers(artifact, signal)).Select(signal => signal.Id)]))
            .Where(waiver => waiver.Signals.Count > 0)
            .ToList();
        return applied.Count > 0 ? applied : null;
    }

    private static bool IsWaived(Policy policy, Artifact artifact, Signal signal, DateOnly today, List<string> notes)
    {
        var covered = false;
        foreach (var waiver in policy.Waivers.Where(waiver => waiver.Covers(artifact, signal)))
        {
            if (waiver.Expires >= today)
            {
                covered = true;
                continue;
            }

            var note = $"the waiver at line {waiver.Line} of the policy ({waiver.Owner}: {waiver.Reason}) expired on {waiver.Expires:yyyy-MM-dd} and no longer applies";
            if (!notes.Contains(note))
            {
                notes.Add(note);
            }
        }

        return covered;
    }

    private static (Decision Decision, PolicyRule? Rule) Apply(Policy policy, Artifact artifact, List<Signal> counting, Decision byLevel)
    {
        var mine = policy.Rules.Where(rule => rule.Covers(artifact)).ToList();
        if (mine.Find(rule => rule.Decision == Decision.Block && Touches(rule)) is { } block)
        {
            return (Decision.Block, byLevel == Decision.Block ? null : block);
        }

        if (mine.Find(rule => rule.Decision == Decision.Allow && Accepts(rule)) is { } allow)
        {
            return (Decision.Allow, byLevel == Decision.Allow ? null : allow);
        }

        var review = byLevel == Decision.Allow ? mine.Find(rule => rule.Decision == Decision.Review && Touches(rule)) : null;
        return (review is null ? byLevel : Decision.Review, review);

        bool Touches(PolicyRule rule) => !rule.LooksAtSignals || counting.Exists(rule.Covers);

        bool Accepts(PolicyRule rule) =>
            !rule.LooksAtSignals || (counting.Exists(rule.Covers) && counting.TrueForAll(signal => Scoring.Weight(signal) == 0 || rule.Covers(signal)));
    }

    /// <summary>What the deciding rule matched first, then what weighs, strongest first.</summary>
    private static List<string> Reasons(List<Signal> counting, PolicyRule? rule)
    {
        var decided = rule is { LooksAtSignals: true } ? counting.Where(rule.Covers) : [];
        return [.. decided.Concat(counting.Where(signal => Scoring.Weight(signal) > 0)).Select(signal => signal.Id).Distinct()];
    }
}
