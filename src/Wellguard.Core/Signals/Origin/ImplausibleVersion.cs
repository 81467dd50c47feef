using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The version is higher than any honest one, so that a resolver takes this package before a company's internal one of the same name.</summary>
internal sealed class ImplausibleVersion : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(ImplausibleVersion)), SignalClass.Identity, "The version is higher than any honest one", Severity.High, Confidence.Medium)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Stealth,
        Why = "Who takes the name of somebody's internal package on a public registry gives it a version that wins: 99.0.0, 9999.1. Resolvers take the highest.",
        Fix = "Bind internal names to the internal registry, and see whether this one is meant.",
        Benign = "Numbers that are dates or builds.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Package is not null && contents.Image.Artifact.Version is { } version && IsImplausible(version))
        {
            yield return new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, new Place(null))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"{contents.Image.Artifact.Name} {version}")],
                Object = version,
            };
        }
    }

    /// <summary>Nothing but nines, or a number beyond those of years.</summary>
    internal static bool IsImplausible(string version)
    {
        var first = version.Split('.', '-', '+')[0].TrimStart('v');
        return first.Length is >= 2 and <= 9 && first.All(char.IsAsciiDigit) && (first.All(static digit => digit == '9') || (first.Length == 4 && int.Parse(first, System.Globalization.CultureInfo.InvariantCulture) > 2100));
    }
}
