using Wellguard.Artifacts;

namespace Wellguard.Programs.Hooks;

/// <summary>tmpfiles.d(5): lines that write files at boot.</summary>
internal sealed class TemporaryFilesRules : CodeReader
{
    private const int MaxLength = 1 << 16;

    /// <summary>Attack: a file of a million lines.</summary>
    private const int MaxLines = 200;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && entry.Path.EndsWith(".conf", StringComparison.Ordinal) && (entry.Path.StartsWith("etc/tmpfiles.d/", StringComparison.Ordinal) || entry.Path.StartsWith("usr/lib/tmpfiles.d/", StringComparison.Ordinal)) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var number = 0;
        foreach (var line in file.Text.Split('\n').Take(MaxLines))
        {
            number++;
            var fields = line.Split((char[])[' ', '\t'], 7, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 7 && fields[0][0] is 'w' or 'f' or 'F')
            {
                into.Add(new CodeFile(file.Path, number, TriggerKind.Boot, "systemd-tmpfiles writes it at boot") { Effects = [new Effect(EffectKind.Write, line.Trim(), fields[1], number, 1) { Text = fields[6] }] });
            }
        }
    }
}
