using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace Wellguard.Artifacts;

[SupportedOSPlatform("linux")]
public sealed class DirectoryWalkerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-walk-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Links_are_entries_and_are_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(root, "a"));
        File.CreateSymbolicLink(Path.Combine(root, "a/loop"), "..");
        File.CreateSymbolicLink(Path.Combine(root, "etc"), "/etc");
        var entries = DirectoryWalker.Walk(root, []).ToDictionary(e => e.Path);
        Assert.Equal(["a", "a/loop", "etc"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(EntryType.SymbolicLink, entries["etc"].Type);
        Assert.Equal("/etc", entries["etc"].Link);
    }

    [Fact]
    public void Modes_sizes_and_hidden_files_are_seen()
    {
        var path = Path.Combine(root, ".hidden");
        File.WriteAllText(path, "12345");
        File.SetUnixFileMode(path, (UnixFileMode)0b100_111_101_101);
        var entry = Assert.Single(DirectoryWalker.Walk(root, []));
        Assert.Equal(0b100_111_101_101, entry.Mode);
        Assert.Equal(5, entry.Size);
        using var stream = DirectoryWalker.Open(root, entry);
        Assert.Equal("12345", new StreamReader(stream).ReadToEnd());
    }

    [Fact]
    public void A_pipe_has_no_content_and_does_not_block()
    {
        using var process = Process.Start(new ProcessStartInfo("mkfifo", [Path.Combine(root, "pipe")]) { UseShellExecute = false })!;
        process.WaitForExit();
        var entry = Assert.Single(DirectoryWalker.Walk(root, []));
        Assert.Equal(0, entry.Size);
        Assert.Equal(-1, DirectoryWalker.Open(root, entry).ReadByte());
    }

    [Fact]
    public void A_missing_root_is_a_shortfall()
    {
        var shortfalls = new List<Shortfall>();
        Assert.Empty(DirectoryWalker.Walk(Path.Combine(root, "missing"), shortfalls));
        Assert.Single(shortfalls);
    }
}
