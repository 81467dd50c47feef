using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>Configuration of RubyGems, Bundler, cargo and go, read as those tools do; a folder of code is not the user.</summary>
public sealed class OtherConfigurationTests : IDisposable
{
    private const string Usual = "registry+https://github.com/rust-lang/crates.io-index";

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-config-").FullName;
    private readonly Dictionary<string, string> variables = [];

    public OtherConfigurationTests() => variables["HOME"] = At("home");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private CargoConfig Cargo => new(variables.GetValueOrDefault, At("code/deep"));

    private GemConfig Gem => new(variables.GetValueOrDefault, At("code/deep"));

    private GoConfig Go => new(variables.GetValueOrDefault);

    private string Sources(params string[] remotes) => string.Join(' ', Gem.For(remotes).Select(static feed => feed + (feed.IsOwn ? "!" : "") + (feed.LogIn is null ? "" : "#")));

    private string Crates(string? source) => Cargo.For(source) is { Feed: { } feed } ? feed + (feed.IsOwn ? "!" : "") + (feed.LogIn is null ? "" : $"#{feed.LogIn}") : "";

    [Fact]
    public void Of_cargo_a_source_is_replaced_as_often_as_is_said()
    {
        Put("home/.cargo/config.toml", "# mine\n[source.crates-io]\nreplace-with = 'one'\n\n[source.\"one\"] # by another\nreplace-with = \"two\"\n[registries]\ntwo = { index = \"sparse+https://two.example/index/\" }\n");
        Assert.Equal(("https://two.example/index/!", "https://two.example/index/!"), (Crates(null), Crates(Usual)));
        Assert.Equal("https://two.example/index/!", Crates("sparse+https://two.example/index/"));
        Assert.Contains("no registry of crates is configured as registry+https://other.example/", Cargo.For("registry+https://other.example/").Why, StringComparison.Ordinal);
        variables["CARGO_REGISTRIES_TWO_INDEX"] = "sparse+https://env.example/";
        Assert.Equal("https://env.example/!", Crates(null));
    }

    [Fact]
    public void Of_cargo_what_a_project_names_is_not_the_users_own_and_gets_no_token()
    {
        Put("home/.cargo/config.toml", "[source.crates-io]\nreplace-with = \"corp\"\n[registries.corp]\nindex = \"sparse+https://corp.example/index/\"\n");
        Put("home/.cargo/credentials.toml", "[registries.corp]\ntoken = \"Bearer t0ken\"\n");
        Assert.Equal("https://corp.example/index/!#Bearer t0ken", Crates(null));
        Put("code/.cargo/config.toml", "registries.corp.index = \"sparse+https://evil.example/index/\"\n");
        Assert.Equal("https://evil.example/index/", Crates(null));
        Put("code/.cargo/config.toml", "[registries.corp]\nindex = \"sparse+https://corp.example/index/\"\ntoken = \"x\"\n");
        Assert.Equal("https://corp.example/index/!#Bearer t0ken", Crates(null));
        variables["CARGO_REGISTRIES_CORP_TOKEN"] = "other";
        Assert.Equal("https://corp.example/index/!#other", Crates(null));
    }

    [Theory]
    [InlineData("[source.crates-io]\nreplace-with = \"crates-io\"\n", "without end")]
    [InlineData("[source.crates-io]\nreplace-with = \"a\"\n[source.a]\nreplace-with = \"crates-io\"\n", "without end")]
    [InlineData("[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendor\"\n", "from a folder")]
    [InlineData("[source.crates-io]\nreplace-with = \"v\"\n[source.v]\nregistry = \"https://git.example/index\"\n", "is a git index")]
    [InlineData("[source.crates-io]\nreplace-with = \"v\"\n[source.v]\nregistry = \"sparse+file:///etc/\"\n", "no registry of crates is configured")]
    [InlineData("[source.crates-io]\nreplace-with = 7\n", "no registry of crates is configured")]
    [InlineData("[source.crates-io\nreplace-with = \n= \"x\"\n[[source]]\n\0\n", "no registry of crates is configured")]
    [InlineData("[source]\ncrates-io = { replace-with = \"v\"\nv = {{{{}", "no registry of crates is configured")]
    public void Of_cargo_what_leads_to_no_registry_says_why(string text, string why)
    {
        Put("home/.cargo/config.toml", text);
        Assert.Equal((null, true), (Cargo.For(null).Feed, Cargo.For(null).Why.Contains(why, StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_gems_the_nearest_gemrc_says_and_a_lock_files_source_has_its_mirror()
    {
        Assert.Equal("https://r.example/", Sources("https://r.example"));
        Put("home/.gemrc", "---\n:backtrace: false\n:sources:\n- https://ada:open@one.example/\n- https://two.example\n- ftp://x\n");
        Assert.Equal("https://one.example/!# https://two.example/!", Sources());
        Assert.Equal("https://two.example/!", Sources("https://two.example/"));
        Put("more", "sources: [https://env.example]\n");
        variables["GEMRC"] = At("more");
        Assert.Equal("https://env.example/!", Sources());
        Put("home/.bundle/config", "---\nBUNDLE_MIRROR__HTTPS://ENV__EXAMPLE/: \"https://mirror.example/gems\"\n");
        Assert.Equal("https://mirror.example/gems/!", Sources());
        Put("code/.bundle/config", "BUNDLE_MIRROR__ALL: http://127.0.0.1:9/\n");
        Assert.Equal("http://127.0.0.1:9/", Sources("https://r.example/"));
        variables["BUNDLE_MIRROR__HTTPS://R__EXAMPLE/"] = "https://own.example/";
        Assert.Equal("https://own.example/!", Sources("https://r.example/"));
    }

    [Fact]
    public void Of_gems_a_log_in_belongs_to_the_host_that_the_user_wrote()
    {
        Put("home/.bundle/config", "BUNDLE_GEMS__MY___CORP__EXAMPLE: \"ada:open\"\n");
        Assert.Equal("https://gems.my-corp.example/# https://gems.my-corp.example:8443/ https://other.example/", Sources("https://gems.my-corp.example/", "https://gems.my-corp.example:8443/", "https://other.example/"));
        Put("home/.bundle/config", "none");
        Put("code/.bundle/config", "BUNDLE_GEMS__MY___CORP__EXAMPLE: \"eve:open\"\n");
        Assert.Equal("https://gems.my-corp.example/", Sources("https://gems.my-corp.example/"));
    }

    [Theory]
    [InlineData(":sources: [\n")]
    [InlineData(":sources:\n- file:///etc/\n- [a]\n")]
    [InlineData("\0")]
    [InlineData("- a\n")]
    public void Of_gems_what_is_no_source_is_none(string text)
    {
        Put("home/.gemrc", text);
        Put("home/.bundle/config", text);
        Assert.Empty(Gem.For([]));
    }

    [Fact]
    public void Of_go_the_environment_wins_over_the_users_file_over_the_one_of_the_installation()
    {
        Put("go/bin/go", "");
        Put("go/go.env", "# defaults\nGOPROXY=https://usual.example,direct\n");
        Directory.CreateDirectory(At("path"));
        File.CreateSymbolicLink(At("path/go"), At("go/bin/go"));
        variables["PATH"] = $"relative:{At("none")}:{At("path")}";
        Assert.Equal(["https://usual.example", "direct"], Go.Proxies.Select(static entry => entry.Word));
        Put("home/.config/go/env", "GOPROXY=https://ada:open@mine.example/go|https://two.example\nGOMODCACHE=/cache\n");
        Assert.Equal(("https://mine.example/go/", true, true), (Go.Proxies[0].Feed!.ToString(), Go.Proxies[0].Feed!.LogIn is not null, Go.Proxies[0].IsOptional));
        Assert.Equal("/cache", Go.Modules);
        variables["GOPROXY"] = "https://env.example";
        Assert.Equal("https://env.example/", Assert.Single(Go.Proxies).Feed!.ToString());
        variables.Remove("GOPROXY");
        variables["GOENV"] = "off";
        Assert.Equal("https://usual.example", Go.Proxies[0].Word);
        Assert.Equal(At("home/go/pkg/mod"), Go.Modules);
    }

    [Fact]
    public void Of_go_a_proxy_list_has_an_end()
    {
        variables["GOPROXY"] = ",|, https://a.example ,," + string.Concat(Enumerable.Repeat("https://b.example,", 1000));
        Assert.Equal(("https://a.example", 16), (Go.Proxies[0].Word, Go.Proxies.Count));
    }

    [Theory]
    [InlineData("example.org", "example.org/a", true)]
    [InlineData("example.org", "example.organisation/a", false)]
    [InlineData("*.example.org", "git.example.org/a", true)]
    [InlineData("*.example.org", "example.org/git.example.org", false)]
    [InlineData("example.org/team*", "example.org/teams/a/b", true)]
    [InlineData("example.org/*/x", "example.org/a/y", false)]
    [InlineData("[ab].example.org", "a.example.org/x", true)]
    [InlineData(" , example.org/a/", "example.org/a", true)]
    [InlineData("", "example.org/a", false)]
    public void Of_go_private_modules_are_told_by_the_first_parts_of_their_path(string patterns, string module, bool isPrivate)
    {
        variables["GOPRIVATE"] = patterns;
        Assert.Equal(isPrivate, Go.IsPrivate(module));
    }
}
