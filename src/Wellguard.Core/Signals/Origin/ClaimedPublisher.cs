using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>Labels claim that an official publisher made the image, but it lies under somebody else's account.</summary>
internal sealed class ClaimedPublisher : ArtifactDetector
{
    private static readonly string[] Labels = ["org.opencontainers.image.vendor", "org.opencontainers.image.authors", "org.opencontainers.image.source", "org.opencontainers.image.url", "org.opencontainers.image.title", "maintainer", "vendor"];
    private static readonly string[] Claims = ["docker official image", "docker-library", "docker maintainers", "official image"];

    public override Rule About { get; } = new(Rule.IdOf(typeof(ClaimedPublisher)), SignalClass.Identity, "Labels claim another publisher", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1036.005"],
        Stage = Stage.Entry,
        Why = "Labels are text that anybody writes. An image that carries an official name and says that it is the official one, under an account that is not its publisher's, wants to be taken for it.",
        Fix = "Pull the official image by its full name and digest, and verify its signature.",
        Benign = "A mirror, or an image built FROM the official one that inherits its labels.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind != ArtifactKind.Image || RepositoryName.Of(contents.Image.Artifact.Name) is not { Account: { } account } name || !OfficialImages.Contains(name.Name) || account is "library")
        {
            yield break;
        }

        foreach (var (label, value) in contents.Image.Config.Labels)
        {
            if (Labels.Contains(label) && !value.Contains(account, StringComparison.OrdinalIgnoreCase) && Array.Exists(Claims, claim => value.Contains(claim, StringComparison.OrdinalIgnoreCase)))
            {
                // A mirror keeps name and labels; it is worse where the name is made to deceive.
                var severity = LookalikeName.Judge(name) is { Severity: >= Severity.High } ? Severity.Medium : Severity.Low;
                yield return new Signal(About.Id, About.Class, About.Title, severity, About.Confidence, new Place("config:Labels"))
                {
                    Attack = About.Attack,
                    Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean($"{label}={value}, but the account is '{account}'"))],
                    Object = contents.Image.Artifact.Name,
                };
            }
        }
    }
}
