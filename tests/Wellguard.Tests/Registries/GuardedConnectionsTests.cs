using System.Net;
using System.Text;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Registries;

/// <summary>Here 127.0.0.1 passes for an address of the Internet, 127.0.0.2 for one of a private network; <c>NAME.test</c> resolves as the test says.</summary>
public sealed class GuardedConnectionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static RegistryOptions Options(string port, Func<string, string> resolve) => new()
    {
        Attempts = 1,
        HeaderTimeout = TimeSpan.FromSeconds(10),
        PlainHttpHosts = ["registry.test:" + port, "elsewhere.test:" + port],
        Resolve = (host, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(resolve(host))]),
        ReachOf = address => address.MapToIPv4().ToString() == "127.0.0.1" ? Reach.Public : Reach.Private,
    };

    private static async Task<string> ErrorAsync(OddRegistry server, Func<string, string> resolve)
    {
        var port = server.Host.Split(':')[1];
        using var client = new RegistryClient(RegistryReference.Parse($"registry.test:{port}/a/b:1"), Options(port, resolve));
        return (await Assert.ThrowsAsync<UnreadableException>(() => client.ManifestAsync("1", Cancellation))).Why;
    }

    private static OddRegistry Redirecting() => new((request, s) => request.Headers["host"].StartsWith("elsewhere", StringComparison.Ordinal)
        ? OddRegistry.WriteAsync(s, 403, "", [])
        : OddRegistry.WriteAsync(s, 307, $"Location: http://elsewhere.test:{request.Headers["host"].Split(':')[1]}/x\r\n", []));

    [Fact]
    public async Task A_redirect_to_a_name_that_resolves_inside_is_refused()
    {
        using var server = Redirecting();
        Assert.Contains("leads to elsewhere.test, an address of this machine or network", await ErrorAsync(server, host => host == "registry.test" ? "127.0.0.1" : "127.0.0.2"), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_a_name_that_resolves_outside_is_followed()
    {
        using var server = Redirecting();
        Assert.Contains("denies access (403)", await ErrorAsync(server, _ => "127.0.0.1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_that_resolves_inside_is_refused()
    {
        using var server = new OddRegistry((request, s) => OddRegistry.WriteAsync(s, 401, $"WWW-Authenticate: Bearer realm=\"http://elsewhere.test:{request.Headers["host"].Split(':')[1]}/token\"\r\n", []));
        Assert.Contains("leads to elsewhere.test", await ErrorAsync(server, host => host == "registry.test" ? "127.0.0.1" : "127.0.0.2"), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_registry_that_moves_inside_is_refused()
    {
        var count = 0;
        using var server = new OddRegistry((request, s) => OddRegistry.WriteAsync(s, 307, $"Location: http://{request.Headers["host"]}/again\r\n", []));
        Assert.Contains("leads to registry.test", await ErrorAsync(server, _ => Interlocked.Increment(ref count) == 1 ? "127.0.0.1" : "127.0.0.2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//")]
    [InlineData("https://")]
    [InlineData("http://[::1")]
    [InlineData("https://a b/")]
    [InlineData("http://:99999/")]
    public async Task A_location_that_is_no_address_is_an_error_of_the_registry(string location)
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 302, $"Location: {location}\r\n", []));
        using var client = new RegistryClient(RegistryReference.Parse($"{server.Host}/a/b:1"), new() { Attempts = 1 });
        Assert.Contains("the registry", (await Assert.ThrowsAsync<UnreadableException>(() => client.ManifestAsync("1", Cancellation))).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://[::ffff:169.254.169.254]/latest")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://localhost.:5000/")]
    [InlineData("https://metadata.google.internal/computeMetadata/v1/")]
    public async Task A_redirect_that_names_what_is_inside_is_refused_unresolved(string location)
    {
        using var server = new OddRegistry((_, s) => OddRegistry.WriteAsync(s, 302, $"Location: {location}\r\n", Encoding.ASCII.GetBytes("x")));
        Assert.Contains("which is refused", await ErrorAsync(server, host => host == "registry.test" ? "127.0.0.1" : throw new InvalidOperationException(host)), StringComparison.Ordinal);
    }
}
