using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>Configuration of npm, pip and NuGet, read as those tools do; a folder of code is not the user.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-config-").FullName;
    private readonly Dictionary<string, string> variables = [];

    public ConfigurationTests() => variables["HOME"] = At("home");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private NpmConfig Npm => new(variables.GetValueOrDefault, At("code"));

    private PipConfig Pip => new(variables.GetValueOrDefault);

    private NuGetConfig NuGet => new(variables.GetValueOrDefault, At("code/deep"));

    [Fact]
    public void Of_npm_the_environment_wins_over_the_project_over_the_user_over_all_users()
    {
        variables["npm_config_globalconfig"] = At("global");
        Put("global", "registry = https://global.example/\n");
        Assert.Equal("https://global.example/", Npm.For("a")!.ToString());
        Put("home/.npmrc", "; comment\nregistry=\"https://user.example/npm\"\n");
        Assert.Equal("https://user.example/npm/", Npm.For("a")!.ToString());
        Put("code/package.json", "{}");
        Put("code/.npmrc", "registry=https://project.example/\n");
        Assert.Equal(("https://project.example/", false), (Npm.For("a")!.ToString(), Npm.For("a")!.IsOwn));
        variables["NPM_CONFIG_REGISTRY"] = "https://env.example/";
        Assert.Equal(("https://env.example/", true), (Npm.For("a")!.ToString(), Npm.For("a")!.IsOwn));
    }

    [Fact]
    public void Of_npm_a_scope_has_its_registry_and_an_address_its_log_in()
    {
        variables["TOKEN"] = "t0ken";
        Put("home/.npmrc", "registry=https://one.example/\n@s:registry=https://two.example/npm/\n//two.example/:_authToken=${TOKEN}\n//one.example/:username=ada\n//one.example/:_password=b3Blbg==\n");
        Assert.Equal("Bearer t0ken", Npm.For("@s/a")!.LogIn!.ToString());
        Assert.Equal("Basic " + Convert.ToBase64String("ada:open"u8), Npm.For("a")!.LogIn!.ToString());
        Assert.DoesNotContain("t0ken", Npm.For("@s/a")!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry=file:///etc/\n")]
    [InlineData("registry=\n=x\n[section]\n\0\n")]
    [InlineData("registry")]
    [InlineData("")]
    public void Of_npm_what_is_no_address_is_none(string text)
    {
        variables["npm_config_globalconfig"] = At("none");
        Put("home/.npmrc", text);
        Assert.Null(Npm.For("a"));
    }

    [Fact]
    public void A_log_in_of_a_project_is_not_used_and_its_variables_stay_names()
    {
        variables["SECRET"] = "s3cret";
        Put("code/package.json", "{}");
        Put("code/.npmrc", "registry=https://${SECRET}.example/\n");
        Assert.NotEqual("https://s3cret.example/", Npm.For("a")?.ToString());
        Put("code/.npmrc", "registry=https://p.example/\n//p.example/:_authToken=abc\n");
        Assert.Null(Npm.For("a")!.LogIn);
    }

    [Fact]
    public void Of_pip_further_indexes_add_up_and_an_address_may_hold_a_log_in()
    {
        Put("home/.config/pip/pip.conf", "[global]\nindex-url = https://ada:op%3Aen@one.example/simple\nextra-index-url =\n    https://two.example/simple/\n    https://three.example/simple/\n");
        Assert.Equal(["https://one.example/simple/", "https://two.example/simple/", "https://three.example/simple/"], Pip.Feeds.Select(static feed => feed.ToString()));
        Assert.Equal("Basic " + Convert.ToBase64String("ada:op:en"u8), Pip.Feeds[0].LogIn!.ToString());
        variables["PIP_INDEX_URL"] = "https://env.example/simple";
        Assert.Equal("https://env.example/simple/", Pip.Feeds[0].ToString());
        variables["PIP_CONFIG_FILE"] = "/dev/null";
        Assert.Single(Pip.Feeds);
    }

    [Fact]
    public void Of_NuGet_nearer_files_add_clear_and_map()
    {
        Put("home/.nuget/NuGet/NuGet.Config", """<configuration><packageSources><add key="one" value="https://one.example/v3/index.json" /></packageSources></configuration>""");
        Put("code/nuget.config", """<configuration><packageSources><add key="two" value="https://two.example/v3/index.json" /></packageSources><packageSourceMapping><packageSource key="one"><package pattern="*" /></packageSource><packageSource key="two"><package pattern="My.*" /></packageSource></packageSourceMapping></configuration>""");
        Directory.CreateDirectory(At("code/deep"));
        Assert.Equal(("https://two.example/v3/index.json/", false), (Assert.Single(NuGet.For("My.Lib")).ToString(), NuGet.For("My.Lib")[0].IsOwn));
        Assert.True(Assert.Single(NuGet.For("Other")).IsOwn);
        Put("code/deep/NuGet.Config", """<configuration><packageSources><clear /><add key="three" value="https://three.example/v3/index.json" /></packageSources><packageSourceMapping><clear /></packageSourceMapping></configuration>""");
        Assert.Equal("https://three.example/v3/index.json/", Assert.Single(NuGet.For("My.Lib")).ToString());
    }

    [Fact]
    public void A_log_in_of_NuGet_belongs_to_the_address_that_the_user_wrote()
    {
        variables["PW"] = "open";
        Put("home/.nuget/NuGet/NuGet.Config", """<configuration><packageSources><add key="my feed" value="https://one.example/v3/index.json" /></packageSources><packageSourceCredentials><my_x0020_feed><add key="Username" value="ada" /><add key="ClearTextPassword" value="%PW%" /></my_x0020_feed></packageSourceCredentials></configuration>""");
        Assert.Equal("Basic " + Convert.ToBase64String("ada:open"u8), NuGet.For("a")[0].LogIn!.ToString());
        Put("code/nuget.config", """<configuration><packageSources><add key="my feed" value="https://evil.example/v3/index.json" /></packageSources></configuration>""");
        Assert.Equal(("https://evil.example/v3/index.json/", null), (NuGet.For("a")[0].ToString(), NuGet.For("a")[0].LogIn?.ToString()));
    }

    [Fact]
    public void A_configuration_that_is_no_XML_or_a_pipe_is_none()
    {
        Put("home/.nuget/NuGet/NuGet.Config", "<!DOCTYPE x [<!ENTITY a \"b\">]><configuration>&a;");
        Assert.Empty(NuGet.For("a"));
        Directory.CreateDirectory(At("code"));
        using var made = System.Diagnostics.Process.Start("mkfifo", [At("code/.npmrc")]);
        made.WaitForExit();
        Assert.Null(Npm.For("a"));
    }
}
