namespace Wellguard.Signals.Content;

/// <summary>Names that process lists show for the kernel's own threads and for system daemons.</summary>
internal static class ProcessNames
{
    /// <summary>The kernel's thread names (kernel/kthread.c and its callers): no program file has one. A letter or number more is the usual variation.</summary>
    private static readonly Pattern KernelThread = new(
        @"^(?:kworker|ksoftirqd|kthreadd|kdevtmpfs|kswapd|khugepaged|kcompactd|kintegrityd|kblockd|kauditd|khungtaskd|kpsmoused|kthrotld|kdmflush|kmpath_rdacd|kaluad|ksmd|oom_reaper|rcu_sched|rcu_preempt|rcu_gp|cpuhp|idle_inject|mm_percpu_wq|inet_frag_wq|watchdogd|scsi_eh_\d)[a-z]?[0-9/:_uh-]{0,12}$");

    private static readonly HashSet<string> Daemons =
    [
        "sshd", "systemd", "systemd-journald", "systemd-logind", "systemd-networkd", "systemd-resolved", "systemd-udevd", "systemd-timesyncd", "dbus-daemon", "cron", "crond", "atd", "rsyslogd", "syslogd", "auditd", "udevd",
        "nginx", "httpd", "apache2", "mysqld", "postgres", "redis-server", "dockerd", "containerd", "containerd-shim", "kubelet", "kube-proxy", "agetty", "login", "init", "polkitd", "networkd", "dhclient", "ntpd", "chronyd",
        "bash", "sh", "ps", "ls", "top", "netstat", "ss", "sudo", "su", "java", "python3", "node",
    ];

    /// <summary>Also in the brackets with which process lists mark kernel threads: <c>[kworker/0:1]</c> is two parts of a path.</summary>
    public static bool IsKernelThread(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return KernelThread.IsMatch(name) || IsBracketed(path);
    }

    public static bool IsBracketed(string path)
    {
        if (!path.EndsWith(']'))
        {
            return false;
        }

        var open = path.LastIndexOf('[');
        return open >= 0 && (open == 0 || path[open - 1] == '/') && KernelThread.IsMatch(path[(open + 1)..^1]);
    }

    public static bool IsDaemon(string path) => Daemons.Contains(path[(path.LastIndexOf('/') + 1)..]);
}
