namespace Wellguard.Programs;

/// <summary>The command lines of a unit file (systemd.service(5)).</summary>
internal static class SystemdUnit
{
    private const int MaxCommands = 100;

    public static IEnumerable<(string Command, int Line)> Commands(string text)
    {
        var line = 0;
        var count = 0;
        foreach (var raw in text.Split('\n'))
        {
            line++;
            var equals = raw.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || count >= MaxCommands)
            {
                continue;
            }

            var key = raw[..equals].Trim();
            if (key is "ExecStart" or "ExecStartPre" or "ExecStartPost" or "ExecReload" or "ExecCondition" or "ExecStopPre" or "ExecStop" or "ExecStopPost")
            {
                var command = raw[(equals + 1)..].Trim().TrimStart('-', '@', '+', '!', ':').Trim();
                if (command.Length > 0)
                {
                    count++;
                    yield return (command, line);
                }
            }
        }
    }
}
