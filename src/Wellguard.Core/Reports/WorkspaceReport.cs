using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>A package that a workspace pins, and what was found in its archives.</summary>
/// <param name="Shortfalls">Why there is no report.</param>
internal sealed record Dependency(string Purl, IReadOnlyList<Report> Reports, IReadOnlyList<Shortfall> Shortfalls)
{
    /// <summary>How the project comes to it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Paths { get; init; } = [];

    /// <summary>Something of it stands in the workspace's report.</summary>
    public bool IsTold => Reports.Any(report => WorkspaceReport.SignalsOf(this, report).Any());
}

/// <summary>
/// One report of a workspace and what it pins. Each package is judged by itself: many weak signals of many packages are no attack. The workspace is as bad as the worst of them.
/// </summary>
internal static class WorkspaceReport
{
    /// <summary>An analyst reads a tree: packages that stand in it, the worst first. Attack: a lock file of thousands of poisoned packages.</summary>
    private const int PackagesInTree = 10;

    /// <summary>Of packages that are allowed only what is at least this is told.</summary>
    private const Severity Telling = Severity.Medium;

    /// <summary>Attack: as above, in the list of signals.</summary>
    private const int MostSignals = 2_000;

    public static Report Of(Report own, IReadOnlyList<Dependency> dependencies, Policy policy)
    {
        // The workspace's own report is the first; ids are told apart by the number of the report that they come from, until they get new ones.
        List<(Dependency? Dependency, Report Report)> all = [(null, own), .. dependencies.SelectMany(static one => one.Reports.Select(report => ((Dependency?)one, report)))];
        var (tree, nodes) = TreeOf(all);
        var signals = all.SelectMany((one, number) => SignalsOf(one.Dependency, one.Report).Select(signal => (Number: number, Signal: signal with
        {
            Where = one.Dependency is { } package ? signal.Where with { Package = package.Purl } : signal.Where,
            DependencyPaths = one.Dependency is { Paths: { Count: > 0 } paths } ? paths : null,
            Node = signal.Node is { } node ? nodes.GetValueOrDefault((number, node)) : null,
        })))
            .OrderByDescending(static one => one.Signal.Weight).ThenBy(static one => one.Signal.Rule, StringComparer.Ordinal).ThenBy(static one => one.Signal.Where.Package, StringComparer.Ordinal)
            .Select(static (one, index) => (one.Number, Before: one.Signal.Id, Signal: one.Signal with { Id = string.Create(CultureInfo.InvariantCulture, $"s{index + 1}") })).ToList();
        var left = Math.Max(0, signals.Count - MostSignals);
        signals.RemoveRange(signals.Count - left, left);
        var ids = signals.ToDictionary(static one => (one.Number, one.Before), static one => one.Signal.Id);

        IReadOnlyList<Shortfall> reasons = [.. own.Completeness.Reasons.Concat(dependencies.SelectMany(static one => one.Shortfalls.Concat(one.Reports.SelectMany(report => report.Completeness.Reasons.Select(reason => reason with { What = Within(one.Purl, reason.What) }))))).Distinct()];
        var completeness = own.Completeness.State == CompletenessState.Failed ? own.Completeness with { Reasons = reasons } : Completeness.Of(reasons);
        IReadOnlyList<Shortfall> notes = [.. own.Completeness.Notes ?? [], .. dependencies.SelectMany(static one => one.Reports.SelectMany(report => (report.Completeness.Notes ?? []).Select(note => note with { What = Within(one.Purl, note.What) }))).Distinct(), .. left > 0 ? [new Shortfall("analyse", own.Artifact.Name, string.Create(CultureInfo.InvariantCulture, $"{left:N0} signals are left out of the report: the gravest {MostSignals:N0} are in it"))] : (Shortfall[])[]];
        return RedactedReport.Of(own with
        {
            Completeness = notes.Count > 0 ? completeness with { Notes = notes } : completeness,
            Verdict = VerdictOf([.. all.Select(static one => one.Report.Verdict)], completeness, policy, ids),
            Signals = [.. signals.Select(static one => one.Signal)],
            Tree = tree,
            Indicators = Together(static report => report.Indicators),
            Actions = Together(static report => report.Actions),
            Vulnerabilities = Together(static report => report.Vulnerabilities),
            Databases = Together(static report => report.Databases),
            Dropped = Together(static report => report.Dropped),
            Network = Together(static report => report.Network),
        });

        IReadOnlyList<T> Together<T>(Func<Report, IReadOnlyList<T>> of) => [.. all.SelectMany(one => of(one.Report)).Distinct()];
    }

    internal static IEnumerable<Signal> SignalsOf(Dependency? dependency, Report report) =>
        dependency is null ? report.Signals : report.Signals.Where(signal => signal.State != SignalState.Refuted && (signal.Severity >= Telling || (signal.Severity > Severity.Info && report.Verdict.Decision != Decision.Allow) || report.Verdict.Waived.Contains(signal.Id)));

    private static string Within(string purl, string what) => what.StartsWith(purl, StringComparison.Ordinal) ? what : $"{purl}: {what}";

    private static Verdict VerdictOf(IReadOnlyList<Verdict> all, Completeness completeness, Policy policy, Dictionary<(int, string), string> ids)
    {
        var worst = all.MaxBy(static verdict => (verdict.Decision, verdict.Score))!;
        var score = all.Max(static verdict => verdict.Score);
        var level = Judge.LevelOf(score, completeness);
        return worst with
        {
            Level = level,
            Decision = level == Level.Unknown && policy.For(level) > worst.Decision ? policy.For(level) : worst.Decision,
            Score = score,
            Reasons = [.. Renamed(static verdict => verdict.Reasons).OrderBy(static id => int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture))],
            Waived = [.. Renamed(static verdict => verdict.Waived)],
            Waivers = all.SelectMany((verdict, number) => (verdict.Waivers ?? []).Select(waiver => waiver with { Signals = [.. Named(number, waiver.Signals)] })).ToList() is { Count: > 0 } waivers ? waivers : null,
            Notes = all.SelectMany(static verdict => verdict.Notes ?? []).Distinct().ToList() is { Count: > 0 } notes ? notes : null,
        };

        IEnumerable<string> Renamed(Func<Verdict, IReadOnlyList<string>> of) => all.SelectMany((verdict, number) => Named(number, of(verdict)));

        IEnumerable<string> Named(int number, IReadOnlyList<string> before) => before.Select(id => ids.GetValueOrDefault((number, id))).OfType<string>();
    }

    /// <summary>The trees of packages that are not allowed, below the workspace.</summary>
    private static (AttackTree Tree, Dictionary<(int, string), string> Ids) TreeOf(List<(Dependency? Dependency, Report Report)> all)
    {
        var own = all[0].Report;
        var ids = own.Tree.Nodes.ToDictionary(static node => (0, node.Id), static node => node.Id);
        var told = Enumerable.Range(1, all.Count - 1).Where(number => all[number].Report is { Verdict.Decision: not Decision.Allow, Tree.Nodes.Count: > 0 })
            .OrderByDescending(number => all[number].Report.Verdict.Score).ThenBy(number => all[number].Dependency!.Purl, StringComparer.Ordinal).Take(PackagesInTree).ToList();
        if (told.Count == 0)
        {
            return (own.Tree, ids);
        }

        var nodes = own.Tree.Nodes.Count > 0 ? own.Tree.Nodes.ToList() : [new Node("n0", NodeKind.Artifact, own.Artifact.Name, Stage.Entry)];
        var edges = own.Tree.Edges.ToList();
        foreach (var number in told)
        {
            var tree = all[number].Report.Tree;
            edges.Add(new(nodes[0].Id, string.Create(CultureInfo.InvariantCulture, $"n{nodes.Count}"), Verb.Uses));
            foreach (var node in tree.Nodes)
            {
                var id = ids[(number, node.Id)] = string.Create(CultureInfo.InvariantCulture, $"n{nodes.Count}");
                nodes.Add(node with { Id = id, Label = ReferenceEquals(node, tree.Nodes[0]) ? all[number].Dependency!.Purl : node.Label });
            }

            edges.AddRange(tree.Edges.Select(edge => edge with { From = ids[(number, edge.From)], To = ids[(number, edge.To)] }));
        }

        return (own.Tree with { Nodes = nodes, Edges = edges, LostEvents = all.Sum(static one => one.Report.Tree.LostEvents) }, ids);
    }
}
