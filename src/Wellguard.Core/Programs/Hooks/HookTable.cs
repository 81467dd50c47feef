namespace Wellguard.Programs.Hooks;

/// <summary>Where programs keep commands that they run by themselves. Each line follows the manual of the program that it names.</summary>
internal static class HookTable
{
    private const string Quoted = @"(?:""(?<c>(?:[^""\\\n]|\\.)+)""|'(?<c>(?:[^'\\\n]|\\.)+)')";

    public static IReadOnlyList<Hook> All { get; } =
    [
        // Packages and builds
        new(["*"], "/etc/apt/apt.conf", @"""(?<c>[^""\n]{3,})""", TriggerKind.PackageInstall, "apt runs it with every update or installation") { Word = "Invoke" },
        new(["*"], "/etc/apt/apt.conf", @"""(?<c>[^""\n]{3,})""", TriggerKind.PackageInstall, "apt runs it with every installation") { Word = "Pre-Install-Pkgs" },
        new(["binding.gyp", "*.gypi"], "", @"<!@?\((?<c>[^\n]+?)\)[""']", TriggerKind.PackageInstall, "node-gyp runs it when the package is installed") { Word = "<!" },
        new(["*.props", "*.targets", "*.csproj", "*.fsproj", "*.vbproj"], "", @"<Exec\s[^>]*?Command\s*=\s*""(?<c>[^""]+)""", TriggerKind.PackageInstall, "MSBuild runs it in every build") { Word = "<Exec", IsXml = true },
        new(["*.gradle", "*.groovy"], "", @"\[\s*(?<l>[""'][^\]\n]+)\]\s*\.execute\(|" + Quoted + @"\s*\.execute\(", TriggerKind.PackageInstall, "Gradle or Jenkins runs it at start") { Word = ".execute(" },
        new([".npmrc", "npmrc"], "", @"(?m)^\s*(?:script-shell|git|shell|editor|viewer)\s*=\s*(?<f>/\S+)", TriggerKind.PackageInstall, "npm runs it") { Word = "=" },
        new(["config.toml", "config"], "/.cargo/", @"(?m)^\s*(?:rustc-wrapper|rustc-workspace-wrapper|rustc|linker|runner)\s*=\s*""(?<f>/[^""\n]+)""", TriggerKind.PackageInstall, "cargo runs it in every build"),
        new(["config.toml"], "/gitlab-runner/", @"(?m)^\s*(?:pre|post)_(?:clone|build|get_sources)_script\s*=\s*" + Quoted, TriggerKind.Boot, "the runner runs it with every job"),

        // Version control, remote logins, clouds
        new([".gitconfig", "gitconfig"], "", GitCommand, TriggerKind.GitHook, "git runs it"),
        new(["config"], "/.git/", GitCommand, TriggerKind.GitHook, "git runs it"),
        new(["config"], "/git/config", GitCommand, TriggerKind.GitHook, "git runs it"),
        new(["config", "ssh_config", "*.conf"], "ssh", @"(?mi)^\s*(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand)[ \t=]+(?<c>[^\n]+)$", TriggerKind.Login, "ssh runs it with every connection") { Word = "Command" },
        new(["sshd_config", "*.conf"], "/ssh/sshd_config", @"(?mi)^\s*(?:AuthorizedKeysCommand|AuthorizedPrincipalsCommand|ForceCommand|Subsystem[ \t]+\S+)[ \t]+(?<c>[^\n]+)$", TriggerKind.Login, "sshd runs it at every login"),
        new(["authorized_keys", "authorized_keys2"], "", @"(?m)^[^#\n]{0,200}command=""(?<c>(?:[^""\\\n]|\\.)+)""", TriggerKind.Login, "sshd runs it at a login with that key") { Word = "command=" },
        new(["config"], "/.aws/", @"(?m)^\s*credential_process\s*=\s*(?<c>[^\n]+)$", TriggerKind.Login, "AWS tools run it to get credentials") { Word = "credential_process" },
        new(["config", "*.kubeconfig", "kubeconfig", "admin.conf"], "", KubernetesCommand, TriggerKind.Login, "kubectl runs it to get credentials") { Word = "exec:" },
        new(["*"], "/etc/pam.d/", @"(?m)^[^#\n]*pam_exec\.so[^\n]*?[ \t](?<f>/\S+)", TriggerKind.Login, "runs at every login") { Word = "pam_exec.so" },
        new(["hosts.allow", "hosts.deny"], "/etc/", @"(?m)^[^#\n]*:\s*(?:spawn|twist)\s*\(?(?<c>[^\n)]+)", TriggerKind.Login, "runs with every connection to a service"),

        // Services, devices, schedules
        new(["*.rules"], "/udev/rules.d/", @"(?:RUN(?:\{program\})?\s*\+?:?=|PROGRAM\s*==?|IMPORT\{program\}\s*==?)\s*""(?<c>(?:[^""\\\n]|\\.)+)""", TriggerKind.Boot, "udev runs it when a device appears"),
        new(["*"], "/etc/logrotate", @"(?ms)^\s*(?:postrotate|prerotate|firstaction|lastaction|preremove)\s*\n(?<c>.*?)^\s*endscript", TriggerKind.Schedule, "logrotate runs it") { Word = "endscript" },
        new(["inittab"], "/etc/", @"(?m)^[^#:\n]*:[^:\n]*:(?:respawn|wait|once|boot|bootwait|sysinit|askfirst|ctrlaltdel|restart|shutdown|powerfail):(?<c>[^\n]+)$", TriggerKind.Boot, "init starts it"),
        new(["monitrc", "*"], "/monit", @"(?:program|exec|path)\s*=?\s*""(?<c>[^""\n]+)""", TriggerKind.Boot, "monit runs it"),
        new(["Procfile"], "", @"(?m)^[\w-]+:\s*(?<c>[^\n]+)$", TriggerKind.Boot, "a process manager starts it"),
        new(["*.json"], "", @"""script""\s*:\s*""(?<c>[^""\n]+)""(?:\s*,\s*""args""\s*:\s*\[(?<l>[^\]]+)\])?", TriggerKind.Boot, "a process manager starts it") { Word = "\"apps\"" },
        new(["ecosystem.config.js", "ecosystem.config.cjs", "pm2.config.js", "pm2.config.cjs"], "", @"\bscript\s*:\s*[""'](?<c>[^""'\n]+)[""'](?:\s*,\s*args\s*:\s*\[(?<l>[^\]]+)\])?", TriggerKind.Boot, "a process manager starts it") { Word = "apps" },
        new(["*.conf"], "/modprobe.d/", @"(?m)^\s*(?:install|remove)[ \t]+\S+[ \t]+(?<c>[^\n]+)$", TriggerKind.Boot, "modprobe runs it in place of loading a module"),
        new(["interfaces", "*"], "/etc/network/interfaces", @"(?m)^\s*(?:pre-|post-)?(?:up|down)[ \t]+(?<c>[^\n]+)$", TriggerKind.Boot, "runs when the network comes up"),
        new(["*.conf"], "/wireguard/", @"(?mi)^\s*(?:Pre|Post)(?:Up|Down)\s*=\s*(?<c>[^\n]+)$", TriggerKind.Boot, "runs when the tunnel comes up"),
        new(["*.conf", "*.ovpn"], "/openvpn/", @"(?m)^\s*(?:up|down|route-up|ipchange|tls-verify|client-connect|auth-user-pass-verify)[ \t]+""?(?<c>[^""\n]+)", TriggerKind.Boot, "OpenVPN runs it"),
        new(["*.desktop"], "/autostart/", @"(?m)^Exec=(?<c>[^\n]+)$", TriggerKind.Login, "starts with the desktop"),
        new(["aliases", ".forward"], "", @"(?m)^[^#\n]*\|\s*""?(?<c>[^""\n]+)", TriggerKind.Boot, "runs when a mail arrives"),

        // Servers and interpreters
        new(["*.conf", "*.lua"], "", @"(?s)_by_lua(?<c>.+)$", TriggerKind.Boot, "the server's Lua runs it") { Word = "_by_lua", Language = "lua" },
        new(["*.conf", "*.load", ".htaccess"], "", @"(?mi)^\s*(?:RewriteMap\s+\S+\s+""?prg:|(?:ErrorLog|CustomLog|TransferLog|GlobalLog|ForensicLog)\s+""?\|\|?\$?)(?<c>[^""\n]+)", TriggerKind.Boot, "the web server runs it") { Word = "Rewrite" },
        new(["*.conf", ".htaccess"], "", @"(?mi)^\s*(?:ErrorLog|CustomLog|TransferLog|GlobalLog|ForensicLog)\s+""?\|\|?\$?(?<c>[^""\n]+)", TriggerKind.Boot, "the web server runs it") { Word = "Log \"|" },
        new(["*.ini", "*.conf", ".htaccess"], "", @"(?m)^[^;#\n]*auto_(?:prepend|append)_file(?:\]?[ \t]*=[ \t]*|[ \t]+)""?(?<f>[^""\s;=]+)", TriggerKind.InterpreterStart, "PHP runs it before every page") { Word = "pend_file" },
        new([".vimrc", "vimrc", "vimrc.local", "*.vim", ".exrc"], "", @"(?m)(?:^|[ \t:])!(?<c>[a-z/~.][^\n]+)$", TriggerKind.Login, "vim runs it at start") { Word = "!" },
        new([".gdbinit", "gdbinit"], "", @"(?m)^\s*(?:shell[ \t]|!)(?<c>[^\n]+)$", TriggerKind.Login, "gdb runs it at start"),
    ];

    private const string GitCommand = @"(?mi)^\s*(?:[\w-]+\s*=\s*""?!|(?:sshCommand|fsmonitor|pager|external|textconv|clean|smudge|process|askPass|gitProxy|packObjectsHook)\s*=\s*)(?<c>[^\n]+)$";

    private const string KubernetesCommand =
        @"args:\s*(?:\[(?<l>[^\]\n]+)\]|\n(?<b>(?:[ \t]*-[ \t]+[^\n]+\n)+))\s*command:\s*""?(?<c>[^\s""]+)|command:\s*""?(?<c>[^\s""]+)""?\s*\n(?:\s*args:\s*(?:\[(?<l>[^\]\n]+)\]|\n(?<b>(?:[ \t]*-[ \t]+[^\n]+\n)+)))?";
}
