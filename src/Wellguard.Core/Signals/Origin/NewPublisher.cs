using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The registry names a publisher of this version, and others of all versions before it.</summary>
internal sealed class NewPublisher : RegistrationDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(NewPublisher)), SignalClass.Identity, "Somebody published it who published no version before", Severity.Low, Confidence.Medium)
    {
        Attack = ["T1195.001"],
        Stage = Stage.Entry,
        Why = "Accounts that are taken over, and maintainers who were talked into handing a package over, publish their first version when it is poisoned.",
        Fix = "See who the account is, and whether the project announced it.",
        Benign = "Projects change hands; release robots are given accounts of their own.",
    };

    /// <summary>Only where the registry names the publishers of versions before.</summary>
    protected override string? TextOf(Registration told, Contents contents) =>
        told is { Publisher: { } publisher, EarlierPublishers.Count: > 0 } && !told.EarlierPublishers.Contains(publisher)
            ? Redaction.Clean($"published by {publisher}{(told.Maintainers.Contains(publisher) ? ", a maintainer" : ", who is not among its maintainers")}; versions before by {string.Join(", ", told.EarlierPublishers.Take(5))}") : null;
}
