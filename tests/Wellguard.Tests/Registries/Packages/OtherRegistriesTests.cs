using System.Net;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Registries;
using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>Gems, crates and Go modules from registries that answer well, wrongly, or not at all; and from the caches of their tools.</summary>
public sealed class OtherRegistriesTests : FetchedPackages
{
    public OtherRegistriesTests()
    {
        variables["GOPROXY"] = server.Address + "go";
        variables["GEM_HOME"] = At("gems");
        Put("home/.gemrc", $"---\n:sources:\n- {server.Address}ruby\n");
        Put("home/.cargo/config.toml", $"[source.crates-io]\nreplace-with = \"mine\"\n[source.mine]\nregistry = \"sparse+{server.Address}index/\"\n");
    }

    private void Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    private void Put(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), bytes);
    }

    private async Task<Image> OneAsync(string reference, bool isOffline = false, RegistryOptions? options = null)
    {
        using var registries = Open(isOffline, options, project: "code");
        return Assert.Single(await registries.OpenAsync(PackageReference.Parse(reference)!, TestContext.Current.CancellationToken));
    }

    private async Task<string> WhyAsync(string reference, RegistryOptions? options = null) => (await Assert.ThrowsAsync<UnreadableException>(() => OneAsync(reference, false, options))).Why;

    private async Task<Image> LockedAsync(LockedPackage locked, bool isOffline = false, bool keeps = true)
    {
        using var registries = Open(isOffline, keeps: keeps, project: "code");
        return Assert.Single(await registries.OpenAsync(locked, TestContext.Current.CancellationToken));
    }

    private async Task<string> LockedWhyAsync(LockedPackage locked) => (await Assert.ThrowsAsync<UnreadableException>(() => LockedAsync(locked))).Why;

    private void ServeOneOfEach()
    {
        server.Gem("rake", "1.0.0");
        server.Crate("serde", "1.0.0");
        server.Module("example.org/a", "v1.0.0");
    }

    private static string Sum(string sum) => Integrity.OfBase64("sha256", sum[3..])!;

    [Theory]
    [InlineData("gem:rake", "rake", "13.10.0", "gem:rake@13.10.0")]
    [InlineData("gem:rake@13.2.0", "rake", "13.2.0", "gem:rake@13.2.0")]
    [InlineData("gem:rake@14.0.0.pre1", "rake", "14.0.0.pre1", "gem:rake@14.0.0.pre1")]
    [InlineData("cargo:serde", "serde", "1.10.0", "cargo:serde@1.10.0")]
    [InlineData("crate:serde@1.2.0", "serde", "1.2.0", "cargo:serde@1.2.0")]
    [InlineData("golang:example.org/Team/Tool", "example.org/Team/Tool", "v1.10.0", "golang:example.org/Team/Tool@v1.10.0")]
    [InlineData("go:example.org/Team/Tool@v1.2.0", "example.org/Team/Tool", "v1.2.0", "golang:example.org/Team/Tool@v1.2.0")]
    public async Task A_package_is_found_by_its_name(string reference, string name, string version, string source)
    {
        foreach (var one in (string[])["13.2.0", "13.10.0", "14.0.0.pre1"])
        {
            server.Gem("rake", one);
        }

        foreach (var one in (string[])["1.2.0", "1.10.0", "2.0.0-rc.1"])
        {
            server.Crate("serde", one);
            server.Module("example.org/Team/Tool", "v" + one);
        }

        var image = await OneAsync(reference);
        Assert.Equal((name, version, source, 0), (image.Artifact.Name, image.Artifact.Version, image.Artifact.Source, image.Mismatches.Count));
        Assert.Equal(source, (await OneAsync(source, isOffline: true)).Artifact.Source); // from what was kept
    }

    [Fact]
    public async Task A_gem_of_one_machine_is_its_version_with_a_dash()
    {
        server.Gem("nokogiri", "1.15.0-java");
        server.Gem("nokogiri", "1.15.0-x86_64-linux");
        Assert.Equal("gem:nokogiri@1.15.0-x86_64-linux", (await OneAsync("gem:nokogiri@1.15.0")).Artifact.Source);
        Assert.Equal("java", (await LockedAsync(new("pkg:gem/nokogiri@1.15.0?platform=java"))).Package!.Platform);
        server.Gem("nokogiri", "1.15.0");
        Assert.Null((await OneAsync("gem:nokogiri@1.15.0")).Package!.Platform);
    }

    [Fact]
    public async Task Capitals_of_a_module_are_escaped()
    {
        server.Module("example.org/BurntSushi/toml", "v1.0.0");
        await LockedAsync(new("pkg:golang/example.org/burntsushi/toml@v1.0.0") { Name = "example.org/BurntSushi/toml" });
        Assert.Contains(server.Requests, static request => request.Path == "/go/example.org/!burnt!sushi/toml/@v/v1.0.0.zip");
        Assert.Contains("check the path and its capitals", await LockedWhyAsync(new("pkg:golang/example.org/burntsushi/toml@v1.0.0")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_of_a_commit_and_one_that_was_never_released_are_found()
    {
        server.Module("example.org/a", "v0.0.0-20240101000000-abcdefabcdef");
        server.Exchange("/go/example.org/a/@latest", """{"Version":"v0.0.0-20240101000000-abcdefabcdef"}"""u8.ToArray());
        Assert.Equal("v0.0.0-20240101000000-abcdefabcdef", (await OneAsync("go:example.org/a")).Artifact.Version);
        server.Exchange("/go/example.org/a/@v/main.info", """{"Version":"v0.0.0-20240101000000-abcdefabcdef"}"""u8.ToArray());
        Assert.Equal("v0.0.0-20240101000000-abcdefabcdef", (await OneAsync("go:example.org/a@main")).Artifact.Version);
        server.Exchange("/go/example.org/a/@v/v1.0.0.info", """{"Version":"v9.0.0"}"""u8.ToArray());
        Assert.Contains("answers with v9.0.0", await WhyAsync("go:example.org/a@v1.0.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_lock_file_pins_is_checked()
    {
        var gem = server.Gem("rake", "1.0.0");
        var crate = server.Crate("serde", "1.0.0");
        var (_, sum) = server.Module("example.org/a", "v1.0.0");
        LockedPackage[] honest =
        [
            new("pkg:gem/rake@1.0.0") { Integrity = ["sha256:" + PackageServer.Sha256(gem)] },
            new("pkg:cargo/serde@1.0.0") { Integrity = ["sha256:" + PackageServer.Sha256(crate)] },
            new("pkg:golang/example.org/a@v1.0.0") { Integrity = [Sum(sum)] },
        ];
        foreach (var locked in honest)
        {
            Assert.Empty((await LockedAsync(locked)).Mismatches);
            var mismatch = Assert.Single((await LockedAsync(locked with { Integrity = ["sha256:" + new string('0', 64)] })).Mismatches);
            Assert.Equal(("archive, against the lock file", locked.Integrity[0]), (mismatch.What, mismatch.Actual));
        }

        var asked = server.Requests.Count;
        foreach (var locked in honest)
        {
            Assert.Empty((await LockedAsync(locked)).Mismatches); // kept: nothing is asked again
            Assert.Empty((await LockedAsync(locked, isOffline: true)).Mismatches);
        }

        Assert.Equal(asked, server.Requests.Count);
    }

    [Fact]
    public async Task A_gem_that_was_opened_before_is_its_files_again_and_not_their_wrapping()
    {
        server.Gem("rake", "1.0.0");
        var first = (await OneAsync("gem:rake@1.0.0")).Layers[0];
        var again = (await OneAsync("gem:rake@1.0.0", isOffline: true)).Layers[0];
        Assert.Equal((first.Format, first.Size), (again.Format, again.Size));
    }

    [Fact]
    public async Task An_archive_that_the_registry_exchanged_is_told()
    {
        server.Gem("rake", "1.0.0");
        server.Crate("serde", "1.0.0");
        server.Exchange("/ruby/gems/rake-1.0.0.gem", new PackageServer().Gem("rake", "1.0.0", "system('x')\n"));
        server.Exchange("/crates/serde/1.0.0/download", new PackageServer().Crate("serde", "1.0.0", "fn main() { x() }\n"));
        Assert.Equal("archive, against the registry", Assert.Single((await OneAsync("gem:rake@1.0.0")).Mismatches).What);
        Assert.Equal("archive, against the registry", Assert.Single((await OneAsync("cargo:serde@1.0.0")).Mismatches).What);
    }

    [Fact]
    public async Task The_caches_of_the_tools_are_used_where_they_hold_what_is_pinned_and_alone_without_the_network()
    {
        var gem = server.Gem("rake", "1.0.0");
        var crate = server.Crate("serde", "1.0.0");
        var (module, sum) = server.Module("example.org/Team/a", "v1.0.0");
        Put("home/.cargo/registry/cache/a-0/serde-1.0.0.crate", "another");
        Put("home/.cargo/registry/cache/b-0/serde-1.0.0.crate", crate);
        Put("home/go/pkg/mod/cache/download/example.org/!team/a/@v/v1.0.0.zip", module);
        Put("code/vendor/cache/rake-1.0.0.gem", gem);
        LockedPackage[] locked =
        [
            new("pkg:cargo/serde@1.0.0") { Integrity = ["sha256:" + PackageServer.Sha256(crate)] },
            new("pkg:golang/example.org/team/a@v1.0.0") { Name = "example.org/Team/a", Integrity = [Sum(sum)] },
            new("pkg:gem/rake@1.0.0"),
        ];
        foreach (var one in locked)
        {
            Assert.Empty((await LockedAsync(one, isOffline: true)).Mismatches);
        }

        Assert.Empty(server.Requests);
        foreach (var one in locked)
        {
            await LockedAsync(one, keeps: false);
        }

        Assert.DoesNotContain(server.Requests, static request => request.Path.EndsWith(".zip", StringComparison.Ordinal) || request.Path.EndsWith("/download", StringComparison.Ordinal));
        Put("home/.local/share/gem/ruby/3.1.0/cache/other-1.gem", "no gem");
        await Assert.ThrowsAsync<UnreadableException>(() => LockedAsync(new("pkg:gem/other@1"), isOffline: true));
        Assert.Contains("in no cache", (await Assert.ThrowsAsync<UnreadableException>(() => LockedAsync(new("pkg:gem/absent@1"), isOffline: true))).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gem:absent@1", "has no such gem (404)")]
    [InlineData("gem:rake@2", "has no such version of it; it has 1, the last is 1.0.0")]
    [InlineData("gem:rake@>= 1", "has no such version")]
    [InlineData("cargo:absent", "has no such crate (404)")]
    [InlineData("cargo:serde@2.0.0", "has no such version of it; it has 1, the last is 1.0.0")]
    [InlineData("go:example.org/absent@v1.0.0", "has no such module or version (404)")]
    [InlineData("go:example.org/a@v2.0.0", "has no such module or version (404)")]
    public async Task What_is_not_there_is_told(string reference, string why)
    {
        ServeOneOfEach();
        Assert.Contains(why, await WhyAsync(reference), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gem:rake@1.0.0", "/ruby/gems/rake-1.0.0.gem")]
    [InlineData("cargo:serde@1.0.0", "/crates/serde/1.0.0/download")]
    [InlineData("go:example.org/a@v1.0.0", "/go/example.org/a/@v/v1.0.0.zip")]
    public async Task An_archive_of_another_kind_is_no_package(string reference, string path)
    {
        ServeOneOfEach();
        server.Exchange(path, PackageBytes.Tarball(("package/package.json", """{"name":"a","version":"1.0.0"}""")));
        Assert.Contains("is a package of another kind (Npm)", await WhyAsync(reference), StringComparison.Ordinal);
        server.Exchange(path, "<html>a portal</html>"u8.ToArray());
        await Assert.ThrowsAsync<UnreadableException>(() => OneAsync(reference));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "does not say where archives are")]
    [InlineData("""{"dl":7}""", "does not say where archives are")]
    [InlineData("""{"dl":"crates"}""", "names no address where archives are")]
    [InlineData("""{"dl":"file:///etc/{crate}"}""", "'file:', which is refused")]
    [InlineData("""{"dl":"http://192.0.2.1/{crate}"}""", "without encryption")]
    [InlineData("""{"dl":"https://169.254.169.254/{crate}"}""", "address of this machine or network")]
    public async Task A_registry_of_crates_that_does_not_say_where_archives_are_is_told(string document, string why)
    {
        server.Crate("serde", "1.0.0");
        server.Exchange("/index/config.json", Encoding.UTF8.GetBytes(document));
        Assert.Contains(why, await WhyAsync("cargo:serde@1.0.0", Quick with { ReachOf = static address => IPAddress.IsLoopback(address) ? Reach.Public : Reaches.Of(address) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_of_gigabytes_is_refused()
    {
        server.Crate("serde", "1.0.0");
        server.InsteadOf = "config.json";
        server.Instead = static (_, stream) => OddRegistry.WriteAsync(stream, 200, "Content-Length: 9999999999\r\n");
        Assert.Contains("too many for a document", await WhyAsync("cargo:serde@1.0.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/{prefix}/{crate}-{version}.crate", "Serde_X", "/files/Se/rd/Serde_X-1.0.0.crate")]
    [InlineData("/files/{lowerprefix}/{crate}", "Abc", "/files/3/a/Abc")]
    [InlineData("/files/{sha256-checksum}", "ab", null)]
    public async Task Markers_of_the_address_are_filled_in(string template, string name, string? path)
    {
        var crate = server.Crate(name, "1.0.0");
        server.Exchange("/index/config.json", Encoding.UTF8.GetBytes($$"""{"dl":"http://{{server.Host}}{{template}}"}"""));
        server.Exchange(path ?? "/files/" + PackageServer.Sha256(crate), crate);
        Assert.Equal(name, (await OneAsync($"cargo:{name}@1.0.0")).Artifact.Name);
    }

    [Fact]
    public async Task Lines_of_an_index_that_are_none_are_left_out_and_a_withdrawn_version_is_told()
    {
        server.Crate("serde", "0.9.0", index: "{ broken\n[]\n{\"name\":\"other\",\"vers\":\"1.0.0\"}\n{\"name\":\"serde\",\"vers\":7}");
        server.Crate("serde", "1.0.0", index: """{"name":"serde","vers":"1.0.0","yanked":true,"pubtime":"2024-01-01T00:00:00Z"}""");
        var told = (await OneAsync("cargo:serde@1.0.0")).Registration!;
        Assert.Equal(("it was withdrawn", 2024), (told.Deprecated, told.Published!.Value.Year));
        Assert.Contains("has no such version", await WhyAsync("cargo:serde"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkg:gem/..%2Fx@1.0.0")]
    [InlineData("pkg:gem/a@..%2F..%2Fx")]
    [InlineData("pkg:gem/a@1.0.0?platform=..%2F..%2Fx")]
    [InlineData("pkg:gem/a%3Fq@1.0.0")]
    [InlineData("pkg:cargo/a%2Fb@1.0.0")]
    [InlineData("pkg:cargo/a%0Ab@1")]
    [InlineData("pkg:golang/example.org/..%2F..%2Fx@v1.0.0")]
    [InlineData("pkg:golang/localhost/x@v1.0.0")]
    [InlineData("pkg:golang/example.org/x@v1%2F..")]
    [InlineData("pkg:golang/example.org/!x@v1.0.0")]
    public async Task A_name_that_would_change_the_address_is_never_asked_for(string purl)
    {
        await Assert.ThrowsAsync<UnreadableException>(() => LockedAsync(new(purl)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_source_of_a_lock_file_is_not_the_users_own()
    {
        server.Gem("rake", "1.0.0");
        File.Delete(At("home/.gemrc"));
        var locked = new LockedPackage("pkg:gem/rake@1.0.0") { Registries = [$"{server.Address}ruby/"] };
        Assert.Contains("of this machine or network", await LockedWhyAsync(locked), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Put("home/.gemrc", $":sources: [\"{server.Address}ruby\"]\n");
        await LockedAsync(locked);
    }

    [Fact]
    public async Task A_gem_is_asked_of_each_source_that_its_lock_file_names()
    {
        Put("home/.bundle/config", $"---\nBUNDLE_MIRROR__HTTPS://ONE__EXAMPLE/: \"{server.Address}none/\"\nBUNDLE_MIRROR__HTTPS://TWO___B__EXAMPLE/: \"{server.Address}ruby/\"\n");
        server.Gem("rake", "1.0.0");
        await LockedAsync(new("pkg:gem/rake@1.0.0") { Registries = ["https://one.example/", "https://two-b.example/"] });
        Assert.Contains("has no such gem", await LockedWhyAsync(new("pkg:gem/rake@1.0.0") { Registries = ["https://one.example/"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none,URL", true)]
    [InlineData("URL,direct", true)]
    [InlineData("broken,URL", false)]
    [InlineData("broken|URL", true)]
    [InlineData("off", false)]
    [InlineData("none,direct", false)]
    [InlineData("file:///tmp/modules", false)]
    public async Task Proxies_are_asked_as_go_does(string list, bool isFound)
    {
        server.Module("example.org/a", "v1.0.0");
        server.InsteadOf = "broken/example.org/a/@v/v1.0.0.info";
        server.Instead = static (_, stream) => OddRegistry.WriteAsync(stream, 403, "");
        variables["GOPROXY"] = list.Replace("URL", server.Address + "go", StringComparison.Ordinal).Replace("none", server.Address + "none", StringComparison.Ordinal).Replace("broken", server.Address + "broken", StringComparison.Ordinal);
        Assert.Equal(isFound, await Record.ExceptionAsync(() => OneAsync("go:example.org/a@v1.0.0")) is null);
    }

    [Fact]
    public async Task A_private_module_is_not_told_to_a_proxy()
    {
        variables["GOPRIVATE"] = "other.example,*.corp.example/team";
        Assert.Contains("is private", await WhyAsync("go:git.corp.example/team/x@v1.0.0"), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.Contains("(404)", await WhyAsync("go:git.corp.example/others/x@v1.0.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gem:a", "~/.gemrc")]
    [InlineData("cargo:a", "~/.cargo/config.toml")]
    [InlineData("go:example.org/a", "go env -w GOPROXY")]
    public async Task Without_a_registry_it_is_said_where_to_name_one(string reference, string what)
    {
        variables.Clear();
        Assert.Contains(what, (await Assert.ThrowsAsync<UsageException>(() => OneAsync(reference))).Message, StringComparison.Ordinal);
        var purl = reference == "cargo:a" ? "pkg:cargo/a@1.0.0" : reference == "gem:a" ? "pkg:gem/a@1" : "pkg:golang/example.org/a@v1";
        Assert.Contains(what, await LockedWhyAsync(new(purl)), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
