using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Layers;

public sealed class FileBufferTests
{
    private const int Size = FileContent.WholeLimit + (5 << 20);

    private readonly FileBuffer buffer = new();

    private void Append(int length, byte value)
    {
        var piece = new byte[1 << 19];
        Array.Fill(piece, value);
        for (; length > 0; length -= piece.Length)
        {
            buffer.Append(piece.AsSpan(0, Math.Min(length, piece.Length)), keepAll: true);
        }
    }

    [Fact]
    public void A_large_file_keeps_its_head_and_its_tail()
    {
        buffer.Begin(Size);
        Append(Size - 3, 1);
        Append(3, 2);
        Assert.Equal(FileContent.WholeLimit / 2, buffer.Bytes.Length);
        Assert.Equal(FileContent.WholeLimit / 2, buffer.Tail.Length);
        Assert.Equal([1, 2, 2, 2], buffer.Tail[^4..].ToArray());
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_ends_where_its_size_said()
    {
        buffer.Begin(Size);
        Append(Size, 1);
        Append(9 << 20, 2);
        Assert.Equal(1, buffer.Tail[^1]);
    }

    [Fact]
    public void A_file_that_is_cut_short_has_no_bytes_of_the_one_before()
    {
        buffer.Begin(Size);
        Append(Size, 1);
        buffer.Begin(Size);
        Append(FileContent.WholeLimit / 2 + (6 << 20), 2);
        Assert.Equal(-1, buffer.Tail.IndexOf((byte)1));
        Assert.Equal(1 << 20, buffer.Tail.Length);
    }
}
