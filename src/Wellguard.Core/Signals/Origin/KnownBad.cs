using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>A file or package that the user's indicators name, in any layer.</summary>
internal sealed class KnownBad : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(KnownBad)), SignalClass.KnownBad, "The artifact holds something that is known to be malicious", Severity.Critical, Confidence.High)
    {
        Attack = ["T1195.002", "T1204.003"],
        Stage = Stage.Entry,
        Why = "An indicator names exactly this file or package version. What a later layer deletes is still in the image and ran, or may have run, while it was built.",
        Fix = "Do not run the image. Find out where the file or package came from and what else came with it.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var known = contents.Indicators;
        for (var layer = 0; layer < contents.Layers.Count && known.Digests.Count + known.Purls.Count > 0; layer++)
        {
            foreach (var (path, digests) in contents.Layers[layer].Digests)
            {
                if (digests.Sha256 is { } digest && known.Digests.TryGetValue(digest, out var note))
                {
                    yield return Signal(contents, path, layer, $"sha256 {digest}{(note.Length > 0 ? ": " + note : "")}", "/" + path);
                }
            }

            foreach (var component in contents.Layers[layer].Packages.SelectMany(package => package.Components))
            {
                if (NoteOf(component.Purl, known) is { } note)
                {
                    yield return Signal(contents, component.Path, layer, $"{component.Purl}{(note.Length > 0 ? ": " + note : "")}", component.Purl);
                }
            }
        }
    }

    /// <summary>An indicator without qualifiers or without a version means every one.</summary>
    private static string? NoteOf(string purl, Indicators known)
    {
        if (known.Purls.Count == 0)
        {
            return null;
        }

        if (known.Purls.TryGetValue(purl, out var note) || known.Purls.TryGetValue(purl.Split('?', '#')[0], out note))
        {
            return note;
        }

        return Purl.TryParse(purl, out var parsed) && known.Purls.TryGetValue((parsed with { Version = null }).ToString().Split('?', '#')[0], out note) ? note : null;
    }

    private Signal Signal(Contents contents, string path, int layer, string text, string about) =>
        new(About.Id, About.Class, About.Title, About.Severity, About.Confidence, Places.Of(contents, path, layer)) { Attack = About.Attack, Evidence = [new Evidence(EvidenceKind.Source, text)], Object = about };
}
