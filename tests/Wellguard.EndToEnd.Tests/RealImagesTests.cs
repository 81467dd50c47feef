using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary>The real benign images of tests/corpus/build-images.sh, in the folder that <c>WELLGUARD_IMAGES</c> names; `./test --all` builds and scans them.</summary>
public sealed class RealImagesTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("WELLGUARD_IMAGES");

    public static TheoryData<string> Images =>
        [.. (Folder is null ? [] : Directory.GetDirectories(Folder)).Where(folder => File.Exists(Path.Combine(folder, "oci-layout"))).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Images))]
    public async Task Benign_image_is_clean_with_no_signal_above_low(string name)
    {
        var run = await Executable.RunAsync("scan", $"oci:{Path.Combine(Folder!, name)}", "--format", "json", "--no-cache");
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal("complete", report.RootElement.GetProperty("completeness").GetProperty("state").GetString());
        Assert.Equal("clean", report.RootElement.GetProperty("verdict").GetProperty("level").GetString());
        var secretsArePlanted = File.Exists(Path.Combine(Folder!, name + ".expect.yml"));
        var alarms = report.RootElement.GetProperty("signals").EnumerateArray()
            .Where(signal => signal.GetProperty("severity").GetString() is not ("info" or "low"))
            .Where(signal => !(secretsArePlanted && signal.GetProperty("class").GetString() == "secret"))
            .Select(signal => $"{signal.GetProperty("rule").GetString()} {signal.GetProperty("where")}");
        Assert.Empty(alarms);
    }

    [Fact]
    public void There_are_at_least_twenty() => Assert.True(Images.Count >= 20, $"{Images.Count} images in {Folder}");
}
