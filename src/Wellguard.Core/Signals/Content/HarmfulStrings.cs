using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A program of no package whose texts are those of a miner or of a worm.</summary>
internal sealed class HarmfulStrings : FileDetector
{
    /// <summary>One word says little: documentation and scanners name it too. Several together are what the program does.</summary>
    private const int Enough = 2;

    private static readonly (string Name, string[] Attack, byte[][] Anchors, byte[][] Words)[] Groups =
    [
        ("mining", ["T1496.001"], Bytes("stratum+", "cryptonight"), Bytes("stratum+", "cryptonight", "randomx", "donate-level", "kawpow", "ethash", "mining.subscribe", "--cpu-priority")),
        ("spreading over container engines", ["T1610", "T1046", "T1036.005"], Bytes("masscan", "zgrab", "docker -H"), Bytes("masscan", "zgrab", "docker -H", "-p 2375", "--privileged", "chroot /host", "/containers/create")),
    ];

    private static readonly Rule About = new(Rule.IdOf(typeof(HarmfulStrings)), SignalClass.File, "A program has the texts of a miner or a worm", Severity.High, Confidence.High)
    {
        Attack = ["T1496.001", "T1610"],
        Stage = Stage.Impact,
        Why = "A program that holds a miner's protocol and algorithms, or commands that scan for container engines and start containers there, is made for that, whatever its name.",
        Fix = "Remove the image, and look for the program's name and digest elsewhere.",
        Benign = "Mining software that is meant to be there, and security tools.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [About];

    public override Need Wants(Entry entry) => Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Elf && entry.Size <= FileContent.WholeLimit && !entry.Path.Contains(".so", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind != FileKind.Elf || !file.IsWhole)
        {
            return;
        }

        foreach (var group in Groups)
        {
            if (file.HasAny(group.Anchors) && Found(file.Bytes, group.Words) is { Count: >= Enough } found)
            {
                facts.Findings.Add(new Finding(About.Id, file.Path, 0, 0, $"{group.Name}: {string.Join(", ", found)}") { Object = "/" + file.Path });
            }
        }
    }

    public override Signal? InContext(Signal signal, Finding finding, Contents contents) =>
        contents.Owners.Of(finding.Path, signal.Where.Layer!.Index).State == OwnershipState.Listed ? null
        : signal with { Attack = Groups.First(group => finding.Text.StartsWith(group.Name, StringComparison.Ordinal)).Attack };

    private static List<string> Found(ReadOnlySpan<byte> bytes, byte[][] words)
    {
        var found = new List<string>();
        foreach (var word in words)
        {
            if (bytes.IndexOf(word) >= 0)
            {
                found.Add(Encoding.ASCII.GetString(word));
            }
        }

        return found;
    }

    private static byte[][] Bytes(params string[] words) => [.. words.Select(Encoding.ASCII.GetBytes)];
}
