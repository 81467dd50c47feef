using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>Nobody had time yet to find out what is wrong with it.</summary>
internal sealed class YoungVersion : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(YoungVersion)), SignalClass.Identity, "It was published a few days ago", Severity.Info, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "Poisoned versions are mostly found and withdrawn within days. Who waits a week meets few of them.",
        Fix = "Wait before you take it, unless it fixes what you need fixed.",
        Benign = "Every version is new once.",
    };

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

    private const int Days = 7;

    private static string? TextOf(Registration told, Contents contents) => told.AgeDays is >= 0 and < Days ? $"published {told.Published:yyyy-MM-dd}" : null;
}
