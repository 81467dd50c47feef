using Wellguard.Inventories;
using Wellguard.Signals;
using Wellguard.Tests.Packages;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Origin;

public sealed class LookalikeNameTests
{
    private static readonly PopularNames Names = new([KeyValuePair.Create("npm-known.txt", "cross-env\nexpress\nlodash\n@babel/core\n")]);

    [Theory]
    [InlineData("crossenv", Severity.Medium)]
    [InlineData("exprees", Severity.Medium)]
    [InlineData("l\u043edash", Severity.High)]
    [InlineData("lodash-utils", Severity.Low)]
    public async Task The_name_of_a_package_that_is_made_to_be_mistaken_is_told(string name, Severity severity)
    {
        var signal = Assert.Single(await SignalsAsync($$"""{"name":"{{name}}","version":"1.0.0"}""", Names));
        Assert.Equal((SignalClass.Lookalike, severity, name), (signal.Class, signal.Severity, signal.Object));
    }

    [Fact]
    public async Task A_name_alone_is_no_reason_to_look_at_a_package() =>
        Assert.Equal((Level.Clean, Decision.Allow), await VerdictAsync("""{"name":"crossenv","version":"1.0.0"}"""));

    [Fact]
    public async Task With_a_hook_of_its_own_it_is()
    {
        Assert.Equal((Level.Suspicious, Decision.Review), await VerdictAsync("""{"name":"crossenv","version":"1.0.0","scripts":{"postinstall":"node setup.js"}}"""));
        Assert.Equal((Level.Clean, Decision.Allow), await VerdictAsync("""{"name":"crossenv","version":"1.0.0","scripts":{"install":"node-gyp rebuild"}}"""));
    }

    [Fact]
    public async Task A_dependency_that_is_made_to_be_mistaken_is_told() =>
        Assert.Contains("its dependency 'lodahs' looks like the well-known 'lodash'", Assert.Single(await SignalsAsync("""{"name":"honest","version":"1.0.0","dependencies":{"lodahs":"^1.0.0","express":"^4.0.0"}}""", Names)).Evidence[0].Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"requessts-lib","version":"1.0.0","dependencies":{"requests-lib":"1"}}""", "requessts-lib")]
    [InlineData("""{"name":"crossenv","version":"1.0.0","dependencies":{"cross-env":"1"}}""", "crossenv")]
    [InlineData("""{"name":"honest","version":"1.0.0","dependencies":{"left-pad":"1","l\u0435ft-pad":"1"}}""", "l\u0435ft-pad")]
    public async Task Without_imported_names_a_package_is_compared_with_what_it_depends_on(string manifest, string name) =>
        Assert.Equal(name, Assert.Single(await SignalsAsync(manifest, PopularNames.None)).Object);

    [Theory]
    [InlineData("""{"name":"crossenv","version":"1.0.0"}""")]
    [InlineData("""{"name":"acme-plugin","version":"1.0.0","dependencies":{"acme-plugins":"1","acme":"1","lodash.get":"1","lodash.set":"1","d3-time":"1","d3-tile":"1","@babel/runtime":"1","babel-runtime":"1"}}""")]
    [InlineData("""{"name":"@acme/lodash","version":"1.0.0","dependencies":{"lodash":"1"}}""")]
    public async Task Without_imported_names_nothing_is_said_of_names_alone(string manifest) => Assert.Empty(await SignalsAsync(manifest, PopularNames.None));

    [Fact]
    public async Task Lookalikes_can_be_left_out()
    {
        var report = await MadePackage.ScanAsync(MadePackage.Npm("""{"name":"crossenv","version":"1.0.0"}"""), Options(Names) with { Without = new HashSet<string> { "lookalike" } });
        Assert.Empty(report.Signals);
    }

    [Fact]
    public async Task A_thousand_dependencies_take_no_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await SignalsAsync($$$"""{"name":"x","version":"1.0.0","dependencies":{{{{string.Join(',', Enumerable.Range(0, 500).Select(static i => $"\"package-number-{i}-{new string('x', i % 180)}\":\"1\""))}}}}}""", new([KeyValuePair.Create("npm-x.txt", string.Join('\n', Enumerable.Range(0, 10_000).Select(static i => $"package-{i * 7919}-name")))]));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), clock.Elapsed.ToString());
    }

    private static ScanOptions Options(PopularNames names) => new(Policy.Default, new DateOnly(2026, 1, 1)) { Names = names };

    private static async Task<(Level Level, Decision Decision)> VerdictAsync(string manifest)
    {
        var report = await MadePackage.ScanAsync(MadePackage.Npm(manifest, "setup.js", "console.log('thank you')\n"), Options(Names));
        return (report.Verdict.Level, report.Verdict.Decision);
    }

    private static async Task<IReadOnlyList<Signal>> SignalsAsync(string manifest, PopularNames names) =>
        [.. (await MadePackage.ScanAsync(MadePackage.Npm(manifest, "index.js", "module.exports = 1\n"), Options(names))).Signals.Where(static signal => signal.Rule == "origin/lookalike-name")];
}
