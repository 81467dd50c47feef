using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>
/// States facts about the artifact as a whole, after its layers are merged. Named after the fact that it states; its rule id is
/// derived from folder and type name (<c>content/replaced-system-file</c>). A new one is one file and one test; the source generator finds it.
/// </summary>
public abstract class ArtifactDetector
{
    public abstract Rule About { get; }

    public abstract IEnumerable<Signal> Detect(Contents contents);
}
