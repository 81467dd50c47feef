using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>A fact about what a registry says of a version. A registry that does not say it, says nothing bad.</summary>
internal abstract class RegistrationDetector : ArtifactDetector
{
    /// <summary>What is told as evidence, without secrets; null: the fact does not hold.</summary>
    protected abstract string? TextOf(Registration told, Contents contents);

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Registration is { } told && TextOf(told, contents) is { } text)
        {
            yield return new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, new Place(null))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, text)],
            };
        }
    }
}
