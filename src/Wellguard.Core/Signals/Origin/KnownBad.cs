using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>A file or package that the user's indicators name, in any layer; or a layer, config, manifest or zip as a whole.</summary>
internal sealed class KnownBad : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(KnownBad)), SignalClass.KnownBad, "The artifact holds something that is known to be malicious", Severity.Critical, Confidence.High)
    {
        Attack = ["T1195.002", "T1204.003"],
        Stage = Stage.Entry,
        Why = "An indicator names exactly this file, package version, layer or image. What a later layer deletes is still in the image and ran, or may have run, while it was built.",
        Fix = "Do not run the image. Find out where the file or package came from and what else came with it.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var known = contents.Indicators;
        foreach (var (digest, what, layer) in Whole(contents).DistinctBy(part => part.Digest))
        {
            if (known.Digests.TryGetValue(HexOf(digest), out var note))
            {
                yield return Signal(layer is { } index ? new Place(null) { Layer = Places.Reference(contents, index, inFinal: true) } : new Place(null), $"{what} {digest}{Remark(note)}", digest);
            }
        }

        for (var layer = 0; layer < contents.Layers.Count && known.Digests.Count + known.Purls.Count > 0; layer++)
        {
            foreach (var (path, digests) in contents.Layers[layer].Digests)
            {
                if (digests.Sha256 is { } digest && known.Digests.TryGetValue(digest, out var note))
                {
                    yield return Signal(Places.Of(contents, path, layer), $"sha256 {digest}{Remark(note)}", "/" + path);
                }
            }

            foreach (var component in contents.Layers[layer].Packages.SelectMany(package => package.Components))
            {
                if (NoteOf(component.Purl, known) is { } note)
                {
                    yield return Signal(Places.Of(contents, component.Path, layer), component.Purl + Remark(note), component.Purl);
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

    /// <summary>What has a digest besides the files. A claimed digest counts too: it says outright what the part is.</summary>
    private static IEnumerable<(string Digest, string What, int? Layer)> Whole(Contents contents)
    {
        if (contents.Indicators.Digests.Count == 0)
        {
            yield break;
        }

        var image = contents.Image;
        if (image.Artifact.Digest is { } own)
        {
            yield return (own, image.Artifact.Kind == ArtifactKind.Image ? "manifest" : "archive", null);
        }

        if (image.Config.Digest is { } config)
        {
            yield return (config, "config", null);
        }

        foreach (var layer in image.Layers)
        {
            var facts = contents.Layers[layer.Index];
            foreach (var (digest, what) in ((string?, string)[])[(facts.Digest, "layer"), (layer.Digest, "layer"), (facts.DiffId, "diffID"), (layer.DiffId, "diffID")])
            {
                if (digest is not null)
                {
                    yield return (digest, what, layer.Index);
                }
            }
        }
    }

    private static string HexOf(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Remark(string note) => note.Length > 0 ? ": " + note : "";

    private Signal Signal(Place place, string text, string about) =>
        new(About.Id, About.Class, About.Title, About.Severity, About.Confidence, place) { Attack = About.Attack, Evidence = [new Evidence(EvidenceKind.Source, text)], Object = about };
}
