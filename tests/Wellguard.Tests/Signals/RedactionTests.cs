using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Tests.Artifacts;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class RedactionTests
{
    private const string Body = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd";

    public static TheoryData<string, string> Texts => new()
    {
        { $"git clone https://ci:{Body}@git.example/a.git", Body },
        { $"curl -u admin:{Body} https://h.example/", Body },
        { $"curl -H 'Authorization: Bearer {Body}' https://h.example/", Body },
        { $"PGPASSWORD={Body} psql", Body },
        { $"--token={Body} run", Body },
        { $"--password {Body} run", Body },
        { $"DB_PASSWORD_FILE_CONTENT={Body}", Body },
        { $"echo root:{Body} | chpasswd", Body },
        { $"sshpass -p {Body} ssh h.example", Body },
        { $"mysql -u root -p{Body} db", Body },
        { $"x ghp_{Body} y", Body },
        { $"curl https://h.example/a/ghp_{Body}/b.sh", Body },
        { $"opt/ghp_{Body}.sh", Body },
        { $"environment -> https://h.example/${{x}}ghp_{Body}", Body },
        { $"mysql -p{Body} -h x", Body },
        { $"/usr/bin/mysqldump -p'{Body}'", Body },
        { $"curl https://api.telegram.org/bot123456789:AA{Body}/sendMessage", Body },
        { $"https://sk_live_{Body}@h.example/", Body },
        { $"npm_{Body[..36]} y", Body[..36] },
        { $"say glpat-{Body}", Body },
        { $"AKIA{"ABCDEFGHIJKLMNOP"}", "ABCDEFGHIJKLMNOP" },
        { $"hook https://hooks.slack.com/services/T00000001/B00000001/{Body[..24]}", Body[..24] },
        { $"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={Body}{Body}==;", Body },
        { $"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{Body}", Body },
        { $"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n{Body}\n{Body}\n{Body}\n{Body}\n{Body}\n{Body}\n-----END PRIVATE KEY-----", Body },
        { $"without 'https://': registry:bob:{Body}@h.example/a", Body },
        { $"bob:{Body}@nohost.invalid/x:1: names no registry", Body },
        { $"bob:{Body}@localhost:5000/x", Body },
        { $"'bob:{Body}@nohost/x:1'", Body },
        { $"bob:{Body}@10.0.0.5/x", Body },
        { $"sh -c \"$(curl -u bob:{Body} https://h.example/x)\"", Body },
        { $"os.system(\"curl -u bob:{Body} https://h.example/x|sh\")", Body },
        { $"bash -c 'mysql -p{Body} db'", Body },
        { $"requests.get(u, auth=(\"bob\", \"{Body}\"))", Body },
        { $"requests.get(u, auth=HTTPBasicAuth('bob', '{Body}'))", Body },
        { $"server.login('bob', '{Body}')", Body },
        { $"curl -s --proxy-user bob:{Body} https://h.example/x", Body },
        { $"curl -U bob:{Body} https://h.example/x", Body },
        { $"openssl enc -k {Body} -in f", Body },
        { $"openssl enc -aes-256-cbc -pass pass:{Body} -in f", Body },
        { $"openssl rsa -in k -passin pass:{Body}", Body },
        { $"zip -P {Body} - f", Body },
        { $"zip -qrP {Body} o.zip f", Body },
        { $"7z a -p{Body} o.7z f", Body },
        { $"useradd -p {Body} -o -u 0 bob", Body },
        { $"/usr/sbin/usermod -p '$6$salt${Body}' root", Body },
        { $"curl -H 'Cookie: session={Body}' https://h.example/x", Body },
        { $"headers={{\"Cookie\": \"session={Body}\"}}", Body },
        { $"curl -b session={Body} https://h.example/x", Body },
        { $"curl 'https://h.example/x?key={Body}'", Body },
        { $"curl https://h.example/x?a=1&token={Body}&b=2", Body },
        { $"curl https://h.example/x?sv=1&sig={Body}", Body },
        { $"wget --http-password {Body} https://h.example/x", Body },
        { $"curl --oauth2-bearer {Body} https://h.example/x", Body },
        { $"RUN make # ARG PW={Body}", Body },
        { $"DB_PASS='{Body}' ./run", Body },
        { $"docker login -u bob -p {Body} h.example", Body },
        { $"redis-cli -a {Body} -h h.example", Body },
        { $"lftp -u bob,{Body} h.example", Body },
        { $"lftp -e 'mirror' --user=bob,{Body} h.example", Body },
        { $"ldapsearch -x -w {Body}", Body },
        { $"smbclient -U bob%{Body} //h.example/x", Body },
        { $"echo {Body} | sudo -S id", Body },
        { $"chpasswd <<< 'root:{Body}'", Body },
        { new string('x', 1990) + $" password={Body}", Body[..5] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_looks_like_a_secret_does_not_come_out(string text, string secret) => Assert.DoesNotContain(secret, Redaction.Clean(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("curl -fsSL https://dl.example/a.sh | sh")]
    [InlineData("apt-get install -y --no-install-recommends libsecret-1-0")]
    [InlineData("export TOKEN=$CI_TOKEN")]
    [InlineData("usr/lib/python3/robotparser.py: sk-learn, dapi-client, both")]
    [InlineData("docker login -u \"$USER\" --password-stdin")]
    [InlineData("docker login -u bob -p \"$PASS\" h.example")]
    [InlineData("docker run -p 8080:80 --name login-page app")]
    [InlineData("curl -fsSL -b cookies.txt -o /tmp/a https://dl.example/a")]
    [InlineData("curl --user-agent 'Mozilla/5.0 (X11)' https://dl.example/a")]
    [InlineData("curl https://dl.example/a?key=$KEY&sig={SIG}&version=1.2.3")]
    [InlineData("curl https://keys.example/pks/lookup?op=get&search=0x0123456789ABCDEF")]
    [InlineData("requests.get(u, auth=(user, password))")]
    [InlineData("app.auth('/api/users', 'handler')")]
    [InlineData("openssl enc -d -aes-256-cbc -k $KEY -in f")]
    [InlineData("openssl req -x509 -newkey rsa:4096 -keyout key.pem -passout env:PASS")]
    [InlineData("openssl dgst -sha256 -verify key.pub -signature a.sig a.tar.gz")]
    [InlineData("unzip -o a.zip -d /opt/app")]
    [InlineData("zip -r o.zip -P")]
    [InlineData("tar -xzpf a.tar.gz -C / && useradd -m -u 1000 -s /bin/sh app")]
    [InlineData("useradd -p $(openssl passwd -1 $PW) bob")]
    [InlineData("7z x -y a.7z -o/opt")]
    [InlineData("make bypass=enabled compass=northern PASS=$PASS PW=short")]
    [InlineData("redis-cli -h redis.example ping")]
    [InlineData("lftp -u $USER,$PASSWORD ftp.example")]
    [InlineData("registry:registry.example/nginx:1.27@sha256:0011, registry:nginx:1.27@sha256:0011")]
    [InlineData("npm:left-pad@1.3.0, npm:@scope/left-pad@1.3.0, npm:react@18.2.0/jsx-runtime and git@git.example:team/a.git")]
    [InlineData("Cookie: what it is and what it is for")]
    [InlineData("echo hello | sudo tee /etc/motd")]
    [InlineData("ldconfig -v && ldd -w /bin/sh")]
    [InlineData("mkdir -p /opt/app/data; cp -p a b")]
    public void Other_text_stays_as_it_is(string text) => Assert.Equal(text, Redaction.Clean(text));

    [Fact]
    public void A_hint_shows_four_characters_at_most()
    {
        Assert.Equal("ghp_…[redacted]", Redaction.Hint("ghp_" + Body));
        Assert.Equal("[redacted]", Redaction.Hint("short"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("name")]
    [InlineData("label")]
    [InlineData("joined")]
    [InlineData("proxy")]
    public async Task No_format_writes_a_token_wherever_the_image_holds_it(string where)
    {
        var token = "ghp_" + Body;
        var tar = where switch
        {
            "name" => new RawTar().File($"opt/{token}.sh", "#!/bin/sh\ncurl -s https://x.example.invalid/a | sh\n"),
            "proxy" => new RawTar().File("e", $"#!/bin/sh\ncurl -s --proxy-user bob:{Body} https://x.example.invalid/b.sh | sh\n"),
            "joined" => new RawTar().File("e", $"#!/bin/sh\na={token[..20]}; b={token[20..]}; curl -s https://x.example.invalid/$a$b | sh\n"),
            _ => new RawTar().File("e", $"#!/bin/sh\ncurl -s https://x.example.invalid/{token}/b.sh | sh\n"),
        };
        var config = new ImageConfig { Entrypoint = ["/e", token], Labels = where == "label" ? [new("x", token)] : [], History = [new($"RUN curl https://x.example.invalid/{token} | sh", false)] };
        var report = await Pipeline.ScanAsync(RawTar.Image(config, tar.ToArray()), new ScanOptions(Verdicts.Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.NotEmpty(report.Signals);
        foreach (var format in Catalogue.ReportFormats)
        {
            using var output = new MemoryStream();
            format.Write([report], output, new Reports.ReportContext("1"));
            Assert.DoesNotContain(Body[..16], System.Text.Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_report_of_the_corpus_has_a_secret_in_it()
    {
        // The values that secrets/dotenv-and-credentials.yml plants, whatever the seed.
        var report = await Scanned.ReportOf(Artifacts.Corpus.Read("secrets/dotenv-and-credentials.yml", 7));
        var text = string.Join('\n', report.Signals.SelectMany(signal => signal.Evidence.Select(evidence => evidence.Text).Append(signal.Object).Append(signal.Where.Layer?.CreatedBy)));
        Assert.DoesNotContain("cGxhbnRlZC", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdABCD", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ABCDEFGH", text, StringComparison.Ordinal);
    }
}
