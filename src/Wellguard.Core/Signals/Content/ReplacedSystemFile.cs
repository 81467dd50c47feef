using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A program or library that a distro package owns, but not with the content that the distro ships.</summary>
internal sealed class ReplacedSystemFile : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(ReplacedSystemFile)), SignalClass.File, "A system file differs from what its distro package ships", Severity.Critical, Confidence.High)
    {
        Attack = ["T1554", "T1036.005"],
        Stage = Stage.Stealth,
        Why = "The package database records the digest of every program and library that it installed. This one was changed afterwards: that is how a trojanised ls, sshd, ld.so or liblzma looks.",
        Fix = "Rebuild from the distro's package, compare with the original (dpkg --verify, apk verify, rpm -V), and find the layer's author.",
        Benign = "A build step that strips or patches files in place.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        foreach (var (entry, layer) in contents.Files.All)
        {
            if (entry.Type != EntryType.File || !contents.Layers[layer].Digests.ContainsKey(entry.Path) || contents.Owners.Of(entry.Path, layer) is not { State: OwnershipState.Replaced } owner)
            {
                continue;
            }

            var isBinary = contents.KindOf(new PlacedEntry(entry, layer)) == FileKind.Elf;
            yield return new Signal(About.Id, About.Class, About.Title, isBinary || entry.IsExecutable ? Severity.Critical : Severity.High, About.Confidence, Places.Of(contents, entry.Path, layer))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"/{entry.Path} of package {owner.Package}: expected {owner.Expected}, is {owner.Actual}")],
                Object = "/" + entry.Path,
            };
        }
    }
}
