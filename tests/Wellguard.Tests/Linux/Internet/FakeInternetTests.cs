using System.Net;
using System.Net.Sockets;
using System.Text;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class FakeInternetTests
{
    [Fact]
    public async Task Ends_at_once_with_clients_that_still_talk()
    {
        await using var cell = new Cell();
        var streams = new List<Stream>();
        for (var count = 0; count < 20; count++)
        {
            streams.Add(await cell.ConnectAsync());
            await streams[^1].WriteAsync("GET / HTTP/1.1\r\nHost: slow"u8.ToArray(), cell.Soon);
        }

        var start = TimeProvider.System.GetTimestamp();
        await cell.EndAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task More_connections_than_the_limit_are_closed_and_counted()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Connections = 2 } });
        await using var first = await cell.ConnectAsync();
        await using var second = await cell.ConnectAsync();
        await cell.TalkAsync(first, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n");
        await cell.TalkAsync(second, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n");
        await using var third = await cell.ConnectAsync();
        Assert.Equal(0, await third.ReadAsync(new byte[1], cell.Soon));
        var lost = Assert.Single(await cell.EndAsync(), happened => happened.Kind == EventKind.Lost);
        Assert.Equal(["connections refused: 1"], lost.Arguments!);
    }

    [Fact]
    public async Task More_events_than_the_limit_are_counted_in_the_last()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Events = 3 } });
        var request = string.Concat(Enumerable.Range(0, 10).Select(number => $"POST /{number} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")) + "POST /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        await cell.AllAsync(request);
        var all = await cell.EndAsync();
        Assert.Equal(4, all.Count);
        Assert.Equal((EventKind.Lost, 8L), (all[^1].Kind, all[^1].Size));
    }

    [Fact]
    public async Task More_bytes_than_the_limit_are_not_read()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Bytes = 100_000 } });
        cell.To("203.0.113.9", 4444);
        await using var stream = await cell.ConnectAsync();
        try
        {
            for (var count = 0; count < 100; count++)
            {
                await stream.WriteAsync(new byte[64 << 10], cell.Soon);
            }
        }
        catch (IOException)
        {
            // It was closed.
        }

        var all = await cell.EndAsync();
        Assert.Contains("bytes read up to the limit: 100000", Assert.Single(all, happened => happened.Kind == EventKind.Lost).Arguments!);
        Assert.InRange(Assert.Single(all, happened => happened.Kind == EventKind.Send).Size, 1, 200_000);
    }

    [Fact]
    public async Task What_nobody_speaks_is_heard_and_not_answered()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 4444);
        await using (var stream = await cell.ConnectAsync())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"\u0001\u0002hello {Cell.Secret} bye"), cell.Soon);
            ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await stream.ReadAsync(new byte[1], cell.Soon));
        }

        var all = await cell.EndAsync();
        var sent = Assert.Single(all, happened => happened.Kind == EventKind.Send);
        Assert.Equal(("203.0.113.9:4444", "tcp"), (sent.Object, sent.Other));
        Assert.StartsWith("begins: ..hello [token]", sent.Arguments![0], StringComparison.Ordinal);
        var theft = Assert.Single(all, happened => happened.Kind == EventKind.Theft);
        Assert.Equal(("203.0.113.9:4444", "token"), (theft.Object, theft.Other));
        Assert.Equal(["plain"], theft.Arguments!);
    }

    [Fact]
    public async Task A_client_that_is_idle_is_left()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Idle = TimeSpan.FromMilliseconds(300) } });
        cell.To("203.0.113.9", 4444);
        await using var stream = await cell.ConnectAsync();
        Assert.Equal(0, await stream.ReadAsync(new byte[1], cell.Soon));
    }

    [Fact]
    public void Addresses_of_the_kernel_are_read_in_network_order()
    {
        Assert.Equal(new IPEndPoint(IPAddress.Parse("198.18.1.2"), 443), OriginalDestination.Read([2, 0, 1, 0xBB, 198, 18, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 80), OriginalDestination.Read([10, 0, 0, 80, 0, 0, 0, 0, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]));
        Assert.Null(OriginalDestination.Read([2, 0]));
    }

    [Fact]
    public async Task A_connection_that_was_not_redirected_goes_where_it_arrived()
    {
        await using var cell = new Cell(options => options with { Destination = new InternetOptions().Destination });
        await cell.AllAsync("GET /x HTTP/1.0\r\n\r\n");
        var port = cell.Internet.TcpPort;
        Assert.Equal($"http://127.0.0.1:{port}/x", Assert.Single(await cell.EndAsync(), happened => happened.Kind == EventKind.Request).Object);
    }
}
