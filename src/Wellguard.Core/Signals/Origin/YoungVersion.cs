using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>Nobody had time yet to find out what is wrong with it.</summary>
internal sealed class YoungVersion : RegistrationDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(YoungVersion)), SignalClass.Identity, "It was published a few days ago", Severity.Info, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "Poisoned versions are mostly found and withdrawn within days. Who waits a week meets few of them.",
        Fix = "Wait before you take it, unless it fixes what you need fixed.",
        Benign = "Every version is new once.",
    };

    private const int Days = 7;

    protected override string? TextOf(Registration told, Contents contents) => told.AgeDays is >= 0 and < Days ? $"published {told.Published:yyyy-MM-dd}" : null;
}
