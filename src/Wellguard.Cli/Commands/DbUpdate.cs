using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Registries;
using Wellguard.Registries.Advisories;
using Wellguard.Reports;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard db update</c>: each archive by itself, so that one that fails costs no other.</summary>
internal static class DbUpdate
{
    public static async Task<int> RunAsync(string mirror, IReadOnlyList<string> ecosystems, IReadOnlyList<string> plainHttp, DbTarget target, TextWriter output, CancellationToken cancel)
    {
        using var source = AdvisorySource.Of(mirror, ecosystems, new RegistryOptions { PlainHttpHosts = plainHttp, Credentials = CredentialStore.OfUser(Environment.GetEnvironmentVariable) });
        var marks = DbMarks.Read(target, source.Name);
        var (code, missing, there) = (ExitCode.Allowed, 0, 0);
        try
        {
            await foreach (var archive in source.FetchAsync(marks, Path.GetTempPath(), cancel))
            {
                missing += archive.IsMissing ? 1 : 0;
                there += archive.IsMissing ? 0 : 1;
                if (archive is { Bytes: null, IsMissing: false })
                {
                    output.WriteLine($"{SafeText.OneLine($"{target.Name}/{archive.Name}", 80)}: has not changed");
                }
                else if (archive.Bytes is { } bytes)
                {
                    code = Import(archive, bytes, target, marks, output, cancel) ? code : ExitCode.NotCompleted;
                    DbMarks.Keep(target, source.Name, marks);
                }
            }

            return there > 0 ? code : throw new UnreadableException(source.Name, missing > 0 ? "has no ECOSYSTEM/all.zip for any of the usual ecosystems; name yours with --ecosystems" : "has nothing of what was asked for");
        }
        catch (UnreadableException e)
        {
            Failures.Say($"{e.What}: {e.Why}; what was there stays");
            return ExitCode.NotCompleted;
        }
    }

    private static bool Import(FetchedArchive archive, ByteSource bytes, DbTarget target, Dictionary<string, string> marks, TextWriter output, CancellationToken cancel)
    {
        try
        {
            var import = new AdvisoryImport { MayBeOlder = false };
            using var zip = bytes.Open();
            import.AddArchive(zip, archive.Name, archive.Name, cancel);
            DbImport.Tell(import, import.Write(target.Folder, target.Name, target.Now), output);
            marks.Remove(archive.Name);
            if (archive.Mark is { } mark)
            {
                marks[archive.Name] = mark;
            }

            return true;
        }
        catch (UnreadableException e)
        {
            Failures.Say($"{e.What}: {e.Why}");
            return false;
        }
    }
}
