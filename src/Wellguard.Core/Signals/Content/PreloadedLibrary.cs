using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary><c>/etc/ld.so.preload</c> loads a library into every program.</summary>
internal sealed class PreloadedLibrary : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(PreloadedLibrary)), SignalClass.Persistence, "A library is loaded into every program", Severity.Critical, Confidence.High)
    {
        Attack = ["T1574.006"],
        Stage = Stage.Persistence,
        Why = "ld.so(8) loads what /etc/ld.so.preload names into every program that starts. Root kits use it to hide processes and files, to keep passwords and to open back doors.",
        Fix = "Remove the file and the library; everything that ran in a container of this image may have been watched.",
        Benign = "An allocator or an agent that is meant for every program, from a package.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Text("etc/ld.so.preload") is not { } text)
        {
            yield break;
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var name in lines[i].Split('#')[0].Split((char[])[' ', '\t', ':', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                var library = contents.Files.Resolve(name.Replace("$LIB", "lib", StringComparison.Ordinal).TrimStart('/'));
                var isOwned = library is not null && contents.Owners.Of(library.Entry.Path, library.Layer).State is OwnershipState.Vouched or OwnershipState.Listed;
                yield return new Signal(About.Id, About.Class, About.Title, isOwned ? Severity.Low : library is null ? Severity.High : Severity.Critical, About.Confidence, SecondRootAccount.Where(contents, "etc/ld.so.preload", i + 1))
                {
                    Attack = About.Attack,
                    Trigger = "loaded into every program that starts",
                    Evidence = [new Evidence(EvidenceKind.Source, $"{name}: {(library is null ? "is not in the artifact" : isOwned ? "belongs to a package" : "belongs to no package")}")],
                    Object = name,
                };
            }
        }
    }
}
