using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The registry shows where the version before was built, and not where this one was.</summary>
internal sealed class DroppedProvenance : RegistrationDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(DroppedProvenance)), SignalClass.Identity, "It lacks the provenance that the version before had", Severity.Medium, Confidence.High)
    {
        Attack = ["T1195.002"],
        Stage = Stage.Entry,
        Why = "A project that publishes from its build service publishes every version from there. A version without a signed statement of where it was built came from somewhere else: a stolen token on somebody's machine does that.",
        Fix = "Stay at the version before until the project says how this one was published.",
        Benign = "The project left the build service, or published one version by hand.",
    };

    /// <summary>Only where the registry shows provenance at all.</summary>
    protected override string? TextOf(Registration told, Contents contents) =>
        told is { HadProvenance: true, HasProvenance: false } ? Redaction.Clean($"{told.Before ?? "the version before"} had a signed statement of where it was built, this one has none") : null;
}
