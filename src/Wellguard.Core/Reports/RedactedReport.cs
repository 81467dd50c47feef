using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Inventories;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>The boundary that every report passes before a format sees it: no text of it, not a file's name either, holds a secret that the rules know.</summary>
public static class RedactedReport
{
    public static Report Of(Report report) => report with
    {
        Artifact = report.Artifact with { Name = Tokens(report.Artifact.Name), Source = Tokens(report.Artifact.Source) },
        Completeness = report.Completeness with { Reasons = Each(report.Completeness.Reasons, Of), Notes = report.Completeness.Notes is { } notes ? Each(notes, Of) : null },
        Signals = Each(report.Signals, Of),
        Tree = report.Tree with { Nodes = Each(report.Tree.Nodes, static node => node with { Label = Clean(node.Label), Evidence = Each(node.Evidence, Of) }) },
        Inventory = new Inventory(Each(report.Inventory.Components, Of)),
        Vulnerabilities = Each(report.Vulnerabilities, static one => one with { Purl = Tokens(one.Purl), Summary = one.Summary is { } summary ? Clean(summary) : null }),
        Indicators = Each(report.Indicators, static indicator => indicator with { Value = Clean(indicator.Value) }),
        Actions = Each(report.Actions, static action => action with { What = Clean(action.What), Why = Clean(action.Why) }),
        Network = Each(report.Network, static exchange => exchange with { Peer = Clean(exchange.Peer) }),
        Dropped = Each(report.Dropped, static file => file with { Path = Tokens(file.Path) }),
        Source = report.Source is { } source ? source with { Folder = Clean(source.Folder), Below = Tokens(source.Below), Lines = Each(source.Lines, static line => line with { What = Clean(line.What) }) } : null,
        Changes = Each(report.Changes, static change => change with { What = Clean(change.What) }),
    };

    private static Signal Of(Signal signal) => signal with
    {
        Title = Clean(signal.Title),
        Where = Of(signal.Where),
        Trigger = signal.Trigger is { } trigger ? Clean(trigger) : null,
        Evidence = Each(signal.Evidence, Of),
        Object = signal.Object is { } about ? Clean(about) : null,
    };

    private static Shortfall Of(Shortfall reason) => reason with { What = Clean(reason.What), Why = Clean(reason.Why) };

    private static Evidence Of(Evidence evidence) => evidence with { Text = Clean(evidence.Text), Where = evidence.Where is { } place ? Of(place) : null };

    private static Place Of(Place place) => place with
    {
        Path = Tokens(place.Path),
        Package = Tokens(place.Package),
        Layer = place.Layer is { CreatedBy: { } line } layer ? layer with { CreatedBy = Clean(line) } : place.Layer,
    };

    private static Component Of(Component component) =>
        Redaction.MayHoldToken(component.Path) || Redaction.MayHoldToken(component.Purl) ? component with { Path = Tokens(component.Path)!, Purl = Tokens(component.Purl)! } : component;

    private static string Clean(string text) => Redaction.Clean(text);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Tokens(string? text) => text is null ? null : Redaction.Tokens(text);

    private static IReadOnlyList<T> Each<T>(IReadOnlyList<T> items, Func<T, T> of) => items.Count == 0 ? items : [.. items.Select(of)];
}
