using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Programs whose form is that of a packer, or that hide what they are otherwise.</summary>
internal sealed class PackedExecutable : FileDetector
{
    /// <summary>Attack: a pass over every byte of many small programs; those smaller than this hold no packed program.</summary>
    private const int Smallest = 1024;

    private static readonly Rule Packed = new(Rule.IdOf(typeof(PackedExecutable)), SignalClass.File, "A program is packed", Severity.Medium, Confidence.High)
    {
        Attack = ["T1027.002"],
        Stage = Stage.Execution,
        Why = "A packed program unpacks itself when it starts: no scanner sees its code, and the same program has a new digest each time. Miners and bots are usually packed; distributions never pack theirs.",
        Fix = "Ask who built it and for the unpacked program. Unpack it (upx -d) and scan again; a mark that was overwritten to prevent that is a reason to reject the image.",
        Benign = "A project that packs its own release to make it smaller.",
    };

    private static readonly Rule NoSections = new("content/no-section-headers", SignalClass.File, "A program has no section headers", Severity.Low, Confidence.High)
    {
        Attack = ["T1027"],
        Stage = Stage.Execution,
        Why = "Compilers and linkers write section headers and strip keeps them. Without them debuggers and disassemblers have little to hold on to; loaders do not need them.",
        Fix = "Find out who built the file and compare it with the original.",
        Benign = "Programs made as small as possible with sstrip or a linker for embedded systems.",
    };

    private static readonly Rule HighEntropy = new("content/high-entropy-executable", SignalClass.File, "A program consists of compressed or encrypted bytes", Severity.Low, Confidence.Medium)
    {
        Attack = ["T1027"],
        Stage = Stage.Execution,
        Why = "Machine code and text have far fewer than eight bits of entropy a byte. A program that is almost random keeps its real content compressed or encrypted.",
        Fix = "Find out who built the file and what it unpacks when it runs.",
        Benign = "A self-extracting installer or an application bundled with its runtime.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [Packed, NoSections, HighEntropy];

    public override Need Wants(Entry entry) => Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Elf && entry.Size >= Smallest ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (ElfShape.Of(file) is not { } shape)
        {
            return;
        }

        if (shape.Packer is { } packer)
        {
            facts.Findings.Add(new Finding(Packed.Id, file.Path, 0, 0, $"packed with {packer}: {shape.Describe()}") { Object = "/" + file.Path });
        }
        else if (shape.HasNoSections)
        {
            facts.Findings.Add(new Finding(NoSections.Id, file.Path, 0, 0, shape.Describe()) { Object = "/" + file.Path });
        }

        if (shape.Packer is null && shape.Entropy >= ElfShape.HighEntropy)
        {
            facts.Findings.Add(new Finding(HighEntropy.Id, file.Path, 0, 0, shape.Describe()) { Object = "/" + file.Path });
        }
    }

    public override Signal? InContext(Signal signal, Finding finding, Contents contents)
    {
        var layer = signal.Where.Layer!.Index;
        var path = finding.Path;
        if (contents.Owners.Of(path, layer).State is OwnershipState.Listed)
        {
            return null;
        }

        var hidden = HiddenPlaces.IsHidden(path) || ProcessNames.IsKernelThread(path) || !signal.Where.Layer.InFinalFilesystem;
        var system = contents.Owners.HasDatabase && HiddenPlaces.IsSystem(path);
        var starts = contents.Image.Config.Entrypoint.Concat(contents.Image.Config.Command).Take(1).Any(name => contents.Started(name)?.Entry.Path == path)
            || contents.Image.Artifact.Kind == ArtifactKind.Function;
        return signal with { Severity = finding.Rule == Packed.Id ? OfPacked(finding, hidden, system || starts) : OfOdd(finding, hidden, system) };
    }

    private static Severity OfPacked(Finding finding, bool hidden, bool exposed)
    {
        var tampered = finding.Text.Contains("overwritten", StringComparison.Ordinal);
        return hidden || tampered ? Severity.High : exposed ? Severity.Medium : Severity.Low;
    }

    private static Severity OfOdd(Finding finding, bool hidden, bool system) =>
        finding.Rule == NoSections.Id ? (hidden ? Severity.High : system ? Severity.Medium : Severity.Low) : hidden ? Severity.Medium : Severity.Low;
}
