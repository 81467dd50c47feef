using System.Runtime.Versioning;
using Xunit;

namespace Wellguard.Registries;

[SupportedOSPlatform("linux")]
public sealed class CredentialStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-login-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task<(Credential? Credential, string? Problem)> FindAsync(string json, string host = "r.example:5000", string repository = "team/app")
    {
        var file = Path.Combine(root, "config.json");
        await File.WriteAllTextAsync(file, json);
        return await new CredentialStore(["/missing/file", file]).FindAsync(host, repository, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"auths": {"r.example:5000": {"auth": "YWRhOngoeQ=="}}}""")]
    [InlineData("""{"auths": {"https://r.example:5000/v1/": {"auth": "YWRhOngoeQ=="}}}""")]
    [InlineData("""{"auths": {"r.example:5000": {"username": "no", "password": "no"}, "r.example:5000/team": {"auth": "YWRhOngoeQ=="}}}""")]
    public async Task A_password_is_found_by_host_address_or_namespace(string json) => Assert.Equal(new Credential("ada", "x(y"), (await FindAsync(json)).Credential);

    [Theory]
    [InlineData("""{"auths": {"r.example:5000/teamwork": {"auth": "YWRhOngoeQ=="}}}""")]
    [InlineData("""{"auths": {"r.example": {"auth": "YWRhOngoeQ=="}}}""")]
    [InlineData("""{"auths": {"r.example:5000": {"auth": "%%%"}}}""")]
    [InlineData("""{"auths": [1], "credHelpers": {"r.example:5000": 7}}""")]
    [InlineData("{}")]
    public async Task Another_hosts_or_a_broken_entry_is_nothing(string json) => Assert.Null((await FindAsync(json)).Credential);

    [Fact]
    public async Task An_identity_token_is_kept_apart() =>
        Assert.Equal("id", (await FindAsync("""{"auths": {"r.example:5000": {"identitytoken": "id"}}}""")).Credential?.IdentityToken);

    [Fact]
    public async Task A_missing_helper_and_a_broken_file_are_problems_to_show()
    {
        Assert.Equal("docker-credential-none-such is not installed", (await FindAsync("""{"credsStore": "none-such"}""")).Problem);
        Assert.Contains("cannot be read", (await FindAsync("{")).Problem, StringComparison.Ordinal);
        Assert.Contains("is no name", (await FindAsync("""{"credHelpers": {"r.example:5000": "../x"}}""")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_is_asked_with_the_host()
    {
        var name = "wellguard-test-" + Path.GetFileName(root);
        var helper = Path.Combine(root, "docker-credential-" + name);
        await File.WriteAllTextAsync(helper, "#!/bin/sh\nread host\nprintf '{\"Username\": \"ada\", \"Secret\": \"%s\"}' \"$1 $host\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{root}:{path}");
        try
        {
            Assert.Equal(new Credential("ada", "get r.example:5000"), (await FindAsync($$$"""{"credHelpers": {"r.example:5000": "{{{name}}}"}}""")).Credential);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Fact]
    public async Task The_users_own_settings_name_the_files()
    {
        Directory.CreateDirectory(Path.Combine(root, ".docker"));
        await File.WriteAllTextAsync(Path.Combine(root, ".docker/config.json"), """{"auths": {"r.example": {"auth": "YWRhOngoeQ=="}}}""", TestContext.Current.CancellationToken);
        var store = CredentialStore.OfUser(name => name == "HOME" ? root : null);
        Assert.Equal("ada", (await store.FindAsync("r.example", "a", TestContext.Current.CancellationToken)).Credential?.User);
        var other = CredentialStore.OfUser(name => name == "HOME" ? root : name == "DOCKER_CONFIG" ? "/missing" : null);
        Assert.Null((await other.FindAsync("r.example", "a", TestContext.Current.CancellationToken)).Credential);
    }

    [Fact]
    public void A_credential_never_prints_its_secret() => Assert.DoesNotContain("secret", new Credential("ada", "secret").ToString(), StringComparison.Ordinal);
}
