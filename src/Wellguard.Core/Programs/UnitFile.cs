using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>systemd service units of the system and of users; each command line is a program.</summary>
internal sealed class UnitFile : CodeReader
{
    private const int MaxLength = 1 << 18;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && entry.Path.EndsWith(".service", StringComparison.Ordinal) && entry.Path.Contains("systemd/", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        foreach (var (command, line) in SystemdUnit.Commands(file.Text))
        {
            var analysis = new Analysis();
            into.Add(new CodeFile(file.Path, line, TriggerKind.Boot, "systemd starts it") { Effects = analysis.Nested("sh", command, line), Problems = analysis.Problems });
        }
    }
}
