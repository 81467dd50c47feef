using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>A release of a package that an advisory of the user's databases names as malicious: the artifact itself, a component of it in any layer, or a dependency.</summary>
internal sealed class MaliciousRelease : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(MaliciousRelease)), SignalClass.KnownBad, "A package release that is published as malicious", Severity.Critical, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "An advisory (OSV: MAL records, and others for embedded malicious code) names exactly this release as an attack. What a later layer deletes ran, or may have run, while the image was built; what a lock file names is fetched by the next installation.",
        Fix = "Do not install or run it. Go back to the release before it, and treat the machines and credentials that it reached as the advisory says.",
        Benign = "In an image, a lock file of something that was never installed there: the component is declared, not installed, and counts less.",
    };

    public override IEnumerable<Signal> Detect(Contents contents) => contents.Advised.Where(static advised => advised.Advisory.IsMalicious).Select(advised => SignalOf(contents, advised));

    private Signal SignalOf(Contents contents, AdvisedComponent advised)
    {
        // What only a lock file of an image names is not there; a workspace or package has it fetched.
        var isThere = advised.State == ComponentState.Installed || contents.Image.Artifact.Kind is ArtifactKind.Package or ArtifactKind.Workspace;
        var place = advised.Path is { } path ? Places.Of(contents, path, advised.Layer) : new Place(null);
        return new(About.Id, About.Class, About.Title, isThere ? About.Severity : Severity.High, About.Confidence, advised.State == ComponentState.Installed ? place with { Package = advised.Purl } : place)
        {
            Attack = About.Attack,
            Evidence = [new Evidence(EvidenceKind.Source, Text(advised))],
            DependencyPaths = advised.Through is { } through ? [through] : null,
            Object = advised.Purl,
        };
    }

    private static string Text(AdvisedComponent advised)
    {
        var advisory = advised.Advisory;
        var dates = string.Join(", ", new[] { ("published", advisory.Published), ("modified", advisory.Modified) }.Where(static date => date.Item2 is not null).Select(static date => $"{date.Item1} {date.Item2!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));
        return $"{advised.Purl}: {advisory.Id}{(advisory.Summary.Length > 0 ? " " + Redaction.Clean(advisory.Summary) : "")}{(dates.Length > 0 ? $" ({dates})" : "")}";
    }
}
