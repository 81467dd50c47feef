using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>systemd units of the system and of users, and what is added to them (systemd.unit(5), drop-ins); each command line is a program.</summary>
internal sealed class UnitFile : CodeReader
{
    private const int MaxLength = 1 << 18;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && entry.Path.Contains("systemd/", StringComparison.Ordinal) && IsUnit(entry.Path) ? Need.Content : Need.Nothing;

    private static bool IsUnit(string path) =>
        Path.GetExtension(path.AsSpan()) is ".service" or ".socket" or ".mount" or ".swap" || (path.EndsWith(".conf", StringComparison.Ordinal) && (path.Contains(".service.d/", StringComparison.Ordinal) || path.Contains(".socket.d/", StringComparison.Ordinal)));

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        foreach (var (command, line) in SystemdUnit.Commands(file.Text))
        {
            var analysis = new Analysis();
            into.Add(analysis.Program(file.Path, line, TriggerKind.Boot, "systemd starts it", analysis.Nested("sh", command, line)));
        }
    }
}
