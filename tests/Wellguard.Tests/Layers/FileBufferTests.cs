using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class FileBufferTests
{
    private static readonly byte[] Info = [0xff, .. " Go buildinf:"u8, 8, 2, .. new byte[16], 8, .. "go1.22.4"u8, 3, .. "mod"u8, .. new byte[64]];

    /// <param name="at">Where the section begins: on a boundary of 16 bytes.</param>
    /// <param name="cut">Length of every piece.</param>
    [Theory]
    [InlineData(5_000_000, 1 << 17)]
    [InlineData((1 << 19) - 16, 1 << 19)]
    [InlineData((1 << 19) - 32, 1 << 19)]
    [InlineData(8_000_000, 7)]
    [InlineData(8_000_000, 39)]
    [InlineData(8_000_000, 41)]
    public void Build_information_is_found_wherever_the_pieces_are_cut(int at, int cut)
    {
        var file = new byte[FileContent.WholeLimit + 1_000];
        " Go buildinf: as a constant"u8.CopyTo(file.AsSpan(4_097)); // of a tool, not on the boundary
        ((byte[])[0xff, .. " Go buildinf:"u8]).CopyTo(file, 4_800); // on the boundary, but no header behind it
        Info.CopyTo(file, at);
        var found = Found(file, cut);
        Assert.StartsWith(Encoding.Latin1.GetString(Info), Encoding.Latin1.GetString(found), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_off_the_boundary_is_a_constant()
    {
        var file = new byte[FileContent.WholeLimit + 1_000];
        Info.CopyTo(file, 5_000_001);
        Assert.Empty(Found(file, 1 << 17));
    }

    private static byte[] Found(byte[] file, int cut)
    {
        var buffer = new FileBuffer(new LargeFile());
        buffer.Begin(file.Length);
        buffer.Append(file.AsSpan(0, LayerPass.HeadSize), keepAll: false);
        for (var at = LayerPass.HeadSize; at < file.Length; at += cut)
        {
            buffer.Append(file.AsSpan(at, Math.Min(cut, file.Length - at)), keepAll: true);
        }

        return buffer.GoBuildInfo.ToArray();
    }

    [Fact]
    public async Task Large_files_of_two_layers_wait_for_each_other_and_small_ones_do_not()
    {
        using var large = new LargeFile();
        var (one, other) = (new FileBuffer(large), new FileBuffer(large));
        var piece = new byte[2 << 20];
        one.Begin(piece.Length);
        one.Append(piece, keepAll: true);
        var waiting = Task.Run(() =>
        {
            other.Begin(3);
            other.Append([1, 2, 3], keepAll: true);
            other.End();
            other.Begin(piece.Length);
            other.Append(piece, keepAll: true);
            other.End();
        }, TestContext.Current.CancellationToken);

        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100, TestContext.Current.CancellationToken)));
        one.End();
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
