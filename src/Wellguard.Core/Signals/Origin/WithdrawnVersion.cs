using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The registry shows a message of its makers.</summary>
internal sealed class WithdrawnVersion : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(WithdrawnVersion)), SignalClass.Identity, "Its makers advise against it", Severity.Low, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "Versions are marked as deprecated or withdrawn when they are broken, left, or were poisoned. The message says which.",
        Fix = "Read the message, and take the version that it names.",
        Benign = "Old versions are deprecated as a matter of course.",
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

    private const int LongestMessage = 300;

    private static string? TextOf(Registration told, Contents contents) => told.Deprecated is { } why ? Redaction.Clean(why.Length > LongestMessage ? why[..LongestMessage] : why) : null;
}
