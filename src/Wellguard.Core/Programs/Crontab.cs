namespace Wellguard.Programs;

/// <param name="Schedule">For people: <c>every minute</c>, <c>@reboot</c>, or the five fields.</param>
internal sealed record CronJob(string Schedule, string? User, string Command, int Line);

/// <summary>Lines of crontab(5).</summary>
internal static class Crontab
{
    /// <summary>Attack: a crontab of a million lines.</summary>
    private const int MaxJobs = 500;

    private const int MaxGuessedLines = 200;

    /// <summary>System crontabs name the user in a sixth field; the spool's do not.</summary>
    public static bool HasUser(string path) => path is "etc/crontab" || path.StartsWith("etc/cron.d/", StringComparison.Ordinal);

    public static IEnumerable<CronJob> Jobs(string text, bool hasUser, bool isAnacron = false)
    {
        var line = 0;
        var jobs = 0;
        foreach (var raw in text.Split('\n'))
        {
            line++;
            var fields = raw.Split((char[])[' ', '\t'], 8, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2 || fields[0][0] == '#')
            {
                continue;
            }

            var count = fields[0][0] == '@' ? 1 : 5;
            if (isAnacron && fields.Length >= 4 && IsField(fields[0].TrimStart('@')))
            {
                count = 3; // anacrontab(5): period, delay, name
            }

            else if (count == 5 && !fields.Take(5).All(IsField))
            {
                continue;
            }

            var rest = Rest(raw, count);
            string? user = null;
            if (hasUser)
            {
                user = Rest(raw, count).Split((char[])[' ', '\t'], 2)[0];
                rest = Rest(raw, count + 1);
            }

            if (rest.Length > 0 && jobs++ < MaxJobs)
            {
                yield return new CronJob(Describe(fields, count), user, rest, line);
            }
        }
    }

    /// <summary>Nothing but jobs, variables and comments: what <c>crontab FILE</c>, <c>crond -c</c> and their like are given.</summary>
    public static bool IsCrontab(string text)
    {
        var jobs = 0;
        foreach (var raw in text.Split('\n', MaxGuessedLines + 1).Take(MaxGuessedLines))
        {
            var fields = raw.Split((char[])[' ', '\t', '\r'], 7, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0 || fields[0][0] == '#' || (jobs == 0 && fields[0].IndexOf('=', StringComparison.Ordinal) > 0))
            {
                continue;
            }

            if (!(fields.Length >= 6 && fields.Take(5).All(IsField) && fields.Take(5).Any(field => field.Contains('*', StringComparison.Ordinal))) && !(fields.Length >= 2 && fields[0] is "@reboot" or "@hourly" or "@daily" or "@weekly" or "@monthly" or "@every"))
            {
                return false;
            }

            jobs++;
        }

        return jobs > 0;
    }

    private static bool IsField(string field) =>
        field.Length > 0 && field.AsSpan().IndexOfAnyExcept("0123456789*/,-?LW#") < 0 || (field.Length is 3 && field.All(char.IsAsciiLetter));

    private static string Rest(string raw, int fields)
    {
        var at = 0;
        for (var i = 0; i <= fields; i++)
        {
            while (at < raw.Length && raw[at] is ' ' or '\t')
            {
                at++;
            }

            while (i < fields && at < raw.Length && raw[at] is not ' ' and not '\t')
            {
                at++;
            }
        }

        return raw[at..].Trim();
    }

    private static string Describe(string[] fields, int count) => fields switch
    {
        _ when count == 1 => fields[0],
        ["*" or "*/1", "*", "*", "*", "*", ..] => "every minute",
        [['*', '/', .. var minutes], "*", "*", "*", "*", ..] => $"every {minutes} minutes",
        _ => string.Join(' ', fields.Take(5)),
    };
}
