using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>crontab(5) files of the system and of users; each job is a program.</summary>
internal sealed class CronFile : CodeReader
{
    private const int MaxLength = 1 << 18;
    private const int GuessLength = 1 << 13;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && (entry.Path is "etc/crontab" or "etc/anacrontab" || entry.Path.StartsWith("etc/cron.d/", StringComparison.Ordinal)
            || entry.Path.StartsWith("var/spool/cron/", StringComparison.Ordinal) || entry.Path.StartsWith("etc/crontabs/", StringComparison.Ordinal)) ? Need.Content : Need.Nothing;

    /// <summary>A crontab anywhere else is known by its text.</summary>
    public override Need Wants(Entry entry, FileKind kind) =>
        kind == FileKind.Text && entry.Size is > 0 and <= GuessLength && MayBeCrontab(entry.Path) ? Need.Content : Need.Nothing;

    private static bool MayBeCrontab(string path) =>
        Path.GetExtension(path.AsSpan()) is "" or ".cron" or ".crontab" or ".txt" or ".tab" or ".conf" && !path.StartsWith("usr/share/", StringComparison.Ordinal) && !path.StartsWith("usr/lib/", StringComparison.Ordinal) && !path.StartsWith("var/lib/", StringComparison.Ordinal);

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (Wants(file.Entry) == Need.Nothing && !(file.Kind == FileKind.Text && file.Entry.Size <= GuessLength && MayBeCrontab(file.Path) && Crontab.IsCrontab(file.Text)))
        {
            return;
        }

        foreach (var job in Crontab.Jobs(file.Text, Crontab.HasUser(file.Path), file.Path == "etc/anacrontab"))
        {
            var analysis = new Analysis();
            var effects = analysis.Nested("sh", job.Command, job.Line);
            into.Add(analysis.Program(file.Path, job.Line, TriggerKind.Schedule, $"cron, {job.Schedule}{(job.User is null ? "" : ", as " + job.User)}", effects));
        }
    }
}
