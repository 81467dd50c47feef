using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Signals;
using Wellguard.Tests;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Reports;

public sealed class ReportCacheTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private ScanOptions Options => new(Policy.Default, new DateOnly(2026, 11, 27)) { CacheDirectory = folder.Path };

    /// <summary>As from a registry: layers are known by their digests.</summary>
    private static Image Remote(string file)
    {
        var image = Tests.Artifacts.Corpus.Read(file, 7).Build();
        return image with { Config = image.Config with { Digest = Digests.Of([1]) }, Layers = [.. image.Layers.Select(layer => layer with { IsRemote = true, Digest = DigestOf(layer) })] };
    }

    private static string DigestOf(Layer layer)
    {
        using var blob = layer.Open(TestContext.Current.CancellationToken).AsTask().Result;
        using var memory = new MemoryStream();
        blob.CopyTo(memory);
        return Digests.Of(memory.ToArray());
    }

    /// <summary>A scan that reads any layer fails.</summary>
    private static Image Closed(Image image) => image with { Layers = [.. image.Layers.Select(layer => layer with { Open = _ => throw new UnreadableException("layer", "was opened") })] };

    private static Task<Report> ScanAsync(Image image, ScanOptions options) => Pipeline.ScanAsync(image, options, TestContext.Current.CancellationToken);

    private static byte[] In(ReportFormat format, Report report)
    {
        using var output = new MemoryStream();
        format.Write([report with { Timings = null }], output, new ReportContext("1") { Rule = RuleBook.Find });
        return output.ToArray();
    }

    [Fact]
    public async Task Another_database_of_advisories_means_another_scan()
    {
        var image = Remote("benign/" + Path.GetFileName(Tests.Artifacts.Corpus.Files.First(file => file.Contains("benign/", StringComparison.Ordinal))));
        var fresh = await ScanAsync(image, Options);
        Assert.SkipUnless(fresh.Completeness.State == CompletenessState.Complete, "only complete reports are kept");
        using var advisories = Tests.Advisories.ExampleAdvisories.Open(folder, Tests.Advisories.ExampleAdvisories.Record("MAL-1", "npm", "thing", "\"versions\":[\"1.0.0\"]"));
        Assert.Empty((await ScanAsync(Closed(image), Options)).Databases);
        var looked = await ScanAsync(image, Options with { Advisories = advisories });
        Assert.Equal(["osv/npm"], looked.Databases.Select(database => database.Name));
        Assert.Equal(["osv/npm"], (await ScanAsync(Closed(image), Options with { Advisories = advisories })).Databases.Select(database => database.Name));
    }

    public static TheoryData<string> Cases =>
        [.. Tests.Artifacts.Corpus.Files.Where((_, index) => index % 9 == 0).Select(file => Path.GetRelativePath(Tests.Artifacts.Corpus.Root, file)), "malicious/c02-cron-dropper-full.yml"];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_kept_report_is_the_same_in_every_format(string file)
    {
        var image = Remote(file);
        var options = Options with { Indicators = Indicators.Parse(Tests.Artifacts.Corpus.Read(file, 7).Indicators) };
        var fresh = await ScanAsync(image, options);
        Assert.SkipUnless(fresh.Completeness.State == CompletenessState.Complete, "only complete reports are kept");
        Directory.Delete(Path.Combine(folder.Path, "layers"), recursive: true);
        var kept = await ScanAsync(Closed(image), options);
        Assert.Equal(fresh.Signals.Select(signal => signal.Object), kept.Signals.Select(signal => signal.Object));
        Assert.All(Catalogue.ReportFormats, format => Assert.Equal(In(format, fresh), In(format, kept)));
    }

    public static TheoryData<string> Changes => ["policy", "without", "indicators", "name", "config", "layer", "history", "damage", "partial"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Another_question_is_answered_afresh(string change)
    {
        var image = Remote("malicious/c02-cron-dropper-full.yml");
        var partial = image with { Shortfalls = [new Shortfall("open", "layer 9", "is missing")] };
        await ScanAsync(change == "partial" ? partial : image, Options);
        Directory.Delete(Path.Combine(folder.Path, "layers"), recursive: true);
        if (change == "damage")
        {
            foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "reports")))
            {
                var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
                bytes[^9] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            }
        }

        var closed = Closed(image);
        var options = Options;
        var (asked, with) = change switch
        {
            "policy" => (closed, options with { Policy = PolicyFile.Read("other.yml", "name: other\nverdicts: { malicious: review }\n") }),
            "without" => (closed, options with { Without = new HashSet<string> { "secrets" } }),
            "indicators" => (closed, options with { Indicators = Indicators.Parse("pkg:npm/x@1 known") }),
            "name" => (closed with { Artifact = closed.Artifact with { Name = "other" } }, options),
            "config" => (closed with { Config = closed.Config with { Digest = Digests.Of([2]) } }, options),
            "layer" => (closed with { Layers = [closed.Layers[0] with { Digest = Digests.Of([3]) }, .. closed.Layers.Skip(1)] }, options),
            "history" => (closed with { Layers = [closed.Layers[0] with { CreatedBy = "other" }, .. closed.Layers.Skip(1)] }, options),
            "partial" => (Closed(partial), options),
            _ => (closed, options),
        };
        Assert.Equal(CompletenessState.Partial, (await ScanAsync(asked, with)).Completeness.State);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"report\":null,\"objects\":[]}")]
    [InlineData("{\"report\":{},\"objects\":[]}")]
    [InlineData("{\"report\":{\"artifact\":null,\"completeness\":{\"state\":\"complete\"},\"verdict\":null,\"signals\":null},\"objects\":null}")]
    public async Task A_damaged_entry_is_as_good_as_none(string content)
    {
        var image = Remote("malicious/c02-cron-dropper.yml");
        var fresh = await ScanAsync(image, Options);
        CacheFolder.Write(Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "reports"))), System.Text.Encoding.UTF8.GetBytes(content));
        var again = await ScanAsync(image, Options);
        Assert.Equal(fresh.Verdict.Score, again.Verdict.Score);
    }

    [Fact]
    public async Task Another_day_is_another_report_only_when_a_waiver_ends()
    {
        var policy = PolicyFile.Read("p", "name: p\nwaivers:\n  - { rule: content/starts-scheduler, scope: { artifact: \"*\" }, reason: r, owner: o, expires: 2026-12-31 }\n");
        var image = Remote("malicious/c02-cron-dropper.yml");
        foreach (var (day, files) in new[] { (new DateOnly(2026, 11, 27), 1), (new DateOnly(2026, 12, 31), 1), (new DateOnly(2027, 1, 1), 2) })
        {
            await ScanAsync(image, new ScanOptions(policy, day) { CacheDirectory = folder.Path });
            Assert.Equal(files, Directory.GetFiles(Path.Combine(folder.Path, "reports")).Length);
        }
    }
}
