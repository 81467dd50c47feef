using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Origin;

public sealed class KnownBadTests
{
    private const string Yaml = "base: debian\nlayers:\n  - files: [{ path: srv/a, text: hello }]\n";

    private static async Task<Report> ScanAsync(Image image, string? digest) => await Pipeline.ScanAsync(
        image,
        new(Policy.Default, new DateOnly(2026, 1, 1)) { Indicators = Indicators.Parse(digest is null ? null : $"# feed\n{digest} from the feed") },
        TestContext.Current.CancellationToken);

    private static Image FromArchive(bool docker)
    {
        using var folder = new TempFolder();
        using (var file = File.Create(folder.At("image.tar")))
        {
            var example = ExampleImage.Read(Yaml, "demo.yml", 1);
            if (docker)
            {
                example.WriteDockerArchive(file);
            }
            else
            {
                example.WriteOciArchive(file);
            }
        }

        var bytes = ByteSource.OfMemory(File.ReadAllBytes(folder.At("image.tar")));
        var index = TarIndex.Read(bytes.Open(), "t")!;
        var options = new OpenOptions(folder.Path);
        return (docker
            ? DockerArchive.OpenAsync(bytes, index, null, "t", options, TestContext.Current.CancellationToken)
            : OciArchive.OpenAsync(bytes, index, "t", null, "t", options, TestContext.Current.CancellationToken)).GetAwaiter().GetResult()[0];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Manifest_config_layers_and_diff_ids_are_matched(bool docker)
    {
        var image = FromArchive(docker);
        Assert.DoesNotContain((await ScanAsync(image, null)).Signals, signal => signal.Rule == "origin/known-bad");
        string?[] digests = [image.Artifact.Digest, image.Config.Digest, .. image.Layers.Select(layer => layer.Digest), .. image.Layers.Select(layer => layer.DiffId)];
        Assert.True(digests.OfType<string>().Count() >= (docker ? 3 : 6));
        foreach (var digest in digests.OfType<string>().Distinct())
        {
            var report = await ScanAsync(image, digest);
            var signal = Assert.Single(report.Signals, signal => signal.Rule == "origin/known-bad");
            Assert.Contains("from the feed", signal.Evidence[0].Text, StringComparison.Ordinal);
            Assert.Contains(new Indicator("sha256", digest[7..]), report.Indicators);
            Assert.Equal(Level.Malicious, report.Verdict.Level);
        }
    }

    [Fact]
    public async Task A_function_zip_is_matched_by_the_digest_that_its_report_names()
    {
        using var memory = new MemoryStream();
        Artifacts.Corpus.Read("benign/function-aws-python.yml", 7).WriteZip(memory);
        var image = FunctionZip.Open(ByteSource.OfMemory(memory.ToArray()), "f", "f.zip", null);
        var digest = Digests.Of(memory.ToArray());
        Assert.Equal(digest, (await ScanAsync(image, null)).Artifact.Digest);
        Assert.Single((await ScanAsync(image, digest[7..])).Signals, signal => signal.Rule == "origin/known-bad");
    }
}
