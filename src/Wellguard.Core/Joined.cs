using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>The flow of both: what a scan predicted and what a run showed, as one report.</summary>
public static class Joined
{
    /// <summary>A signal this strong counts although the run did not show it: what waits for its moment is not harmless.</summary>
    private const Severity Stays = Severity.High;

    /// <param name="predicted">Of <see cref="Pipeline"/>.</param>
    /// <param name="observed">Of <see cref="Observed"/>, for the same artifact.</param>
    public static Report Judge(Report predicted, Report observed, Policy policy, DateOnly today)
    {
        // Only a whole run says what does not happen.
        var missed = observed.Completeness.State == CompletenessState.Complete ? SignalState.Refuted : SignalState.Predicted;
        var (tree, ofPredicted, ofObserved) = JoinedTree.Join(predicted.Tree, observed.Tree, [.. observed.Network.Select(static exchange => exchange.Peer), .. observed.Dropped.Select(static file => file.Path)], missed);
        var states = tree.Nodes.ToDictionary(static node => node.Id, static node => node.State);
        var signals = predicted.Signals.Select(signal => Placed(signal, ofPredicted, states))
            .Concat(observed.Signals.Select(signal => signal with { Node = signal.Node is { } node ? ofObserved.GetValueOrDefault(node) : null }))
            .OrderByDescending(static signal => signal.State == SignalState.Refuted ? -1 : signal.Weight).ThenBy(static signal => signal.State).ThenBy(static signal => signal.Rule, StringComparer.Ordinal)
            .Select(static (signal, index) => signal with { Id = string.Create(CultureInfo.InvariantCulture, $"s{index + 1}") }).ToList();
        var completeness = Together(predicted.Completeness, observed.Completeness);
        var verdict = Verdicts.Judge.Decide(policy, predicted.Artifact, completeness, signals, static rule => RuleBook.Find(rule)?.Stage ?? Stage.Execution, today);
        return RedactedReport.Of(predicted with
        {
            Completeness = completeness,
            Verdict = verdict,
            Signals = signals,
            Tree = tree,
            Indicators = [.. predicted.Indicators.Union(observed.Indicators)],
            Dropped = observed.Dropped,
            Network = observed.Network,
            Actions = Response.ActionsFor(predicted.Artifact, verdict, signals),
            Timings = new Timings((predicted.Timings?.TotalMs ?? 0) + (observed.Timings?.TotalMs ?? 0), (predicted.Timings?.Stages ?? new Dictionary<string, long>()).Concat(observed.Timings?.Stages ?? new Dictionary<string, long>()).GroupBy(static stage => stage.Key).ToDictionary(static group => group.Key, static group => group.Sum(static stage => stage.Value))),
        });
    }

    /// <summary>What its node became. A secret and a maker are facts that no run shows.</summary>
    private static Signal Placed(Signal signal, IReadOnlyDictionary<string, string> becomes, Dictionary<string, SignalState> states)
    {
        var node = signal.Node is { } before ? becomes.GetValueOrDefault(before) : null;
        var state = node is null || signal.Class is SignalClass.Secret or SignalClass.Identity or SignalClass.Lookalike or SignalClass.Family ? SignalState.Predicted : states[node];
        return signal with { Node = node, State = state is SignalState.Observed || (state == SignalState.Refuted && signal.Severity >= Stays) ? SignalState.Predicted : state };
    }

    private static Completeness Together(Completeness scanned, Completeness ran)
    {
        IReadOnlyList<Shortfall> reasons = [.. scanned.Reasons.Concat(ran.Reasons).Distinct()];
        return scanned.State == CompletenessState.Failed ? new(CompletenessState.Failed, reasons)
            : ran.State == CompletenessState.Failed ? new(CompletenessState.Partial, reasons)
            : Completeness.Of(reasons) with { Notes = scanned.Notes };
    }
}
