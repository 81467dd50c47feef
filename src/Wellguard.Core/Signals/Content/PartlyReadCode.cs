using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Content;

/// <summary>Code that a bound cut off and that nothing was found to start. Where something starts it, the scan is partial instead.</summary>
internal sealed class PartlyReadCode : ArtifactDetector
{
    private const int MaxSignals = 50;

    public override Rule About { get; } = new(Rule.IdOf(typeof(PartlyReadCode)), SignalClass.File, "A script was read only in part", Severity.Info, Confidence.High)
    {
        Stage = Stage.Execution,
        Why = "Bounds on time and size end the analysis of very large or very branching code. Nothing that was found starts this file, so it does not make the scan partial.",
        Fix = "Look at it when its package is not trusted.",
    };

    public override IEnumerable<Signal> Detect(Contents contents) =>
        contents.Programs.Where(program => program.Trigger == TriggerKind.None && program.Code.Problems.Count > 0).Take(MaxSignals)
            .Select(program => new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, Places.Of(contents, program.Code.Path, program.Layer))
            {
                Evidence = [new Evidence(EvidenceKind.Source, program.Code.Problems[0])],
            });
}
