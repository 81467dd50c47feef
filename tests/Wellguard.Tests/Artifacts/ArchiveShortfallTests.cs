using System.IO.Compression;
using Wellguard.Tests.Artifacts;
using Xunit;

namespace Wellguard.Artifacts;

/// <summary>What of <c>archive:FILE</c> is not looked at is an entry that fails.</summary>
public sealed class ArchiveShortfallTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(path);

    private async Task<IReadOnlyList<ArchiveEntry>> ListAsync(byte[] bytes)
    {
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        return await ArchiveEntries.ListAsync(Target.Parse("archive:" + path), new OpenOptions(Path.GetTempPath()), Cancellation);
    }

    private async Task<string> MissingAsync(byte[] bytes)
    {
        var entries = await ListAsync(bytes);
        Assert.Equal($"{path}!good.zip", entries[0].Name);
        await entries[0].ReadAsync(Cancellation);
        var missing = Assert.Single(entries, entry => entry.Name == path);
        return (await Assert.ThrowsAsync<UnreadableException>(() => missing.ReadAsync(Cancellation))).Why;
    }

    private static byte[] Zip(params (string Name, byte[] Content, int UnixMode)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }

    [Fact]
    public async Task A_tar_without_its_end_mark() =>
        Assert.Contains("cut short", await MissingAsync(new RawTar().File("good.zip", "x").ToArray()[..^1024]), StringComparison.Ordinal);

    [Fact]
    public async Task A_zip_directory_that_ends_early()
    {
        var zip = Zip(("good.zip", [1], 0), ("evil.zip", [2], 0));
        zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 2, 2).Clear();
        Assert.Contains("zip directory", await MissingAsync(zip), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_marked_as_a_link_is_an_entry_and_a_link_is_none()
    {
        var entries = await ListAsync(Zip(("evil.zip", Zip(("a", [1], 0)), 0xA1FF), ("latest", "evil.zip"u8.ToArray(), 0xA1FF)));
        Assert.Equal(path + "!evil.zip", Assert.Single(entries).Name);
        Assert.NotEqual(0, (await entries[0].ReadAsync(Cancellation)).Length);
    }

    [Fact]
    public async Task A_pipe_with_content_fails()
    {
        var entries = await ListAsync(Zip(("evil.zip", new byte[100], 0x11FF)));
        Assert.Equal(path + "!evil.zip", entries[0].Name);
        await Assert.ThrowsAsync<UnreadableException>(() => entries[0].ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Two_entries_of_one_name_are_both_looked_at()
    {
        var entries = await ListAsync(new RawTar().File("f.zip", "one").File("f.zip", "other").ToArray());
        Assert.Equal([3L, 5L], (await Task.WhenAll(entries.Select(entry => entry.ReadAsync(Cancellation)))).Select(bytes => bytes.Length));
    }

    [Fact]
    public async Task A_large_entry_takes_no_memory()
    {
        var entry = Assert.Single(await ListAsync(Zip(("f.bin", new byte[100_000_000], 0))));
        var bytes = await entry.ReadAsync(Cancellation);
        Assert.Equal(100_000_000, bytes.Length);
        await using var stream = bytes.Open();
        Assert.IsNotType<MemoryStream>(stream);
    }
}
