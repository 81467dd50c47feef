using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Signals.Behavior;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>The flow of what happened: events, behavior, tree, verdict. The same events give the same report.</summary>
public static class Observed
{
    private const int MaxExchanges = 2_000;
    private const int MaxDropped = 500;

    public static Report Judge(Artifact artifact, IReadOnlyList<Event> events, IReadOnlyList<Shortfall> shortfalls, bool failed, Policy policy, DateOnly today)
    {
        var activity = new Activity(RuleBook.Behavior, artifact.Name);
        var ordered = events.OrderBy(static happened => happened.Time).ToList(); // stable: of one time, the first stays first
        ordered.ForEach(activity.Add);
        activity.End();

        var (tree, signals) = ObservedTree.Build(activity);
        if (tree.LostEvents > 0)
        {
            shortfalls = [.. shortfalls, new Shortfall("observe", artifact.Name, $"{tree.LostEvents} events were lost")];
        }

        var completeness = failed ? new Completeness(CompletenessState.Failed, shortfalls) : Completeness.Of([.. shortfalls.Distinct()]);
        var verdict = Verdicts.Judge.Decide(policy, artifact, completeness, signals, static rule => RuleBook.Find(rule)?.Stage ?? Stage.Execution, today);
        return RedactedReport.Of(new Report(artifact, completeness, verdict)
        {
            Signals = signals,
            Tree = tree,
            Indicators = Response.IndicatorsOf(signals),
            Actions = Response.ActionsFor(artifact, verdict, signals),
            Dropped = [.. ordered.Where(static happened => happened is { Kind: EventKind.Change, Digest: not null, Object: not null }).Take(MaxDropped).Select(static happened => new DroppedFile(happened.Digest!, happened.Object!, happened.Size))],
            Network = [.. ordered.Where(static happened => happened.Source == "internet" && happened.Object is not null).Take(MaxExchanges).Select(happened => new NetworkExchange(happened.Kind.ToString().ToLowerInvariant(), happened.Object!)
            {
                AtMs = Math.Max(0, (happened.Time - activity.Began) / 1_000_000),
                What = happened.Other,
                Bytes = happened.Size > 0 ? happened.Size : null,
                Sha256 = happened.Digest,
            })],
        });
    }
}
