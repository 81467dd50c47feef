using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class ResolverTests
{
    private static byte[] Query(string name, DnsType type, params byte[] more) =>
        [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(more.Length > 0 ? 1 : 0), .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0, (byte)((int)type >> 8), (byte)type, 0, 1, .. more];

    private static async Task<byte[]> AskAsync(Cell cell, byte[] query)
    {
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, cell.Internet.DnsPort);
        await client.SendAsync(query, cell.Soon);
        return (await client.ReceiveAsync(cell.Soon)).Buffer;
    }

    [Fact]
    public async Task Each_name_has_its_own_address_and_keeps_it()
    {
        await using var cell = new Cell();
        var first = new IPAddress((await AskAsync(cell, Query("Evil.example", DnsType.A)))[^4..]);
        var other = new IPAddress((await AskAsync(cell, Query("other.example", DnsType.A)))[^4..]);
        var again = new IPAddress((await AskAsync(cell, Query("evil.EXAMPLE", DnsType.A)))[^4..]);
        var young = new IPAddress((await AskAsync(cell, Query("evil.example", DnsType.AAAA)))[^16..]);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Matches(@"^198\.1[89]\.", first.ToString());
        Assert.Equal("evil.example", cell.Internet.NameOf(first));
        Assert.Equal("evil.example", cell.Internet.NameOf(young));
        Assert.Equal(["evil.example", "other.example", "evil.example"], (await cell.EndAsync()).Select(happened => happened.Object));
    }

    [Fact]
    public async Task The_address_leads_back_to_the_name()
    {
        await using var cell = new Cell();
        var address = (await AskAsync(cell, Query("evil.example", DnsType.A)))[^4..];
        var reverse = await AskAsync(cell, Query($"{address[3]}.{address[2]}.{address[1]}.{address[0]}.in-addr.arpa", DnsType.PTR));
        Assert.Contains("evil\aexample", Encoding.Latin1.GetString(reverse), StringComparison.Ordinal);
        Assert.Equal(3, (await AskAsync(cell, Query("1.0.0.10.in-addr.arpa", DnsType.PTR)))[3] & 15);
    }

    [Theory]
    [InlineData((int)DnsType.MX, 1)]
    [InlineData((int)DnsType.TXT, 1)]
    [InlineData((int)DnsType.SRV, 1)]
    [InlineData((int)DnsType.NS, 1)]
    [InlineData((int)DnsType.SOA, 1)]
    [InlineData((int)DnsType.HTTPS, 1)]
    [InlineData((int)DnsType.CNAME, 0)]
    [InlineData(99, 0)]
    public async Task Other_types_are_answered(int type, int answers)
    {
        await using var cell = new Cell();
        var answer = await AskAsync(cell, Query("_ldap._tcp.evil.example", (DnsType)type, 0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0));
        Assert.Equal((0, answers), (answer[3] & 15, answer[7]));
    }

    [Fact]
    public async Task Metadata_names_lead_to_the_metadata_server()
    {
        await using var cell = new Cell();
        Assert.Equal([169, 254, 169, 254], (await AskAsync(cell, Query("metadata.google.internal", DnsType.A)))[^4..]);
    }

    [Fact]
    public async Task A_stream_carries_the_same()
    {
        await using var cell = new Cell();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, cell.Internet.DnsPort, cell.Soon);
        var query = Query("stream.example", DnsType.A);
        await client.GetStream().WriteAsync((byte[])[0, (byte)query.Length, .. query, 0, (byte)query.Length, .. query], cell.Soon);
        var answer = new byte[2];
        for (var count = 0; count < 2; count++)
        {
            await client.GetStream().ReadExactlyAsync(answer, cell.Soon);
            var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(answer)];
            await client.GetStream().ReadExactlyAsync(message, cell.Soon);
            Assert.Equal("stream.example", cell.Internet.NameOf(new IPAddress(message[^4..])));
        }
    }

    [Fact]
    public async Task Data_in_names_is_told_and_searched()
    {
        await using var cell = new Cell();
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Cell.Secret));
        await AskAsync(cell, Query($"1.{hex[..24]}.drop.example", DnsType.A));
        await AskAsync(cell, Query($"2.{hex[24..]}.drop.example", DnsType.A));
        await AskAsync(cell, Query($"{new string('a', 50)}.long.example", DnsType.TXT));
        var all = await cell.EndAsync();
        var theft = Assert.Single(all, happened => happened.Kind == EventKind.Theft);
        Assert.Equal(("drop.example", "token"), (theft.Object, theft.Other));
        Assert.Contains(all, happened => happened.Kind == EventKind.Send && happened.Other == "dns" && happened.Object!.EndsWith(".long.example", StringComparison.Ordinal));
        Assert.Contains(all, happened => happened.Object == "[data].drop.example");
    }

    [Fact]
    public void Damaged_messages_are_refused()
    {
        byte[] header = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        Assert.Null(DnsQuestion.Read([1, 2, 3]));
        Assert.Null(DnsQuestion.Read([0, 1, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(DnsCode.NotImplemented, DnsQuestion.Read([0, 1, 0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0])!.Value.Code);
        Assert.All((byte[][])[[0xC0, 12], [0xC0, 14, 0xC0, 12], [0xC0], [63, 1], [1], [0x80, 0], [.. Enumerable.Repeat((byte[])[63, .. new byte[63]], 5).SelectMany(label => label), 0, 0, 1, 0, 1]],
            damaged => Assert.Equal(DnsCode.FormatError, DnsQuestion.Read([.. header, .. damaged])!.Value.Code));
    }

    [Fact]
    public void Any_bytes_are_read_without_harm()
    {
        var madeUp = new MadeUp("x");
        var names = new NameMap(madeUp);
        Gen.Byte.Array[0, 80].Sample(
            bytes =>
            {
                byte[] message = [0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, .. bytes];
                if (DnsQuestion.Read(message)?.Question is { } question)
                {
                    Assert.InRange(DnsAnswer.To(question, names, question.Room).Message.Length, 12, 1232);
                }
            },
            time: 2);
    }
}
