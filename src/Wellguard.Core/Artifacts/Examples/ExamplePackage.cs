namespace Wellguard.Artifacts.Examples;

/// <summary>A distro package that an example's base or layer installs.</summary>
/// <param name="Files">Paths as the package ships them, in the final (merged) place: <c>usr/bin/ls</c>. What a file is follows from its place.</param>
internal sealed record ExamplePackage(string Name, string Version, params string[] Files)
{
    public IReadOnlyList<ExampleFile> Contents(Seed seed) => [.. Files.Select(path => File(path, seed))];

    private ExampleFile File(string path, Seed seed)
    {
        var (name, mode) = path.EndsWith("!suid", StringComparison.Ordinal) ? (path[..^5], 0x9ED) : (path, 0x1ED);
        if (Texts.TryGetValue(name, out var text))
        {
            return ExampleFile.Text(name, text, name.StartsWith("etc/init.d/", StringComparison.Ordinal) || name.Contains("/bin/", StringComparison.Ordinal) ? 0x1ED : 0x1A4);
        }
        if (name.Contains(".so", StringComparison.Ordinal))
        {
            return ExampleFile.Data(name, ElfBuilder.Build(new ElfPlan { Shared = true, Needed = ["libc.so.6"], Strings = [$"{Name} {Version}"] }, seed));
        }
        if (name.Contains("/bin/", StringComparison.Ordinal) || name.Contains("/sbin/", StringComparison.Ordinal) || name.StartsWith("bin/", StringComparison.Ordinal)
            || name.StartsWith("sbin/", StringComparison.Ordinal))
        {
            var plan = new ElfPlan { Interpreter = "/lib64/ld-linux-x86-64.so.2", Needed = ["libc.so.6"], Strings = [$"{Name} {Version}", $"Usage: {name[(name.LastIndexOf('/') + 1)..]} [OPTION]..."] };
            return ExampleFile.Data(name, ElfBuilder.Build(plan, seed), mode);
        }
        return ExampleFile.Text(name, name.StartsWith("etc/init.d/", StringComparison.Ordinal) ? $"#!/bin/sh\n# Starts {Name}.\nexit 0\n" : $"# {Name} {Version}\n", name.StartsWith("etc/init.d/", StringComparison.Ordinal) ? 0x1ED : 0x1A4);
    }

    public static ExamplePackage Named(IReadOnlyList<ExamplePackage> known, string name) =>
        known.FirstOrDefault(p => p.Name == name) ?? new ExamplePackage(name, "1.2.3-1", $"usr/bin/{name}", $"usr/share/doc/{name}/copyright");

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["etc/profile"] = "# /etc/profile: system-wide .profile file for the Bourne shell\nif [ \"$(id -u)\" -eq 0 ]; then\n  PATH=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\nelse\n  PATH=\"/usr/local/bin:/usr/bin:/bin\"\nfi\nexport PATH\n\nif [ -d /etc/profile.d ]; then\n  for i in /etc/profile.d/*.sh; do\n    if [ -r $i ]; then\n      . $i\n    fi\n  done\n  unset i\nfi\n",
        ["etc/debian_version"] = "12.9\n",
        ["usr/lib/os-release"] = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n",
        ["etc/alpine-release"] = "3.21.2\n",
        ["etc/crontab"] = "SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin\n\n17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n",
        ["etc/cron.d/e2scrub_all"] = "30 3 * * 0 root test -e /run/systemd/system || SERVICE_MODE=1 /usr/sbin/e2scrub_all_cron\n10 3 * * * root test -e /run/systemd/system || SERVICE_MODE=1 /sbin/e2scrub_all -A -r\n",
        ["etc/cron.daily/dpkg"] = "#!/bin/sh\n\n# Skip if systemd is running.\nif [ -d /run/systemd/system ]; then\n  exit 0\nfi\n\n/usr/libexec/dpkg/dpkg-db-backup\n",
        ["etc/pam.d/common-auth"] = "auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\t\t\tpam_deny.so\nauth\trequired\t\t\tpam_permit.so\n",
        ["etc/pam.d/sshd"] = "@include common-auth\naccount    required     pam_nologin.so\n@include common-account\nsession    required     pam_loginuid.so\n",
        ["etc/ssh/sshd_config"] = "Include /etc/ssh/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n",
        ["etc/sudoers"] = "Defaults\tenv_reset\nDefaults\tmail_badpass\nDefaults\tsecure_path=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n",
        ["usr/lib/systemd/system/cron.service"] = "[Unit]\nDescription=Regular background program processing daemon\n[Service]\nExecStart=/usr/sbin/cron -f $EXTRA_OPTS\nKillMode=process\nRestart=on-failure\n[Install]\nWantedBy=multi-user.target\n",
        ["etc/nginx/nginx.conf"] = "user www-data;\nworker_processes auto;\npid /run/nginx.pid;\nevents { worker_connections 768; }\nhttp {\n  include /etc/nginx/mime.types;\n  include /etc/nginx/conf.d/*.conf;\n}\n",
        ["usr/share/git-core/templates/hooks/pre-commit.sample"] = "#!/bin/sh\n# An example hook script to verify what is about to be committed.\nexec git diff-index --check --cached HEAD --\n",
        ["usr/lib/python3/dist-packages/distutils-precedence.pth"] = "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); \n",
    };
}
