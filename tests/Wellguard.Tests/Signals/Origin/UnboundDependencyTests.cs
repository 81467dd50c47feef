using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Signals;
using Wellguard.Tests.Packages;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Origin;

public sealed class UnboundDependencyTests
{
    private const string Private = """{"name":"@acme/app","private":true,"dependencies":{"@acme/secrets":"^1.0.0","@types/node":"^20.0.0","lodash":"4"}}""";
    private static readonly PopularNames Names = new([KeyValuePair.Create("npm-x.txt", "lodash\n@types/node\n"), KeyValuePair.Create("pypi-x.txt", "requests\nnumpy\n")]);

    [Fact]
    public async Task A_scope_of_ones_own_without_a_registry_and_a_lock_is_told()
    {
        var signal = Assert.Single(await WorkspaceAsync(PopularNames.None, "package.json", Private));
        Assert.Equal((Severity.Medium, "package.json"), (signal.Severity, signal.Where.Path));
        Assert.Contains("@acme/secrets", signal.Evidence[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@types", signal.Evidence[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".npmrc", "@acme:registry=https://npm.acme.example/\n")]
    [InlineData(".npmrc", "registry = https://npm.acme.example/\n")]
    [InlineData("packages/secrets/package.json", """{"name":"@acme/secrets","version":"1.0.0"}""")]
    [InlineData("package-lock.json", """{"name":"@acme/app","lockfileVersion":3,"packages":{"node_modules/@acme/secrets":{"version":"1.0.0","resolved":"https://npm.acme.example/s.tgz","integrity":"sha512-AAAA"}}}""")]
    public async Task One_that_is_bound_pinned_or_a_member_is_not(string file, string text) => Assert.Empty(await WorkspaceAsync(PopularNames.None, "package.json", Private, file, text));

    [Fact]
    public async Task A_scope_that_no_popular_package_has_is_told_once_names_are_known()
    {
        const string Manifest = """{"name":"app","dependencies":{"@hidden/thing":"1.x","@types/react":"1","@hidden/local":"file:../x","@hidden/git":"git+ssh://x/y"}}""";
        Assert.Equal((Severity.Low, "@hidden/thing"), (Assert.Single(await WorkspaceAsync(Names, "package.json", Manifest)) is var signal ? (signal.Severity, signal.Object) : default));
        Assert.Empty(await WorkspaceAsync(PopularNames.None, "package.json", Manifest));
    }

    [Theory]
    [InlineData("--extra-index-url https://pip.acme.example/simple\nrequests==2.0\nacme-billing>=1\n", Severity.Medium)]
    [InlineData("requests==2.0\nnumpy\n--extra-index-url https://pip.acme.example/simple\n", null)]
    [InlineData("--index-url https://pip.acme.example/simple\nacme-billing>=1\n", null)]
    [InlineData("--extra-index-url https://pip.acme.example/simple\nacme-billing==1.0 \\\n    --hash=sha256:00\n", null)]
    public async Task A_second_index_is_told_with_the_names_that_nobody_else_knows(string text, Severity? severity)
    {
        var signals = await WorkspaceAsync(Names, "requirements.txt", text);
        Assert.Equal(severity, signals.Count == 0 ? null : Assert.Single(signals).Severity);
    }

    [Fact]
    public async Task The_second_index_may_stand_in_pips_configuration() =>
        Assert.Equal("requirements.txt", Assert.Single(await WorkspaceAsync(Names, "pip.conf", "[global]\nextra-index-url = https://pip.acme.example/simple\n", "requirements.txt", "acme-billing\n")).Where.Path);

    [Theory]
    [InlineData("""<configuration><packageSources><add key="a" value="https://a.example/v3/index.json" /><add key="b" value="https://b.example/v3/index.json" /></packageSources></configuration>""", true)]
    [InlineData("""<configuration><packageSources><add key="a" value="https://a.example/v3/index.json" /><add key="b" value="https://b.example/v3/index.json" /></packageSources><packageSourceMapping><packageSource key="a"><package pattern="*" /></packageSource></packageSourceMapping></configuration>""", false)]
    [InlineData("""<configuration><packageSources><clear /><add key="a" value="https://a.example/v3/index.json" /><add key="b" value="../local" /></packageSources></configuration>""", false)]
    [InlineData("<configuration><packageSources>", false)]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><configuration>&a;</configuration>", false)]
    public async Task Several_sources_without_a_mapping_are_told(string text, bool isTold) => Assert.Equal(isTold, (await WorkspaceAsync(Names, "NuGet.Config", text)).Count == 1);

    [Theory]
    [InlineData("""{"name":"honest","version":"1.0.0","dependencies":{"acme-internal":"99.99.99"}}""", true)]
    [InlineData("""{"name":"honest","version":"1.0.0","dependencies":{"acme-internal":"^99.0.1"}}""", true)]
    [InlineData("""{"name":"honest","version":"1.0.0","dependencies":{"lodash":"99.0.1","other":"^4.17.0"}}""", false)]
    public async Task A_dependency_with_a_version_that_always_wins_is_told(string manifest, bool isTold) =>
        Assert.Equal(isTold, (await MadePackage.ScanAsync(MadePackage.Npm(manifest), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { Names = Names })).Signals.Any(static signal => signal.Rule == "origin/unbound-dependency"));

    [Theory]
    [InlineData("package.json", "{")]
    [InlineData("package.json", "[]")]
    [InlineData("package.json", """{"name":3,"dependencies":{"@/b":3,"@/":"1","@":"1","\ud800/x":"1"}}""")]
    [InlineData(".npmrc", "@:registry\n=\n@@:registry=")]
    public async Task Damaged_files_say_nothing(string file, string text) => Assert.Empty(await WorkspaceAsync(Names, file, text));

    private static async Task<IReadOnlyList<Signal>> WorkspaceAsync(PopularNames names, params string[] files)
    {
        var folder = Directory.CreateTempSubdirectory("wellguard-test-");
        try
        {
            foreach (var pair in files.Chunk(2))
            {
                var path = Path.Combine(folder.FullName, pair[0]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, pair[1], TestContext.Current.CancellationToken);
            }

            var image = (await ImageSources.OpenAsync(Target.Parse("dir:" + folder.FullName), new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken))[0];
            var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { Names = names }, TestContext.Current.CancellationToken);
            return [.. report.Signals.Where(static signal => signal.Rule == "origin/unbound-dependency")];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
