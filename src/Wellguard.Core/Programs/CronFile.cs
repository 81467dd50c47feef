using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>crontab(5) files of the system and of users; each job is a program.</summary>
internal sealed class CronFile : CodeReader
{
    private const int MaxLength = 1 << 18;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && (entry.Path is "etc/crontab" or "etc/anacrontab" || entry.Path.StartsWith("etc/cron.d/", StringComparison.Ordinal)
            || entry.Path.StartsWith("var/spool/cron/", StringComparison.Ordinal) || entry.Path.StartsWith("etc/crontabs/", StringComparison.Ordinal)) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        foreach (var job in Crontab.Jobs(file.Text, Crontab.HasUser(file.Path)))
        {
            var analysis = new Analysis();
            var effects = analysis.Nested("sh", job.Command, job.Line);
            into.Add(new CodeFile(file.Path, job.Line, TriggerKind.Schedule, $"cron, {job.Schedule}{(job.User is null ? "" : ", as " + job.User)}") { Effects = effects, Problems = analysis.Problems });
        }
    }
}
