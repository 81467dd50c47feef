using System.Text;
using System.Text.Json;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class DecoyBookTests
{
    private const string Key = "ASIAQ7EXAMPLE1KEY42Z";

    private static async Task<string> AskAsync(Cell cell, string request, string body = "")
    {
        var answer = await cell.AllAsync($"{request} HTTP/1.1\r\nConnection: close\r\nMetadata-Flavor: Google\r\nUser-Agent: npm/10 node/v20\r\nAccept: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return answer[..3] == "HTT" ? answer["HTTP/1.1 ".Length..] : answer;
    }

    [Fact]
    public async Task Credentials_of_a_cloud_are_the_canary()
    {
        await using var cell = new Cell();
        cell.To("169.254.169.254", 80);
        Assert.Contains("\r\n\r\nci-runner-role", await AskAsync(cell, "GET /latest/meta-data/iam/security-credentials/"), StringComparison.Ordinal);
        Assert.Contains($"\"AccessKeyId\":\"{Key}\"", await AskAsync(cell, "GET /latest/meta-data/iam/security-credentials/ci-runner-role"), StringComparison.Ordinal);
        Assert.Contains("X-Aws-Ec2-Metadata-Token-Ttl-Seconds: 21600", await AskAsync(cell, "PUT /latest/api/token"), StringComparison.Ordinal);
        Assert.Contains("\"access_token\":\"", await AskAsync(cell, "GET /computeMetadata/v1/instance/service-accounts/default/token"), StringComparison.Ordinal);
        Assert.Contains("\"token_type\":\"Bearer\"", await AskAsync(cell, "GET /metadata/identity/oauth2/token?resource=x"), StringComparison.Ordinal);
        Assert.DoesNotContain(await cell.EndAsync(), happened => happened.Kind == EventKind.Theft);
    }

    [Theory]
    [InlineData(6443, "GET /version", "\"gitVersion\"")]
    [InlineData(6443, "GET /api/v1/namespaces/ci/secrets", "canary.sig")]
    [InlineData(6443, "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "\"allowed\":true")]
    [InlineData(10250, "GET /pods", "PodList")]
    [InlineData(10250, "POST /run/ci/runner/runner", "uid=0(root)")]
    [InlineData(2375, "GET /v1.44/containers/json", "\"Names\"")]
    [InlineData(2375, "POST /containers/create", "\"Id\"")]
    [InlineData(2375, "POST /v1.24/containers/x/start", "204 ")]
    [InlineData(2379, "GET /version", "etcdserver")]
    [InlineData(80, "GET /generate_204", "204 ")]
    [InlineData(80, "GET /simple/requests/", "Links for requests")]
    [InlineData(80, "GET /-/whoami", "\"username\"")]
    [InlineData(80, "GET http://registry.example/left-pad", "/left-pad/-/left-pad-1.0.0.tgz\"")]
    [InlineData(80, "GET http://api.telegram.org/bot123:x/getUpdates", "\"result\":[]")]
    [InlineData(80, "POST http://discord.com/api/webhooks/1/x", "204 ")]
    [InlineData(80, "GET http://api.github.com/user", "\"login\"")]
    [InlineData(80, "GET http://ipinfo.io/json", "\"country\"")]
    public async Task Asked_the_usual_way_it_answers_as_usual(int port, string request, string part)
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", port);
        Assert.Contains(part, await AskAsync(cell, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_made_in_a_cluster_comes_back()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 6443);
        Assert.EndsWith("""{"kind":"DaemonSet"}""", await AskAsync(cell, "POST /apis/apps/v1/namespaces/kube-system/daemonsets", """{"kind":"DaemonSet"}"""), StringComparison.Ordinal);
        Assert.EndsWith("{}", await AskAsync(cell, "POST /apis/apps/v1/namespaces/kube-system/daemonsets", new string('[', 10_000)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_is_asked_alone_and_in_a_batch()
    {
        await using var cell = new Cell();
        Assert.EndsWith("""{"jsonrpc":"2.0","id":7,"result":"0x13f2a1c"}""", await AskAsync(cell, "POST /", """{"jsonrpc":"2.0","id":7,"method":"eth_blockNumber"}"""), StringComparison.Ordinal);
        Assert.EndsWith("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":null,"result":null}]""", await AskAsync(cell, "POST /", """[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","method":"nothing"}]"""), StringComparison.Ordinal);
        var call = await AskAsync(cell, "POST /", """{"jsonrpc":"2.0","id":1,"method":"eth_call"}""");
        Assert.Contains(Convert.ToHexStringLower(Encoding.ASCII.GetBytes("https://")), call, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_decoy_can_be_filled_and_its_JSON_is_JSON()
    {
        var options = new InternetOptions { Seed = "x" };
        var canaries = new CanaryPatterns([]);
        var events = new EventOutlet(System.Threading.Channels.Channel.CreateUnbounded<Event>().Writer, options, canaries);
        var madeUp = new MadeUp("x");
        var names = new NameMap(madeUp);
        using var authority = new Authority(TimeProvider.System);
        var world = new World(options, events, names, authority, canaries, new(1000, events), madeUp, DecoyBook.Embedded, new(names, events, canaries));
        var request = HttpRequest.Of(new("GET", "/a/b%22/c", false, []), new("host.example", 80), false);
        Assert.True(DecoyBook.Embedded.All.Count > 80);
        foreach (var decoy in DecoyBook.Embedded.All)
        {
            var text = decoy.Text(world, request);
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
            if (decoy.Type == "application/json")
            {
                using var json = JsonDocument.Parse(text);
            }
        }
    }

    [Theory]
    [InlineData("### a\nGET /x\n", "x:3: a: requests and then")]
    [InlineData("### a\nGET {who}/x\n200 text/plain\n", "x:2: no path, or hosts")]
    [InlineData("### a\n? nothing\n", "x:2: '? Header: pattern'")]
    [InlineData("@a\n### a\n", "x:1: '@name = hosts'")]
    public void What_is_wrong_in_a_file_is_said_with_its_line(string text, string said) =>
        Assert.StartsWith(said, Assert.Throws<FormatException>(() => DecoyFile.Read("x", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abbd", false)]
    [InlineData("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("A.b", "a.B", true)]
    public void Patterns(string pattern, string text, bool fits) => Assert.Equal(fits, Glob.Fits(pattern, text));

    [Fact]
    public void The_programs_are_whole()
    {
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F'], TinyProgram.Arm64()[..4]);
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
        {
            Assert.Skip("not an x86-64 machine");
        }

        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "program");
        File.WriteAllBytes(path, Payload.Named("program"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal("", Tool.Run("sh", "-c", path));
        File.WriteAllBytes(Path.Combine(folder.Path, "a.tgz"), Payload.Named("package.tgz"));
        Assert.Contains("package/package.json", Tool.Run("tar", "tzf", Path.Combine(folder.Path, "a.tgz")), StringComparison.Ordinal);
    }
}
