using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>States the rules for what the archive readers note (see <see cref="ArchiveFindings"/>).</summary>
internal sealed class ArchiveFlaws : FileDetector
{
    public override IReadOnlyList<Rule> Rules { get; } =
    [
        Of("entry-leaves-root", "An archive entry leaves the archive's root", Severity.High, Stage.Execution, ["T1036", "T1611"],
            "An entry named with .. or an absolute path is written outside of the folder that the archive is unpacked to, over files of the machine that unpacks it.",
            "Do not unpack it with a tool that trusts entry names. Ask who made the archive."),
        Of("decompression-bomb", "An archive unpacks to far more than it may", Severity.Medium, Stage.Impact, ["T1499"],
            "A few bytes that unpack to gigabytes, millions of entries or endless names exhaust whoever unpacks or scans them; what lies behind is then not looked at.",
            "Treat the artifact as hostile unless you know why it is so."),
        Of("duplicate-entry", "An archive holds two entries of the same name", Severity.High, Stage.Stealth, ["T1036", "T1027"],
            "Readers differ in which of the two they take. A checker can see one file and the platform run the other.",
            "Rebuild the archive from its sources; reject one that was made so on purpose."),
        Of("header-disagreement", "The headers of an archive contradict each other", Severity.High, Stage.Stealth, ["T1036", "T1027"],
            "A zip names every entry twice. Tools that read the central directory see another archive than tools that read the local headers.",
            "Rebuild the archive from its sources; reject one that was made so on purpose."),
        Of("stray-data", "An archive has data that belongs to no entry", Severity.Medium, Stage.Stealth, ["T1027.009"],
            "Bytes before, between or after the entries are not unpacked and not scanned, but a program that opens the archive itself can take them out.",
            "Find out what the bytes are and who put them there.", "A self-extracting archive has a program in front of it."),
        Of("damaged-archive", "An archive is damaged", Severity.Low, Stage.Stealth, [],
            "What cannot be read was not looked at; a reader that is more tolerant may still run it.",
            "Fetch it again, and compare its digest."),
    ];

    public override Need Wants(Entry entry) => Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
    }

    private static Rule Of(string name, string title, Severity severity, Stage stage, string[] attack, string why, string fix, string? benign = null) =>
        new("content/" + name, SignalClass.Integrity, title, severity, Confidence.High) { Attack = attack, Stage = stage, Why = why, Fix = fix, Benign = benign };
}
