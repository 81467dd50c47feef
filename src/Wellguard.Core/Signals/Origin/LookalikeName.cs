using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>The repository's name is made to be taken for a well-known one.</summary>
internal sealed class LookalikeName : ArtifactDetector
{
    /// <summary>An account of hexadecimal digits is at least this long: shorter ones are words.</summary>
    private const int ShortestHexAccount = 8;

    public override Rule About { get; } = new(Rule.IdOf(typeof(LookalikeName)), SignalClass.Identity, "The image's name imitates an official one", Severity.High, Confidence.High)
    {
        Attack = ["T1036.005", "T1204.003"],
        Stage = Stage.Entry,
        Why = "Images under a name that differs by a letter, under letters of another alphabet, or with an official name under a throw-away account are pulled by mistake. Campaigns of miners spread that way.",
        Fix = "Pull the official image by its full name and digest.",
        Benign = "A fork or a mirror under an account that you know.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind == ArtifactKind.Image && RepositoryName.Of(contents.Image.Artifact.Name) is { } name && Judge(name) is { } found)
        {
            yield return new Signal(About.Id, About.Class, About.Title, found.Severity, found.Confidence, new Place(null))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, found.Text)],
                Object = contents.Image.Artifact.Name,
            };
        }
    }

    internal static (Severity Severity, Confidence Confidence, string Text)? Judge(RepositoryName name)
    {
        foreach (var part in (ReadOnlySpan<string>)[name.Name, name.Account ?? ""])
        {
            if (OfficialImages.Imitated(part) is { } imitated)
            {
                return (Severity.Critical, Confidence.High, $"'{part}' is written with letters of another alphabet; the official image is '{imitated}'");
            }
        }

        if (name.Account is { Length: >= ShortestHexAccount } account && account.All(char.IsAsciiHexDigitLower) && account.Any(char.IsAsciiDigit) && account.Any(char.IsAsciiLetter) && (OfficialImages.Contains(name.Name) || OfficialImages.Near(name.Name) is not null))
        {
            return (Severity.High, Confidence.High, $"the official name '{name.Name}' under the account '{account}', which is random digits");
        }

        if (OfficialImages.Near(name.Name) is { } near)
        {
            return (name.Account is null or "library" ? Severity.Medium : Severity.Low, Confidence.Medium, $"'{name.Name}' differs by one letter from the official '{near}'");
        }

        return null;
    }
}
