using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>The signals and tree nodes that an indicator comes from.</summary>
/// <param name="Nodes">Ids, in the order of the tree.</param>
internal sealed record IndicatorOrigin(IReadOnlyList<Signal> Signals, IReadOnlyList<string> Nodes)
{
    /// <summary>A signal that is about it or whose evidence holds it; the nodes of these signals and those whose label holds it.</summary>
    public static IndicatorOrigin Of(Indicator indicator, Report report)
    {
        if (indicator.Value.Length == 0)
        {
            return new([], []);
        }

        var signals = report.Signals.Where(signal => Response.IndicatorsOf([signal]).Contains(indicator) || signal.Evidence.Any(evidence => Holds(evidence.Text))).ToList();
        var about = signals.Select(signal => signal.Node).ToHashSet();
        return new(signals, [.. report.Tree.Nodes.Where(node => about.Contains(node.Id) || Holds(node.Label)).Select(node => node.Id).Distinct()]);

        bool Holds(string text) => text.Contains(indicator.Value, StringComparison.Ordinal);
    }
}
