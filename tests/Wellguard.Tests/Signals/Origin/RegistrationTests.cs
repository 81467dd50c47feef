using Wellguard.Artifacts;
using Wellguard.Registries.Packages;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Origin;

/// <summary>What a registry says of a version, and what it does not say.</summary>
public sealed class RegistrationTests
{
    private static readonly ScanOptions Options = new(Policy.Default, new DateOnly(2026, 1, 1));

    private static async Task<Image> ImageAsync(Registration? registration, string version = "1.0.1", string manifest = "")
    {
        var bytes = ByteSource.OfMemory(PackageBytes.Tarball(("package/package.json", $$"""{"name":"a","version":"{{version}}"{{manifest}}}"""), ("package/index.js", "exports.a = 1\n"), ("package/install.js", "console.log('thank you')\n")));
        return (await ImageSources.OpenAsync(bytes, "a.tgz", new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken))[0] with { Registration = registration };
    }

    private static async Task<Report> ScanAsync(Registration? registration, string manifest = "") =>
        await Pipeline.ScanAsync(await ImageAsync(registration, manifest: manifest), Options, TestContext.Current.CancellationToken);

    private static async Task<string> RulesAsync(Registration? registration, string manifest = "") =>
        string.Join(' ', (await ScanAsync(registration, manifest)).Signals.Where(static signal => signal.Rule.StartsWith("origin/", StringComparison.Ordinal)).Select(static signal => signal.Rule).Order(StringComparer.Ordinal));

    public static TheoryData<Registration, string, string> Cases => new()
    {
        { new() { Publisher = "eve", EarlierPublishers = ["ada"] }, "", "origin/new-publisher" },
        { new() { Publisher = "ada", EarlierPublishers = ["bob", "ada"] }, "", "" },
        { new() { Publisher = "eve" }, "", "" },
        { new() { HadProvenance = true, HasProvenance = false, Before = "1.0.0" }, "", "origin/dropped-provenance" },
        { new() { HadProvenance = true }, "", "" },
        { new() { HadProvenance = false, HasProvenance = false }, "", "" },
        { new() { AgeDays = 1, Published = DateTimeOffset.UnixEpoch }, "", "origin/young-version" },
        { new() { AgeDays = 20 }, "", "" },
        { new() { Deprecated = "use b" }, "", "origin/withdrawn-version" },
        { new() { HasInstallScript = false }, ""","scripts":{"postinstall":"node install.js"}""", "origin/other-manifest" },
        { new() { HasInstallScript = true }, ""","scripts":{"postinstall":"node install.js"}""", "" },
        { new() { HasInstallScript = false }, ""","scripts":{"test":"node install.js"}""", "" },
        { new() { Name = "b" }, "", "origin/other-manifest" },
        { new() { Name = "a", Version = "v1.0.1+build" }, "", "" },
        { new() { Name = "a", Version = "1.0.2" }, "", "origin/other-manifest" },
        { new(), "", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Facts_are_told_where_the_registry_gives_them(Registration registration, string manifest, string rules) => Assert.Equal(rules, await RulesAsync(registration, manifest));

    [Fact]
    public async Task All_of_them_together_never_make_an_honest_package_suspicious()
    {
        var report = await ScanAsync(new() { Publisher = "eve", EarlierPublishers = ["ada"], HadProvenance = true, HasProvenance = false, AgeDays = 0, Deprecated = "old" });
        Assert.Equal((Level.Clean, 4), (report.Verdict.Level, report.Signals.Count));
    }

    [Fact]
    public async Task A_comparison_tells_who_published_and_where_it_was_built()
    {
        var old = await ImageAsync(new() { Publisher = "ada", Maintainers = ["ada"], HasProvenance = true }, "1.0.0");
        var now = await ImageAsync(new() { Publisher = "eve", Maintainers = ["ada", "eve"], HasProvenance = false });
        var report = await Pipeline.DiffAsync(old, now, Options, TestContext.Current.CancellationToken);
        Assert.Equal(["published by eve, before by ada", "new among its maintainers: eve"], report.Changes.Where(static change => change.Kind == "publisher").Select(static change => change.What));
        Assert.Single(report.Changes, static change => change.Kind == "provenance");
        var silent = await Pipeline.DiffAsync(old with { Registration = null }, now with { Registration = null }, Options, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(silent.Changes, static change => change.Kind is "publisher" or "provenance");
    }

    /// <summary>Attack: a message of the registry with control characters and a secret in it.</summary>
    [Fact]
    public async Task What_the_registry_says_is_text_of_a_stranger()
    {
        var report = await ScanAsync(new() { Deprecated = new string('x', 5_000) + "\u001b[31m", Publisher = "\u001b]0;x\u0007", EarlierPublishers = ["a"] });
        Assert.All(report.Signals.SelectMany(static signal => signal.Evidence), static evidence => Assert.InRange(evidence.Text.Length, 1, 1_000));
    }
}
