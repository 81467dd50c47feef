using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A blob, a config or a layer that is not what its digest says.</summary>
internal sealed class LyingDigest : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(LyingDigest)), SignalClass.Integrity, "Content does not match its digest", Severity.High, Confidence.High)
    {
        Attack = ["T1565.001"],
        Stage = Stage.Stealth,
        Why = "Digests are how an image is pinned, signed and cached. Content that differs from its digest was corrupted or exchanged; a diffID that lies makes tools cache and show something else than what runs.",
        Fix = "Do not run it. Pull it again from its origin by digest; if it differs again, treat the registry or the path to it as compromised.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        foreach (var mismatch in contents.Mismatches)
        {
            var place = mismatch.Layer is { } layer ? new Place(null) { Layer = Places.Reference(contents, layer, inFinal: true) } : new Place("config:" + mismatch.What);
            yield return new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, place)
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"{mismatch.What}: expected {mismatch.Expected}, is {mismatch.Actual}")],
            };
        }
    }
}
