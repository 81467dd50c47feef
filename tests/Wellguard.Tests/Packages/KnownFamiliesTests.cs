using Wellguard.Artifacts;
using Wellguard.Signals;
using Wellguard.Tests.Programs;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>From packages of known-bad code to what a scan says of another package with the same code.</summary>
public sealed class KnownFamiliesTests
{
    private static readonly byte[] Bad = MadePackage.Npm("""{"name":"bad","version":"1.0.0"}""", "index.js", CodeFingerprintTests.JavaScript);
    private static readonly string Copy = CodeFingerprintTests.Renamed(CodeFingerprintTests.JavaScript, "collect", "depth", "found", "entry", "full", "send", "body", "request").Replace("192.0.2.7", "203.0.113.90", StringComparison.Ordinal);

    [Fact]
    public async Task A_package_with_the_same_code_under_other_names_is_blocked_and_says_of_which_family()
    {
        var import = await ImportAsync([Entry("mal.zip!quiet-collector/bad-1.0.0.tgz", Bad)], []);
        Assert.Empty(import.Unread);
        Assert.Equal(1, import.Index.Programs);
        var package = MadePackage.Npm("""{"name":"other","version":"2.0.0"}""", "lib/start.js", Copy);
        var report = await MadePackage.ScanAsync(package, Options with { Families = import.Index });
        var signal = report.Signals.Single(static signal => signal.Class == SignalClass.Family);
        Assert.Equal(("origin/same-family", "package/lib/start.js", Severity.Critical), (signal.Rule, signal.Where.Path, signal.Severity));
        Assert.Contains("quiet-collector", signal.Evidence[0].Text, StringComparison.Ordinal);
        Assert.Equal(Decision.Block, report.Verdict.Decision);
        Assert.Contains(report.Databases, static database => database.Name == "families");

        var without = await MadePackage.ScanAsync(package, Options with { Families = import.Index, Without = new HashSet<string> { "family" } });
        Assert.DoesNotContain(without.Signals, static signal => signal.Class == SignalClass.Family);
    }

    [Fact]
    public async Task Code_that_trusted_packages_have_too_is_no_family()
    {
        var import = await ImportAsync([Entry("bad.tgz", Bad)], [Entry("good.tgz", MadePackage.Npm("""{"name":"good","version":"1.0.0"}""", "a.js", Copy))]);
        Assert.Equal(0, import.Index.Programs);
    }

    [Fact]
    public async Task Of_a_library_that_was_copied_only_what_a_scan_finds_something_in_is_bad()
    {
        string[] library = [.. Enumerable.Range(0, 8).SelectMany(static i => (string[])[$"lib/part{i}.js", Library(i)])];
        var import = await ImportAsync([Entry("x/clone.tgz", MadePackage.Npm("""{"name":"clone","version":"1.0.0","scripts":{"postinstall":"node setup.js"}}""", [.. library, "setup.js", CodeFingerprintTests.JavaScript.Replace("collect(os.homedir(), 3)", "process.env", StringComparison.Ordinal)]))], []);
        var honest = await MadePackage.ScanAsync(MadePackage.Npm("""{"name":"honest","version":"1.0.0"}""", library), Options with { Families = import.Index });
        Assert.DoesNotContain(honest.Signals, static signal => signal.Class == SignalClass.Family);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_imported()
    {
        var import = await ImportAsync([Entry("broken.tgz", Bad[..(Bad.Length / 2)]), Entry("empty.tgz", []), Entry("single.js", System.Text.Encoding.UTF8.GetBytes(CodeFingerprintTests.JavaScript)), Entry("nothing.bin", [1, 2, 3])], []);
        Assert.Equal(1, import.Index.Programs);
        Assert.NotEmpty(import.Unread);
    }

    private static string Library(int part) => string.Concat(Enumerable.Range(0, 12).Select(i => $"export function part{part}_{i}(list, options) {{\n  const pattern = /a{i}/;\n  if (!list.length || pattern.exec(list[0]) === null) {{ throw new TypeError(options.name); }}\n  return list.filter(item => item.value > {i}).map((item, index) => ({{ index, sum: item.value * options.factor + index }})).sort((a, b) => a.sum - b.sum);\n}}\n"));

    private static ScanOptions Options => new(Policy.Default, new DateOnly(2026, 1, 1));

    private static Task<FamilyImport> ImportAsync(ArchiveEntry[] bad, ArchiveEntry[] benign) => KnownFamilies.BuildAsync(bad, benign, new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken);

    private static ArchiveEntry Entry(string name, byte[] bytes) => new(name, _ => Task.FromResult(ByteSource.OfMemory(bytes)));
}
