using System.Formats.Tar;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class WorkspaceArchivesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string[] Unopened => [.. WorkspaceArchives.Unopened(folder.Path).Select(shortfall => shortfall.What)];

    private void Tar(string path, params string[] names)
    {
        var full = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var tar = new TarWriter(File.Create(full));
        foreach (var name in names)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("[]"u8.ToArray()) });
        }
    }

    [Fact]
    public void An_image_in_a_folder_is_told()
    {
        Tar("build/app.tar", "manifest.json");
        Tar("layout.tar", "oci-layout", "index.json");
        Tar("sources.tar", "a.c");
        File.WriteAllText(Path.Combine(folder.Path, "broken.tar"), "no tar");
        Assert.Equal(["build/app.tar", "layout.tar"], Unopened);
    }

    [Theory]
    [InlineData("{\"schemaVersion\":2,\"config\":{},\"layers\":[]}")]
    [InlineData("[{\"Config\":\"a.json\",\"RepoTags\":null,\"Layers\":[]}]")]
    public void An_image_in_parts_is_told(string manifest)
    {
        File.WriteAllText(Path.Combine(folder.Path, "manifest.json"), manifest);
        Assert.Equal(["manifest.json"], Unopened);
    }

    [Fact]
    public void The_manifest_of_a_web_page_is_none()
    {
        File.WriteAllText(Path.Combine(folder.Path, "manifest.json"), "{\"name\":\"app\",\"icons\":[]}");
        Assert.Empty(Unopened);
    }
}
