using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A program of no package that runs with more rights than who starts it.</summary>
internal sealed class UnownedSetuid : FileDetector
{
    private const int SetId = 0b110_000_000_000;
    private const string StartsShell = "starts a shell";

    private static readonly Rule About = new(Rule.IdOf(typeof(UnownedSetuid)), SignalClass.Persistence, "A program of no package runs with the rights of its owner", Severity.Low, Confidence.High)
    {
        Attack = ["T1548.001"],
        Stage = Stage.Escape,
        Why = "Setuid, setgid and file capabilities give whoever starts the program the rights of its owner. A copy of a shell with such a bit is a way to root that any user can take.",
        Fix = "Remove the bit (chmod a-s, setcap -r) or the file.",
        Benign = "Tools that drop privileges, such as su-exec, copied into an image.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [About];

    public override Need Wants(Entry entry) => entry.Type == EntryType.File && entry.IsExecutable && ((entry.Mode & SetId) != 0 || entry.HasCapabilities) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        var isShell = file.Kind is FileKind.Script or FileKind.Text
            || (file.Bytes.IndexOf("/bin/sh\0"u8) >= 0 || file.Bytes.IndexOf("/bin/bash\0"u8) >= 0) && file.Bytes.IndexOf("setuid"u8) >= 0 && file.Bytes.IndexOf("exec"u8) >= 0
            || file.Bytes.IndexOf("HISTFILE"u8) >= 0 || file.Bytes.IndexOf("BusyBox v"u8) >= 0;
        var bits = file.Entry.HasCapabilities ? "file capabilities" : (file.Entry.Mode & 0b100_000_000_000) != 0 ? "setuid" : "setgid";
        facts.Findings.Add(new Finding(About.Id, file.Path, 0, 0, $"{bits}, mode {Convert.ToString(file.Entry.Mode, 8)}, owner {file.Entry.Owner}{(isShell ? ", " + StartsShell : "")}") { Object = "/" + file.Path });
    }

    public override Signal? InContext(Signal signal, Finding finding, Contents contents)
    {
        var state = contents.Owners.Of(finding.Path, signal.Where.Layer!.Index).State;
        if (state == OwnershipState.Listed)
        {
            return null;
        }

        var hidden = HiddenPlaces.IsHidden(finding.Path) || state == OwnershipState.Replaced;
        var shell = finding.Text.EndsWith(StartsShell, StringComparison.Ordinal) && !finding.Text.StartsWith("setgid", StringComparison.Ordinal);
        return signal with { Severity = hidden && shell ? Severity.Critical : hidden ? Severity.High : shell && contents.Owners.HasDatabase ? Severity.Medium : Severity.Low };
    }
}
