namespace Wellguard.Artifacts.Examples;

/// <summary>The packages that examples can install by name; any other name gets one program and a copyright file.</summary>
internal static class ExampleCatalogue
{
    private const string Lib = "usr/lib/x86_64-linux-gnu/";

    /// <summary>How many of <see cref="Debian"/> the base layer has.</summary>
    public const int DebianBase = 10;
    public const int AlpineBase = 5;

    public static readonly ExamplePackage[] Debian =
    [
        new("base-files", "12.4+deb12u9", "usr/lib/os-release", "etc/debian_version", "etc/profile", "etc/issue", "usr/share/base-files/motd"),
        new("bash", "5.2.15-2+b7", "usr/bin/bash", "etc/bash.bashrc", "usr/share/doc/bash/copyright"),
        new("dash", "0.5.12-2", "usr/bin/dash", "usr/share/doc/dash/copyright"),
        new("coreutils", "9.1-1", "usr/bin/ls", "usr/bin/cat", "usr/bin/cp", "usr/bin/rm", "usr/bin/chmod", "usr/bin/sleep", "usr/bin/base64", "usr/bin/env", "usr/bin/id", "usr/bin/nohup"),
        new("libc6", "2.36-9+deb12u9", Lib + "libc.so.6", Lib + "libm.so.6", Lib + "ld-linux-x86-64.so.2", Lib + "libnss_files.so.2", "etc/ld.so.conf.d/x86_64-linux-gnu.conf"),
        new("login", "1:4.13+dfsg1-1+b1", "usr/bin/login", "usr/bin/su!suid", "etc/login.defs", "etc/pam.d/login"),
        new("libpam-modules", "1.5.2-6+deb12u1", Lib + "security/pam_unix.so", Lib + "security/pam_permit.so", Lib + "security/pam_deny.so", "etc/security/limits.conf"),
        new("dpkg", "1.21.22", "usr/bin/dpkg", "usr/sbin/start-stop-daemon", "etc/cron.daily/dpkg"),
        new("apt", "2.6.1", "usr/bin/apt", "usr/bin/apt-get", "etc/apt/apt.conf.d/01autoremove"),
        new("tar", "1.34+dfsg-1.2+deb12u1", "usr/bin/tar", "usr/share/doc/tar/copyright"),

        new("ca-certificates", "20230311", "usr/sbin/update-ca-certificates", "etc/ca-certificates.conf", "usr/share/ca-certificates/mozilla/Example_Root.crt"),
        new("cron", "3.0pl1-162", "usr/sbin/cron", "usr/bin/crontab", "etc/crontab", "etc/init.d/cron", "etc/pam.d/cron", "usr/lib/systemd/system/cron.service"),
        new("curl", "7.88.1-10+deb12u8", "usr/bin/curl", "usr/share/doc/curl/copyright"),
        new("wget", "1.21.3-1+deb12u1", "usr/bin/wget", "etc/wgetrc"),
        new("openssl", "3.0.15-1~deb12u1", "usr/bin/openssl", "usr/bin/c_rehash", "etc/ssl/openssl.cnf"),
        new("libssl3", "3.0.15-1~deb12u1", Lib + "libssl.so.3", Lib + "libcrypto.so.3"),
        new("liblzma5", "5.4.1-0.2", Lib + "liblzma.so.5.4.1", "usr/share/doc/liblzma5/copyright"),
        new("openssh-server", "1:9.2p1-2+deb12u4", "usr/sbin/sshd", "etc/ssh/sshd_config", "etc/pam.d/sshd", "etc/init.d/ssh", "usr/lib/systemd/system/ssh.service"),
        new("openssh-client", "1:9.2p1-2+deb12u4", "usr/bin/ssh", "usr/bin/scp", "usr/bin/ssh-keygen", "etc/ssh/ssh_config"),
        new("sudo", "1.9.13p3-1+deb12u1", "usr/bin/sudo!suid", "etc/sudoers", "etc/sudoers.d/README", "etc/pam.d/sudo"),
        new("procps", "2:4.0.2-3", "usr/bin/ps", "usr/bin/top", "usr/bin/pgrep", "etc/sysctl.conf"),
        new("iproute2", "6.1.0-3", "usr/bin/ss", "usr/sbin/ip"),
        new("net-tools", "2.10-0.1", "usr/bin/netstat", "usr/sbin/ifconfig"),
        new("nginx", "1.22.1-9", "usr/sbin/nginx", "etc/nginx/nginx.conf", "etc/nginx/mime.types", "etc/init.d/nginx", "usr/lib/systemd/system/nginx.service"),
        new("git", "1:2.39.5-0+deb12u1", "usr/bin/git", "usr/lib/git-core/git-remote-http", "usr/share/git-core/templates/hooks/pre-commit.sample"),
        new("python3-minimal", "3.11.2-1+b1", "usr/bin/python3", "usr/share/doc/python3-minimal/copyright"),
        new("python3-setuptools", "66.1.1-1", "usr/lib/python3/dist-packages/distutils-precedence.pth", "usr/lib/python3/dist-packages/setuptools/__init__.py"),
        new("perl-base", "5.36.0-7+deb12u1", "usr/bin/perl"),
        new("nodejs", "18.19.0+dfsg-6~deb12u2", "usr/bin/node", "usr/share/doc/nodejs/copyright"),
        new("libjemalloc2", "5.3.0-1", Lib + "libjemalloc.so.2"),
        new("tini", "0.19.0-1", "usr/bin/tini", "usr/bin/tini-static"),
        new("gosu", "1.14-1+b6", "usr/sbin/gosu"),
        new("supervisor", "4.2.5-1", "usr/bin/supervisord", "usr/bin/supervisorctl", "etc/supervisor/supervisord.conf"),
        new("logrotate", "3.21.0-1", "usr/sbin/logrotate", "etc/logrotate.conf", "etc/cron.daily/logrotate"),
        new("certbot", "2.1.0-4", "usr/bin/certbot", "etc/cron.d/certbot", "usr/lib/systemd/system/certbot.timer"),
        new("systemd", "252.33-1~deb12u1", "usr/bin/systemctl", "usr/lib/systemd/system/multi-user.target", "etc/systemd/system.conf"),
        new("e2fsprogs", "1.47.0-2", "usr/sbin/mke2fs", "usr/bin/chattr", "etc/cron.d/e2scrub_all"),
    ];

    public static readonly ExamplePackage[] Alpine =
    [
        new("alpine-baselayout", "3.6.8-r1", "etc/motd", "etc/hosts", "etc/profile"),
        new("alpine-release", "3.21.2-r0", "etc/alpine-release", "etc/issue"),
        new("busybox", "1.37.0-r9", "bin/busybox", "etc/securetty"),
        new("musl", "1.2.5-r8", "lib/ld-musl-x86_64.so.1"),
        new("apk-tools", "2.14.6-r2", "sbin/apk", "lib/libapk.so.2.14.0"),

        new("curl", "8.11.1-r0", "usr/bin/curl"),
        new("bash", "5.2.37-r0", "bin/bash", "etc/bash/bashrc"),
        new("openssl", "3.3.2-r4", "usr/bin/openssl"),
        new("openssh-server", "9.9_p1-r2", "usr/sbin/sshd", "etc/ssh/sshd_config"),
        new("su-exec", "0.2-r3", "sbin/su-exec"),
        new("tini", "0.19.0-r3", "sbin/tini"),
        new("python3", "3.12.8-r1", "usr/bin/python3.12", "usr/lib/libpython3.12.so.1.0"),
        new("nodejs", "22.11.0-r1", "usr/bin/node"),
        new("nginx", "1.26.2-r4", "usr/sbin/nginx", "etc/nginx/nginx.conf"),
    ];

    /// <summary>What Debian 12 packages list without <c>usr</c>.</summary>
    public static readonly HashSet<string> BeforeMerge = new(StringComparer.Ordinal)
    {
        "usr/bin/bash", "usr/bin/dash", "usr/bin/ls", "usr/bin/cat", "usr/bin/cp", "usr/bin/rm", "usr/bin/chmod", "usr/bin/sleep", "usr/bin/login", "usr/bin/su", "usr/bin/tar", "usr/bin/ps", "usr/bin/ss",
        "usr/bin/netstat", Lib + "libc.so.6", Lib + "libm.so.6", Lib + "ld-linux-x86-64.so.2", Lib + "libnss_files.so.2", Lib + "security/pam_unix.so", Lib + "security/pam_permit.so", Lib + "security/pam_deny.so",
    };
}
