namespace Wellguard.Programs;

/// <summary>Scripts that run without being called, by path (with or without a leading slash, or under a home). A new place is one line.</summary>
internal static class StartupFiles
{
    private static readonly HashSet<string> LoginNames =
    [
        ".bashrc", ".profile", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".zshrc", ".zprofile", ".zshenv", ".zlogin", ".kshrc", "bash.bashrc", "zshrc", "zshenv", "zprofile",
        ".xprofile", ".xinitrc", ".xsession", ".xsessionrc", "config.fish",
    ];

    /// <summary>Folders of scripts that some program runs one after the other, at the root of the file system.</summary>
    private static readonly (string Folder, TriggerKind Trigger)[] Folders =
    [
        ("etc/update-motd.d/", TriggerKind.Login), ("etc/X11/Xsession.d/", TriggerKind.Login), ("etc/X11/xinit/", TriggerKind.Login), ("etc/fish/conf.d/", TriggerKind.Login), ("etc/bash_completion.d/", TriggerKind.Login),
        ("etc/init.d/", TriggerKind.Boot), ("etc/local.d/", TriggerKind.Boot), ("etc/rc.d/", TriggerKind.Boot), ("etc/conf.d/", TriggerKind.Boot), ("etc/default/", TriggerKind.Boot), ("etc/sysconfig/", TriggerKind.Boot),
        ("etc/cont-init.d/", TriggerKind.ContainerStart), ("etc/cont-finish.d/", TriggerKind.ContainerStart), ("custom-cont-init.d/", TriggerKind.ContainerStart), ("etc/my_init.d/", TriggerKind.ContainerStart), ("etc/my_init.post_shutdown.d/", TriggerKind.ContainerStart),
        ("etc/services.d/", TriggerKind.ContainerStart), ("etc/s6-overlay/s6-rc.d/", TriggerKind.ContainerStart), ("etc/s6-overlay/scripts/", TriggerKind.ContainerStart), ("etc/s6/", TriggerKind.ContainerStart), ("etc/service/", TriggerKind.ContainerStart), ("etc/sv/", TriggerKind.ContainerStart), ("etc/runit/", TriggerKind.ContainerStart), ("service/", TriggerKind.ContainerStart),
        ("docker-entrypoint.d/", TriggerKind.ContainerStart), ("docker-entrypoint-init", TriggerKind.ContainerStart),
        ("etc/network/if-", TriggerKind.Boot), ("etc/NetworkManager/dispatcher.d/", TriggerKind.Boot), ("etc/networkd-dispatcher/", TriggerKind.Boot), ("etc/ppp/ip", TriggerKind.Boot), ("etc/dhcp/dhclient-", TriggerKind.Boot), ("etc/udhcpc/", TriggerKind.Boot), ("usr/share/udhcpc/", TriggerKind.Boot),
        ("etc/systemd/system-generators/", TriggerKind.Boot), ("etc/systemd/user-generators/", TriggerKind.Boot), ("etc/systemd/system-environment-generators/", TriggerKind.Boot), ("usr/lib/systemd/system-generators/", TriggerKind.Boot), ("usr/lib/systemd/system-sleep/", TriggerKind.Boot), ("usr/lib/systemd/system-shutdown/", TriggerKind.Boot), ("usr/local/lib/systemd/system-generators/", TriggerKind.Boot),
        ("etc/initramfs-tools/", TriggerKind.Boot), ("usr/share/initramfs-tools/hooks/", TriggerKind.Boot), ("etc/kernel/", TriggerKind.PackageInstall), ("etc/acpi/", TriggerKind.Boot), ("etc/pm/", TriggerKind.Boot),
        ("etc/cron.hourly/", TriggerKind.Schedule), ("etc/cron.daily/", TriggerKind.Schedule), ("etc/cron.weekly/", TriggerKind.Schedule), ("etc/cron.monthly/", TriggerKind.Schedule), ("etc/cron.yearly/", TriggerKind.Schedule), ("etc/periodic/", TriggerKind.Schedule), ("var/spool/cron/atjobs/", TriggerKind.Schedule), ("var/spool/at/", TriggerKind.Schedule),
        ("usr/share/git-core/templates/hooks/", TriggerKind.GitHook), ("usr/lib/yum-plugins/", TriggerKind.PackageInstall), ("etc/dnf/plugins/", TriggerKind.PackageInstall), ("etc/ca-certificates/update.d/", TriggerKind.PackageInstall),
    ];

    public static bool IsShell(string path) => TriggerOf(path) != TriggerKind.None;

    public static TriggerKind TriggerOf(string path)
    {
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        if (LoginNames.Contains(name) || (name == "rc" && path.EndsWith(".ssh/rc", StringComparison.Ordinal)) || path.Contains("/.config/fish/conf.d/", StringComparison.Ordinal) || path.Contains("/.ipython/profile_default/startup/", StringComparison.Ordinal))
        {
            return TriggerKind.Login;
        }

        if (name.EndsWith("profile.ps1", StringComparison.OrdinalIgnoreCase) && path.Contains("powershell/", StringComparison.OrdinalIgnoreCase))
        {
            return TriggerKind.InterpreterStart;
        }

        if (path.Contains(".git/hooks/", StringComparison.Ordinal) && !name.EndsWith(".sample", StringComparison.Ordinal))
        {
            return TriggerKind.GitHook;
        }

        var plain = path.TrimStart('/');
        if (plain is "etc/profile" or "etc/ssh/sshrc" || (plain.StartsWith("etc/profile.d/", StringComparison.Ordinal) && name.EndsWith("sh", StringComparison.Ordinal)))
        {
            return TriggerKind.Login;
        }

        if (plain is "etc/rc.local" or "etc/sv")
        {
            return TriggerKind.Boot;
        }

        foreach (var (folder, trigger) in Folders)
        {
            if (plain.StartsWith(folder, StringComparison.Ordinal))
            {
                return trigger;
            }
        }

        return TriggerKind.None;
    }

    /// <summary>For people.</summary>
    public static string? TextOf(TriggerKind trigger) => trigger switch
    {
        TriggerKind.Schedule => "cron runs it",
        TriggerKind.GitHook => "git runs it as a hook",
        TriggerKind.Login => "runs at every login or shell start",
        TriggerKind.Boot => "runs at boot",
        TriggerKind.ContainerStart => "the image's entrypoint runs it",
        TriggerKind.InterpreterStart => "every session reads it",
        TriggerKind.PackageInstall => "runs when packages are installed",
        _ => null,
    };
}
