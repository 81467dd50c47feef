using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The registry shows a message of its makers.</summary>
internal sealed class WithdrawnVersion : RegistrationDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(WithdrawnVersion)), SignalClass.Identity, "Its makers advise against it", Severity.Low, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "Versions are marked as deprecated or withdrawn when they are broken, left, or were poisoned. The message says which.",
        Fix = "Read the message, and take the version that it names.",
        Benign = "Old versions are deprecated as a matter of course.",
    };

    private const int LongestMessage = 300;

    protected override string? TextOf(Registration told, Contents contents) => told.Deprecated is { } why ? Redaction.Clean(why.Length > LongestMessage ? why[..LongestMessage] : why) : null;
}
