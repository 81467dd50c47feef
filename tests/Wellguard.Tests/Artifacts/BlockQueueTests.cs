using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class BlockQueueTests
{
    [Fact]
    public async Task Blocks_come_out_in_order_and_the_end_is_seen()
    {
        var queue = new BlockQueue(2);
        var writer = Task.Run(
            () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    Assert.True(queue.Add(([], i)));
                }

                queue.Complete();
            },
            TestContext.Current.CancellationToken);
        var seen = new List<int>();
        while (queue.TryTake(out var block))
        {
            seen.Add(block.Length);
        }

        await writer;
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public async Task A_writer_that_waits_for_room_is_told_that_the_reader_has_gone()
    {
        var queue = new BlockQueue(1);
        Assert.True(queue.Add(([], 1)));
        var writer = Task.Run(() => queue.Add(([], 2)), TestContext.Current.CancellationToken);
        queue.Close();
        Assert.False(await writer);
        Assert.True(queue.IsClosed);
    }
}
