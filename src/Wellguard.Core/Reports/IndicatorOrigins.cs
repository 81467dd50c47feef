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
        if (indicator.Value.Length == 0)
        {
            return ([], []);
        }

        var direct = _about[indicator].ToHashSet();
        var signals = report.Signals.Where(signal => direct.Contains(signal) || signal.Evidence.Any(evidence => Holds(evidence.Text))).ToList();
        var theirs = signals.Select(signal => signal.Node).ToHashSet();
        return (signals, [.. report.Tree.Nodes.Where(node => theirs.Contains(node.Id) || Holds(node.Label)).DistinctBy(node => node.Id)]);

        bool Holds(string text)
        {
            var searched = text.AsSpan(0, Math.Min(text.Length, Searched));
            for (int at = 0, found; (found = searched[at..].IndexOf(indicator.Value, StringComparison.Ordinal)) >= 0; at += found + 1)
            {
                if (IsWhole(searched, at + found, at + found + indicator.Value.Length, isPlace: indicator.Value.Contains('/')))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary><c>198.51.100.7</c> is not in <c>198.51.100.70</c> but is in <c>http://198.51.100.7/x</c>; <c>/tmp</c> is not in <c>/tmp/x</c>.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end, bool isPlace)
    {
        return (start == 0 || !GoesOn(text[start - 1])) && (end == text.Length || !GoesOn(text[end]));

        bool GoesOn(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' || (isPlace && character == '/');
    }
}
