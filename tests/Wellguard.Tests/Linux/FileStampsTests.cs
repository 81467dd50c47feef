using System.Diagnostics;
using Xunit;

namespace Wellguard.Linux;

public sealed class FileStampsTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void The_stamp_is_what_stat_says()
    {
        File.WriteAllText(path, "12345");
        using var process = Process.Start(new ProcessStartInfo("stat", ["-c", "%s %.9Y %.9Z %i", path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var words = process.StandardOutput.ReadToEnd().Trim().Replace(".", "", StringComparison.Ordinal);
        var stamp = FileStamps.Of(path)!;
        Assert.Equal(words, $"{stamp.Size} {stamp.ModifiedNs} {stamp.ChangedNs} {stamp.Inode}");
    }

    [Fact]
    public void An_edit_that_restores_size_and_modification_time_changes_the_stamp()
    {
        File.WriteAllText(path, "12345");
        var before = FileStamps.Of(path)!;
        var modified = File.GetLastWriteTimeUtc(path);
        Thread.Sleep(20);
        File.WriteAllText(path, "54321");
        File.SetLastWriteTimeUtc(path, modified);
        Assert.NotEqual(before, FileStamps.Of(path));
    }

    [Fact]
    public void A_missing_file_has_no_stamp() => Assert.Null(FileStamps.Of("/missing/file"));
}
