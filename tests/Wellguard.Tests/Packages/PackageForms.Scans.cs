using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <content>Scans of them.</content>
internal static partial class PackageForms
{
    public static Task<Report> ScanAsync(byte[] bytes, string name = "package") => ScanAsync(ByteSource.OfMemory(bytes), name);

    private static async Task<Report> ScanAsync(ByteSource bytes, string name)
    {
        var images = await ImageSources.OpenAsync(bytes, name, new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken);
        return await Pipeline.ScanAsync(Assert.Single(images), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)), TestContext.Current.CancellationToken);
    }

    public static async Task<Report> ScanFolderAsync(string folder)
    {
        var images = await ImageSources.OpenAsync(Target.Parse(folder), new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken);
        return await Pipeline.ScanAsync(Assert.Single(images), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)), TestContext.Current.CancellationToken);
    }
}
