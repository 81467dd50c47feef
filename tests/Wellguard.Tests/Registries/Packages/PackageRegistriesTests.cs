using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Registries;
using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>Packages by their names from registries of the three kinds, which answer well, wrongly, or not at all.</summary>
public sealed class PackageRegistriesTests : FetchedPackages
{
    public PackageRegistriesTests()
    {
        Directory.CreateDirectory(At("home"));
        variables["npm_config_registry"] = server.Address;
        variables["PIP_INDEX_URL"] = server.Address + "simple/";
        Directory.CreateDirectory(At("home/.nuget/NuGet"));
        File.WriteAllText(At("home/.nuget/NuGet/NuGet.Config"), $"""<configuration><packageSources><add key="own" value="{server.Address}v3/index.json" /></packageSources></configuration>""");
    }

    private async Task<IReadOnlyList<Image>> ImagesAsync(string reference, bool isOffline = false, RegistryOptions? options = null)
    {
        using var registries = Open(isOffline, options);
        return await registries.OpenAsync(PackageReference.Parse(reference)!, TestContext.Current.CancellationToken);
    }

    private async Task<Image> OneAsync(string reference, bool isOffline = false) => Assert.Single(await ImagesAsync(reference, isOffline));

    private async Task<string> WhyAsync(string reference, RegistryOptions? options = null) => (await Assert.ThrowsAsync<UnreadableException>(() => ImagesAsync(reference, false, options))).Why;

    private async Task<IReadOnlyList<Image>> LockedAsync(string purl, bool isOffline, params string[] integrity)
    {
        using var registries = Open(isOffline);
        return await registries.OpenAsync(new LockedPackage(purl) { Integrity = integrity }, TestContext.Current.CancellationToken);
    }

    private static string Hex(string algorithm, byte[] bytes) => $"{algorithm}:{Convert.ToHexStringLower(algorithm == "sha512" ? SHA512.HashData(bytes) : SHA256.HashData(bytes))}";

    [Theory]
    [InlineData("npm:a", "1.2.0")]
    [InlineData("npm:a@latest", "1.2.0")]
    [InlineData("npm:a@1.2.0", "1.2.0")]
    [InlineData("npm:a@^1.1", "1.10.0")]
    [InlineData("npm:a@~1.2.0", "1.2.0")]
    [InlineData("npm:a@2.0.0-rc.1", "2.0.0-rc.1")]
    public async Task An_npm_package_is_chosen_by_version_range_or_tag(string reference, string version)
    {
        foreach (var one in (string[])["1.2.0", "1.10.0", "2.0.0-rc.1"])
        {
            server.Npm("a", one, about: document => document["version"] = one);
        }

        var image = await OneAsync(reference);
        Assert.Equal(("a", version, 0), (image.Artifact.Name, image.Artifact.Version, image.Mismatches.Count)); // the tag names the last in the server's own order
        Assert.Equal($"npm:a@{version}", image.Artifact.Source);
    }

    [Fact]
    public async Task A_scoped_package_is_asked_for_by_its_escaped_name_and_the_scopes_registry()
    {
        variables.Remove("npm_config_registry");
        await File.WriteAllTextAsync(At("home/.npmrc"), $"@s:registry={server.Address}\n//{server.Host}/:_authToken=${{MY_TOKEN}}\n", TestContext.Current.CancellationToken);
        variables["MY_TOKEN"] = "tok";
        server.Authorization = "Bearer tok";
        server.Npm("@s/b", "1.0.0");
        var image = await OneAsync("npm:@s/b@1.0.0");
        Assert.Equal("@s/b", image.Artifact.Name);
        Assert.Contains(server.Requests, static request => request.Path == "/@s%2fb");
        await Assert.ThrowsAsync<UsageException>(() => ImagesAsync("npm:b"));
    }

    [Fact]
    public async Task A_project_may_name_registries_and_gets_no_variable_and_no_log_in()
    {
        variables.Remove("npm_config_registry");
        variables["SECRET"] = "s3cret";
        await File.WriteAllTextAsync(At(".npmrc"), $"registry={server.Address}\n//{server.Host}/:_authToken=${{SECRET}}\n", TestContext.Current.CancellationToken);
        Assert.Contains("of this machine or network", await WhyAsync("npm:a@1.0.0"), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        await File.WriteAllTextAsync(At("home/.npmrc"), $"@mine:registry={server.Address}\n", TestContext.Current.CancellationToken);
        server.Npm("a", "1.0.0");
        await OneAsync("npm:a@1.0.0");
        Assert.All(server.Requests, static request => Assert.False(request.Headers.ContainsKey("authorization")));
    }

    [Fact]
    public async Task What_the_registry_says_of_its_history_is_told()
    {
        static Action<JsonObject> By(string user, bool attested) => document =>
        {
            document["_npmUser"] = new JsonObject { ["name"] = user };
            document["maintainers"] = new JsonArray(new JsonObject { ["name"] = user });
            document["scripts"] = new JsonObject();
            if (attested)
            {
                document["dist"]!["attestations"] = new JsonObject { ["url"] = "x" };
            }
        };
        server.Npm("a", "1.0.0", about: By("ada", attested: true));
        server.Npm("a", "1.0.1", about: By("eve", attested: false));
        var told = (await OneAsync("npm:a@1.0.1")).Registration!;
        Assert.Equal(("eve", "ada", true, false, "1.0.0", false), (told.Publisher, Assert.Single(told.EarlierPublishers), told.HadProvenance, told.HasProvenance, told.Before, told.HasInstallScript));
        Assert.Equal(2024, told.Published!.Value.Year);
        Assert.Null(told.AgeDays);
    }

    [Fact]
    public async Task A_registry_that_says_nothing_gives_no_facts()
    {
        server.Npm("a", "1.0.0");
        server.Npm("a", "1.0.1");
        var told = (await OneAsync("npm:a@1.0.1")).Registration!;
        Assert.Equal((null, null, null, null, 0), (told.Publisher, told.HadProvenance, told.HasProvenance, told.HasInstallScript, told.EarlierPublishers.Count));
    }

    [Theory]
    [InlineData(404, "has no such package (404)")]
    [InlineData(401, "wants a log-in (401)")]
    [InlineData(403, "denies access (403)")]
    [InlineData(503, "failed (503")]
    [InlineData(302, "redirects to nowhere")]
    public async Task Refusals_say_what_to_do(int status, string what)
    {
        server.Instead = (_, stream) => OddRegistry.WriteAsync(stream, status, "");
        Assert.Contains(what, await WhyAsync("npm:a@1.0.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_differs_from_its_digest_is_a_finding_and_never_used_by_that_digest()
    {
        var honest = server.Npm("a", "1.0.0");
        server.Exchange("/a/-/a-1.0.0.tgz", PackageBytes.Tarball(("package/package.json", """{"name":"a","version":"1.0.0"}"""), ("package/index.js", "other\n")));
        var image = await OneAsync("npm:a@1.0.0");
        Assert.Equal(("archive, against the registry", Hex("sha512", honest)), (Assert.Single(image.Mismatches).What, image.Mismatches[0].Expected));
        Assert.Single((await LockedAsync("pkg:npm/a@1.0.0", false, Hex("sha512", honest)))[0].Mismatches, static mismatch => mismatch.What.Contains("lock file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_that_breaks_off_is_no_package()
    {
        server.Npm("a", "1.0.0");
        server.InsteadOf = ".tgz";
        server.Instead = static async (_, stream) =>
        {
            await OddRegistry.WriteAsync(stream, 200, "Content-Length: 100000\r\n");
            await stream.WriteAsync(new byte[100]);
        };
        Assert.Contains("broke", await WhyAsync("npm:a@1.0.0"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At("cache/packages")));
    }

    [Fact]
    public async Task A_document_without_end_is_given_up()
    {
        server.Instead = static async (request, stream) =>
        {
            await OddRegistry.WriteAsync(stream, 200, "");
            await stream.WriteAsync("{"u8.ToArray());
            for (var i = 0; i < 100; i++)
            {
                await Task.Delay(100);
                await stream.WriteAsync(" "u8.ToArray());
            }
        };
        Assert.Contains("was not there after 1 s", await WhyAsync("npm:a@1.0.0", Quick with { DocumentTimeout = TimeSpan.FromSeconds(1) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_of_gigabytes_is_refused()
    {
        server.Instead = static (_, stream) => OddRegistry.WriteAsync(stream, 200, "Content-Length: 9999999999\r\n");
        Assert.Contains("too many for a document", await WhyAsync("npm:a@1.0.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "address of this machine or network")]
    [InlineData("file:///etc/passwd", "'file:', which is refused")]
    [InlineData("http://192.0.2.1/a.tgz", "without encryption")]
    public async Task A_tarball_elsewhere_is_followed_only_where_a_redirect_may_lead(string address, string what)
    {
        // The registry itself is on a public address here; what is on this machine is nearer.
        server.Npm("a", "1.0.0", about: document => document["dist"]!["tarball"] = address);
        Assert.Contains(what, await WhyAsync("npm:a@1.0.0", Quick with { ReachOf = static address => IPAddress.IsLoopback(address) ? Reach.Public : Reaches.Of(address), PlainHttpHosts = ["169.254.169.254"] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_not_asked_a_thousand_times()
    {
        variables["npm_config_registry"] = "http://127.0.0.1:9/";
        using var registries = Open();
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<UnreadableException>(() => registries.OpenAsync(PackageReference.Parse("npm:a@1.0.0")!, TestContext.Current.CancellationToken))).Why, StringComparison.Ordinal);
        }

        Assert.Contains("not asked again", (await Assert.ThrowsAsync<UnreadableException>(() => registries.OpenAsync(PackageReference.Parse("npm:b@1.0.0")!, TestContext.Current.CancellationToken))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_fetched_is_there_without_the_network_and_is_checked_again()
    {
        var archive = server.Npm("a", "1.0.0");
        await OneAsync("npm:a@1.0.0");
        var asked = server.Requests.Count;
        Assert.Equal("1.0.0", (await OneAsync("npm:a@1.0.0", isOffline: true)).Artifact.Version);
        Assert.Equal("1.0.0", Assert.Single(await LockedAsync("pkg:npm/a@1.0.0", true, Hex("sha512", archive))).Artifact.Version);
        Assert.Single(await LockedAsync("pkg:npm/a@1.0.0", false, Hex("sha512", archive)));
        Assert.Equal(asked, server.Requests.Count);
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(At("cache/packages"))), "other", TestContext.Current.CancellationToken);
        Assert.Contains("in no cache", (await Assert.ThrowsAsync<UnreadableException>(() => ImagesAsync("npm:a@1.0.0", isOffline: true))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cache_of_npm_is_used_by_digest()
    {
        var archive = PackageBytes.Tarball(("package/package.json", """{"name":"c","version":"1.0.0"}"""), ("package/index.js", "x\n"));
        var hex = Convert.ToHexStringLower(SHA512.HashData(archive));
        var path = At($"home/.npm/_cacache/content-v2/sha512/{hex[..2]}/{hex[2..4]}/{hex[4..]}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, archive, TestContext.Current.CancellationToken);
        Assert.Equal("c", Assert.Single(await LockedAsync("pkg:npm/c@1.0.0", true, "sha512:" + hex)).Artifact.Name);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("pkg:npm/..%2Fx@1.0.0")]
    [InlineData("pkg:npm/a@..%2F..%2Fx")]
    [InlineData("pkg:npm/a%3Fq@1.0.0")]
    [InlineData("pkg:pypi/a%0Ab@1")]
    [InlineData("pkg:nuget/%2Fetc%2Fpasswd@1.0.0")]
    public async Task A_name_that_would_change_the_address_is_never_asked_for(string purl)
    {
        await Assert.ThrowsAsync<UnreadableException>(() => LockedAsync(purl, false));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Python_package_is_its_source_and_its_most_usual_wheel(bool isOld)
    {
        server.IsOld = isOld;
        var source = server.Python("my-lib", "my_lib-1.0.tar.gz", PackageBytes.Tarball(("my_lib-1.0/PKG-INFO", "Name: my-lib\nVersion: 1.0\n\n"), ("my_lib-1.0/setup.py", "from setuptools import setup\nsetup()\n")));
        server.Python("my-lib", "my_lib-1.0-cp311-cp311-win_amd64.whl", PackageBytes.Zip(("my_lib-1.0.dist-info/METADATA", "Name: my-lib\nVersion: 1.0\n\n")));
        var wheel = server.Python("my-lib", "my_lib-1.0-py3-none-any.whl", PackageBytes.Zip(("my_lib-1.0.dist-info/METADATA", "Name: my-lib\nVersion: 1.0\n\n"), ("my_lib/__init__.py", "x = 1\n")));
        server.Python("my-lib", "my_lib-2.0rc1.tar.gz", source);
        var images = await ImagesAsync("pypi:My.Lib==1.0.0");
        Assert.Equal([PackageFormat.PythonSource, PackageFormat.PythonWheel], images.Select(static image => image.Package!.Format));
        Assert.All(images, static image => Assert.Empty(image.Mismatches));
        Assert.Equal("pypi:My.Lib==1.0", (await ImagesAsync("pypi:My.Lib"))[0].Artifact.Source!.Replace("1.0.0", "1.0", StringComparison.Ordinal));
        Assert.Equal(PackageFormat.PythonWheel, Assert.Single(await LockedAsync("pkg:pypi/my-lib@1.0", false, Hex("sha256", wheel))).Package!.Format);
        Assert.All(await LockedAsync("pkg:pypi/my-lib@1.0", false, "sha256:" + new string('0', 64)), static image => Assert.Single(image.Mismatches));
    }

    [Fact]
    public async Task A_Python_version_that_was_withdrawn_and_lost_its_provenance_is_told()
    {
        byte[] Source(string version) => PackageBytes.Tarball(($"lib-{version}/PKG-INFO", $"Name: lib\nVersion: {version}\n\n"));
        server.Python("lib", "lib-1.0.tar.gz", Source("1.0"), static file => (file["upload-time"], file["provenance"]) = ("2024-01-01T00:00:00Z", "https://x.invalid/p"));
        server.Python("lib", "lib-1.1.tar.gz", Source("1.1"), static file => (file["upload-time"], file["yanked"]) = ("2024-02-01T00:00:00Z", "poisoned"));
        var told = (await OneAsync("pypi:lib==1.1")).Registration!;
        Assert.Equal((true, false, "1.0", "it was withdrawn: poisoned"), (told.HadProvenance, told.HasProvenance, told.Before, told.Deprecated));
    }

    [Fact]
    public async Task A_NuGet_package_is_found_by_any_spelling_of_its_version()
    {
        server.NuGet("My.Lib", "1.2.0", ("lib/net8.0/My.Lib.txt", "x"));
        server.NuGet("My.Lib", "2.0.0-beta");
        var image = await OneAsync("nuget:my.lib@1.2");
        Assert.Equal(("My.Lib", "1.2.0", 2024), (image.Artifact.Name, image.Artifact.Version, image.Registration!.Published!.Value.Year));
        Assert.Equal("1.2.0", (await OneAsync("nuget:My.Lib")).Artifact.Version);
        Assert.Contains("no such version", await WhyAsync("nuget:My.Lib@9.0.0"), StringComparison.Ordinal);
    }

    /// <summary>Attack: a file that makes it a Python package for who does not know where it is from, so that nobody looks at npm's hooks.</summary>
    [Fact]
    public async Task A_package_of_two_kinds_is_examined_as_both()
    {
        server.Npm("a", "1.0.0", about: static document => document["dist"]!.AsObject().Remove("integrity"));
        server.Exchange("/a/-/a-1.0.0.tgz", PackageBytes.Tarball(("b/PKG-INFO", "Metadata-Version: 2.1\nName: a\nVersion: 1.0.0\n"), ("b/package.json", """{"name":"a","version":"1.0.0","scripts":{"preinstall":"x"}}""")));
        foreach (var isOffline in (bool[])[false, true])
        {
            Assert.Contains((await OneAsync("npm:a@1.0.0", isOffline)).Package!.Also, static other => other.Format == PackageFormat.Npm);
        }
    }

    [Fact]
    public async Task A_package_of_another_kind_is_not_examined()
    {
        server.Npm("a", "1.0.0", about: static document => document["dist"]!.AsObject().Remove("integrity"));
        server.Exchange("/a/-/a-1.0.0.tgz", PackageBytes.Tarball(("package/PKG-INFO", "Metadata-Version: 2.1\nName: a\nVersion: 1.0.0\n")));
        Assert.Contains("is a package of another kind (PythonSource)", await WhyAsync("npm:a@1.0.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_behind_the_first_gets_its_own_log_in()
    {
        await File.WriteAllTextAsync(At("home/.nuget/NuGet/NuGet.Config"), $"""<configuration><packageSources><add key="first" value="http://127.0.0.1:9/v3/index.json" /><add key="own" value="http://ada:open@{server.Host}/v3/index.json" /></packageSources></configuration>""", TestContext.Current.CancellationToken);
        server.Authorization = "Basic " + Convert.ToBase64String("ada:open"u8);
        server.NuGet("My.Lib", "1.2.0");
        Assert.Equal("1.2.0", (await OneAsync("nuget:My.Lib@1.2.0")).Artifact.Version);
    }

    [Fact]
    public async Task What_names_no_digest_is_found_again_by_that_of_what_was_fetched()
    {
        server.NuGet("My.Lib", "1.2.0");
        await OneAsync("nuget:My.Lib@1.2.0");
        var asked = server.Requests.Count;
        Assert.Equal("1.2.0", (await OneAsync("nuget:My.Lib@1.2.0", isOffline: true)).Artifact.Version);
        Assert.Equal(asked, server.Requests.Count);
    }

    [Fact]
    public async Task What_is_no_package_is_told()
    {
        server.Npm("a", "1.0.0", about: static document => document["dist"]!.AsObject().Remove("integrity"));
        server.Exchange("/a/-/a-1.0.0.tgz", Encoding.UTF8.GetBytes("<html>a portal</html>"));
        await Assert.ThrowsAsync<UnreadableException>(() => ImagesAsync("npm:a@1.0.0"));
    }
}
