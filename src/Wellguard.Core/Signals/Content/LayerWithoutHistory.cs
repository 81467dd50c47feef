using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>The history tells of some layers but not of this one.</summary>
internal sealed class LayerWithoutHistory : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(LayerWithoutHistory)), SignalClass.Layer, "The history does not mention a layer", Severity.Low, Confidence.High)
    {
        Attack = ["T1525"],
        Stage = Stage.Stealth,
        Why = "Every builder writes a history line for each layer. A layer without one was added by another tool, after the build.",
        Fix = "Compare the image with the one that its builder published.",
        Benign = "Tools that squash or append layers leave the history out.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var image = contents.Image;
        if (image.Artifact.Kind != ArtifactKind.Image || image.Config.History.All(line => line.EmptyLayer))
        {
            yield break;
        }

        foreach (var layer in image.Layers.Where(layer => layer.CreatedBy is null).Take(10))
        {
            yield return new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, new Place(null) { Layer = Places.Reference(contents, layer.Index, inFinal: true) })
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"layer {layer.Index} of {image.Layers.Count} has no line in the history")],
            };
        }
    }
}
