namespace Wellguard.Programs;

/// <summary>Shell files that run without being called, by path (with or without a leading slash, or under a home).</summary>
internal static class StartupFiles
{
    public static bool IsShell(string path) => TriggerOf(path) != TriggerKind.None;

    public static TriggerKind TriggerOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (name is ".bashrc" or ".profile" or ".bash_profile" or ".bash_login" or ".bash_logout" or ".zshrc" or ".zprofile" or ".zshenv" or ".kshrc" or "bash.bashrc" or "zshrc" or "zshenv")
        {
            return TriggerKind.Login;
        }

        var plain = path.TrimStart('/');
        if (plain is "etc/profile" || (plain.StartsWith("etc/profile.d/", StringComparison.Ordinal) && name.EndsWith("sh", StringComparison.Ordinal)) || plain.StartsWith("etc/update-motd.d/", StringComparison.Ordinal))
        {
            return TriggerKind.Login;
        }

        if (plain is "etc/rc.local" or "etc/rc.d/rc.local" || plain.StartsWith("etc/init.d/", StringComparison.Ordinal) || plain.StartsWith("etc/local.d/", StringComparison.Ordinal))
        {
            return TriggerKind.Boot;
        }

        return TriggerKind.None;
    }
}
