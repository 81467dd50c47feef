using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Layers;

/// <summary>An artifact after its layers are merged: what every <c>ArtifactDetector</c> sees.</summary>
public sealed record Contents(Image Image, IReadOnlyList<LayerFacts> Layers);
