using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Looks for the text rules that are data in files; replaced by the prefiltered matcher.</summary>
internal sealed class TextRules : FileDetector
{
    public override IReadOnlyList<Rule> Rules => [];

    public override Need Wants(Entry entry) => Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
    }
}
