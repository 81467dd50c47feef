using Xunit;

namespace Wellguard.Artifacts;

public sealed class RootfsDirectoryTests
{
    [Fact]
    public void A_directory_without_a_file_is_nothing_to_judge()
    {
        var root = Directory.CreateTempSubdirectory("wellguard-empty-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "a/b"));
            Assert.Contains("holds no file", Assert.Single(RootfsDirectory.Open(root, ArtifactKind.Workspace, root).Shortfalls).Why, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(root, "a/b/c"), "");
            Assert.Empty(RootfsDirectory.Open(root, ArtifactKind.Workspace, root).Shortfalls);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
