using Wellguard.AttackTrees;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>From which signals and tree nodes the indicators of a report come.</summary>
internal sealed class IndicatorOrigins(Report report)
{
    /// <summary>Characters of a text that are searched. Attack: thousands of long texts times hundreds of indicators.</summary>
    private const int Searched = 1_000;

    private readonly ILookup<Indicator, Signal> _about = report.Signals
        .SelectMany(signal => Response.IndicatorsOf([signal]).Select(indicator => (indicator, signal)))
        .ToLookup(pair => pair.indicator, pair => pair.signal);

    /// <summary>Signals that are about it or whose evidence holds it; the nodes of these signals and those whose label holds it, in the order of the tree.</summary>
    public (IReadOnlyList<Signal> Signals, IReadOnlyList<Node> Nodes) Of(Indicator indicator)
    {
        if (indicator.Value.Length is 0 or > Searched)
        {
            return ([], []);
        }

        var direct = _about[indicator].ToHashSet();
        var signals = report.Signals.Where(signal => direct.Contains(signal) || signal.Evidence.Any(evidence => Holds(evidence.Text))).ToList();
        var theirs = signals.Select(signal => signal.Node).ToHashSet();
        return (signals, [.. report.Tree.Nodes.Where(node => theirs.Contains(node.Id) || Holds(node.Label)).DistinctBy(node => node.Id)]);

        bool Holds(string text) => text.AsSpan(0, Math.Min(text.Length, Searched)).Contains(indicator.Value, StringComparison.Ordinal);
    }
}
