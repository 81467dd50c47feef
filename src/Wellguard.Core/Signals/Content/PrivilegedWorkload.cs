using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A Kubernetes manifest in the artifact that would run privileged with the host's root file system.</summary>
internal sealed class PrivilegedWorkload : FileDetector
{
    private const int MaxLength = 1 << 17;

    private static readonly Rule About = new(Rule.IdOf(typeof(PrivilegedWorkload)), SignalClass.Escape, "A manifest starts a privileged workload with the host's root", Severity.Medium, Confidence.High)
    {
        Attack = ["T1610", "T1611", "T1543.005"],
        Stage = Stage.Escape,
        Why = "Privileged, or in the host's process namespace, with the host's / mounted: whoever applies this manifest owns the nodes.",
        Fix = "Find out what applies it. Enforce the restricted pod security standard.",
        Benign = "Node agents that ship their own manifests.",
    };

    private static readonly Pattern HostRoot = new(@"hostPath[""']?\s{0,4}:\s{0,60}\{?\s{0,60}[""']?path[""']?\s{0,4}:\s{0,4}[""']?/(host)?[""']?\s{0,8}(\}|\n|,|$)");
    private static readonly Pattern Privileged = new(@"(privileged|hostPID)[""']?\s{0,4}:\s{0,4}true");

    public override IReadOnlyList<Rule> Rules => [About];

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && (entry.Path.EndsWith(".yaml", StringComparison.Ordinal) || entry.Path.EndsWith(".yml", StringComparison.Ordinal) || entry.Path.EndsWith(".json", StringComparison.Ordinal)) && !entry.Path.Contains("node_modules/", StringComparison.Ordinal)
            ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Bytes.IndexOf("hostPath"u8) < 0)
        {
            return;
        }

        var text = file.Text;
        if (HostRoot.IsMatch(text) && Privileged.Match(text) is { Success: true } match)
        {
            facts.Findings.Add(new Finding(About.Id, file.Path, text.AsSpan(0, match.Index).Count('\n') + 1, 0, match.Value));
        }
    }
}
