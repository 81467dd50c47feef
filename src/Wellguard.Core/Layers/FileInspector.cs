using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>A reader that records facts about one file at a time.</summary>
public abstract class FileInspector : FileReader
{
    public abstract void Inspect(in FileContent file, LayerFacts facts);
}
