using System.Buffers.Binary;
using System.Text;
using Wellguard.Events;
using Xunit;

namespace Wellguard.Tests.Events;

/// <summary>Packets as runsc 20240729 sent them.</summary>
public sealed class GvisorMessagesTests
{
    private static byte[] Packet(int type, byte[] message, uint dropped = 0)
    {
        var packet = new byte[8 + message.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(packet, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(packet.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(4), dropped);
        message.CopyTo(packet, 8);
        return packet;
    }

    private static byte[] Text(int field, string text) => [(byte)(field << 3 | 2), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(int field, byte[] bytes) => [(byte)(field << 3 | 2), (byte)bytes.Length, .. bytes];

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    /// <summary>Time 5, process 7, folder /srv, name sh.</summary>
    private static readonly byte[] Context = Bytes(1, [.. Number(1, 5), .. Number(4, 7), .. Text(8, "/srv"), .. Text(9, "sh")]);

    [Fact]
    public void An_exec_has_its_process_program_and_arguments()
    {
        var happened = Assert.Single(new GvisorMessages().Read(Packet(3, [.. Context, .. Text(2, "/usr/bin/uname"), .. Text(3, "uname"), .. Text(3, "-a")])));
        Assert.Equal((EventKind.Exec, 7, "/usr/bin/uname", "uname -a", "sh"), (happened.Kind, happened.Process, happened.Object, string.Join(' ', happened.Arguments!), happened.Name));
    }

    [Theory]
    [InlineData("x/../y", 0, EventKind.Read, "/srv/y")]
    [InlineData("/etc/../../../passwd", 1, EventKind.Write, "/passwd")]
    [InlineData("/a", 0x40, EventKind.Write, "/a")]
    public void An_open_is_a_read_or_a_write_of_an_absolute_path(string path, byte flags, EventKind kind, string expected)
    {
        var happened = Assert.Single(new GvisorMessages().Read(Packet(7, [.. Context, .. Text(6, path), .. Number(7, flags)])));
        Assert.Equal((kind, expected, 0L), (happened.Kind, happened.Object, happened.Result));
    }

    [Theory]
    [InlineData("0200 0050 C6130A01 DEADBEEF00000000", "198.19.10.1:80")]
    [InlineData("0100 2F72756E2F78 00 4A554E4B", "unix:/run/x")]
    [InlineData("0A00 01BB 00000000 20010DB8000000000000000000000001 00000000", "[2001:db8::1]:443")]
    public void An_address_is_read_by_its_family_and_what_follows_it_is_left(string hex, string expected)
    {
        var happened = Assert.Single(new GvisorMessages().Read(Packet(10, [.. Context, .. Bytes(6, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))])));
        Assert.Equal((EventKind.Connect, expected), (happened.Kind, happened.Object));
    }

    [Fact]
    public void What_the_header_says_was_dropped_is_a_loss()
    {
        var messages = new GvisorMessages();
        Assert.Equal(EventKind.Exit, Assert.Single(messages.Read(Packet(5, Context))).Kind);
        var later = messages.Read(Packet(5, Context, dropped: 3)).ToList();
        Assert.Equal((EventKind.Lost, 3L, EventKind.Exit), (later[0].Kind, later[0].Size, later[1].Kind));
        Assert.Single(messages.Read(Packet(5, Context, dropped: 3)));
        Assert.Single(messages.Read(Packet(5, Context, dropped: 2))); // overtaken by the one before
    }

    [Theory]
    [InlineData(0, "pipe:[3]", EventKind.Read)]
    [InlineData(1, "pipe:[3]", EventKind.Write)]
    [InlineData(2, "socket:[9]", EventKind.Write)]
    public void A_standard_stream_that_becomes_a_pipe_joins_programs(byte to, string what, EventKind kind)
    {
        byte[] target = to == 0 ? [] : Number(5, to); // proto3 leaves out what is zero
        var happened = Assert.Single(new GvisorMessages().Read(Packet(19, [.. Context, .. target, .. Text(6, what)])));
        Assert.Equal((kind, what, $"{to}"), (happened.Kind, happened.Object, happened.Other));
    }

    [Theory]
    [InlineData(3, "pipe:[3]")]
    [InlineData(0, "/etc/passwd")]
    public void Another_copy_of_a_descriptor_says_nothing(byte to, string what) => Assert.Empty(new GvisorMessages().Read(Packet(19, [.. Context, .. Number(5, to), .. Text(6, what)])));

    [Fact]
    public void A_new_thread_is_no_process() => Assert.Empty(new GvisorMessages().Read(Packet(2, [.. Context, .. Number(4, 7)])));

    [Fact]
    public void Damaged_packets_give_nothing_or_less_and_never_throw()
    {
        var whole = Packet(3, [.. Context, .. Text(2, "/usr/bin/uname"), .. Text(3, "uname")]);
        for (var length = 0; length < whole.Length; length++)
        {
            _ = new GvisorMessages().Read(whole.AsSpan(0, length)).ToList();
            var bent = whole.ToArray();
            bent[length] ^= 0xFF;
            _ = new GvisorMessages().Read(bent).ToList();
        }
    }
}
