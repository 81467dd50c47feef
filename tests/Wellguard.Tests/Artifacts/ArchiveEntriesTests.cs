using System.IO.Compression;
using Xunit;

namespace Wellguard.Artifacts;

public sealed class ArchiveEntriesTests(SampleImages samples) : IClassFixture<SampleImages>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Images_and_functions_in_an_archive_are_opened_in_memory()
    {
        Assert.SkipWhen(samples.Missing is not null, samples.Missing ?? "");
        var path = samples.At("many.zip");
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, Cancellation))
        {
            await zip.CreateEntryFromFileAsync(samples.At("oci.tar.gz"), "x/oci.tar.gz", Cancellation);
            await zip.CreateEntryFromFileAsync(samples.At("docker.tar"), "docker.tar", Cancellation);
            using var inner = new MemoryStream();
            using (var function = new ZipArchive(inner, ZipArchiveMode.Create, leaveOpen: true))
            {
                function.CreateEntry("lambda_function.py");
            }

            await using var entry = await zip.CreateEntry("f.zip").OpenAsync(Cancellation);
            await entry.WriteAsync(inner.ToArray(), Cancellation);
        }

        var images = new List<Image>();
        foreach (var entry in await ArchiveEntries.ListAsync(Target.Parse("archive:" + path), samples.Options, Cancellation))
        {
            images.AddRange(await ImageSources.OpenAsync(entry, samples.Options, Cancellation));
        }

        Assert.Equal([ArtifactKind.Image, ArtifactKind.Image, ArtifactKind.Function], images.Select(i => i.Artifact.Kind));
        Assert.Equal([2, 2, 1], images.Select(i => i.Layers.Count));
        Assert.Equal($"{path}!f.zip", images[2].Artifact.Source);
    }

    [Fact]
    public async Task Entries_of_a_tar_are_listed_in_its_order()
    {
        Assert.SkipWhen(samples.Missing is not null, samples.Missing ?? "");
        var entries = await ArchiveEntries.ListAsync(Target.Parse("archive:" + samples.At("oci.tar.gz")), samples.Options, Cancellation);
        Assert.Contains(entries, e => e.Name.EndsWith("!index.json", StringComparison.Ordinal));
    }
}
