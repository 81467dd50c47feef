using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>SQL scripts, for the statements by which a database runs programs.</summary>
public sealed class SqlFile : CodeReader
{
    /// <summary>Dumps are long; what runs programs is not.</summary>
    private const int MaxLength = 1 << 20;

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= MaxLength && entry.Path.EndsWith(".sql", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Path.EndsWith(".sql", StringComparison.Ordinal) && file.IsWhole)
        {
            var trigger = StartupFiles.TriggerOf(file.Path);
            ScriptPrefilter.Add("sql", file.Text, file.Path, 1, trigger, StartupFiles.TextOf(trigger), into);
        }
    }
}
