using Wellguard.AttackTrees;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>A signal or a node that shows a technique.</summary>
/// <param name="Score">0 to 100.</param>
internal sealed record TechniqueUse(string Id, int Score, Signal? Signal, Node? Node)
{
    /// <summary>Where it is in the tree.</summary>
    public string? NodeId => Node?.Id ?? Signal?.Node;
}

/// <summary>Names of ATT&amp;CK techniques, from <c>techniques.txt</c>: an id and a name a line. An id without a name there is shown alone.</summary>
internal static class Techniques
{
    private static readonly Dictionary<string, string> Names = Read();

    public static string? NameOf(string technique) => Names.GetValueOrDefault(technique);

    /// <summary><c>T1059</c> or <c>T1059.004</c>.</summary>
    public static bool IsId(string id) =>
        id.Length is 5 or 9 && id[0] == 'T' && id.AsSpan(1, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && (id.Length == 5 || (id[5] == '.' && id.AsSpan(6).IndexOfAnyExceptInRange('0', '9') < 0));

    /// <summary>Where a report shows techniques: its signals, waived and refuted ones left out, then its nodes. What is no id of a technique is none.</summary>
    public static IEnumerable<TechniqueUse> UsesIn(Report report)
    {
        var waived = report.Verdict.Waived.ToHashSet();
        var signals = report.Signals.Where(signal => signal.State != SignalState.Refuted && !waived.Contains(signal.Id)).SelectMany(static signal => signal.Attack.Select(id => new TechniqueUse(id, (int)Math.Round(Scoring.Weight(signal)), signal, null)));
        var nodes = report.Tree.Nodes.Where(static node => node.State != SignalState.Refuted).SelectMany(static node => node.Attack.Select(id => new TechniqueUse(id, node.Score, null, node)));
        return signals.Concat(nodes).Where(static use => IsId(use.Id));
    }

    private static Dictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Techniques).Assembly.GetManifestResourceStream("attack/techniques.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] == 'T');
        return lines.Select(static line => line.Split(' ', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
    }
}
