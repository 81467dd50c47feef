using System.Buffers.Binary;
using System.Text;
using Wellguard.Events;
using Xunit;

namespace Wellguard.Tests.Events;

/// <summary>Records as Sensors/Ebpf/wellguard.bpf.c makes them, and what a sample could put into them.</summary>
public sealed class EbpfRecordsTests
{
    private const int Start = 1, Fork = 2, Exec = 3, Exit = 4, Call = 5;
    private const int Path = 1, NewPath = 2, Folder = 3, Program = 5, Arguments = 6, Address = 7;

    private static byte[] Record(int kind, int call, long result, ulong[] numbers, params IEnumerable<(int Tag, string Text)> chunks)
    {
        var record = new byte[128];
        BinaryPrimitives.WriteInt64LittleEndian(record, 5);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), 3);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), result);
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(24 + (8 * i)), numbers[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(84), 7);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(96), 0x81ED);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(100), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(104), (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(106), (ushort)call);
        "sh\0"u8.CopyTo(record.AsSpan(112));
        return [.. record, .. chunks.SelectMany(static chunk => (byte[])[(byte)chunk.Tag, 0, (byte)chunk.Text.Length, (byte)(chunk.Text.Length >> 8), .. Encoding.Latin1.GetBytes(chunk.Text)])];
    }

    private static Event? One(byte[] record) => new EbpfRecords(100).Read(record).SingleOrDefault();

    [Fact]
    public void An_exec_has_its_process_program_and_arguments()
    {
        var happened = One(Record(Exec, 0, 0, [9], (Path, "uname\0"), (Program, "uname\0bin\0usr\0"), (Folder, "srv\0"), (Arguments, "uname\0-a\0")))!;
        Assert.Equal((EventKind.Exec, 105L, 103L, 7, "/usr/bin/uname", "uname -a", "sh", "/srv", "755"), (happened.Kind, happened.Time, happened.Started, happened.Process, happened.Object, string.Join(' ', happened.Arguments!), happened.Name, happened.Folder, happened.Other));
    }

    [Fact]
    public void A_script_is_told_by_its_own_name_and_arguments()
    {
        var record = Record(Exec, 0, 0, [0], (Path, "./s\0"), (Program, "sh\0bin\0"), (Folder, "srv\0"), (Arguments, "/bin/sh\0-e\0./s\0x\0"));
        record[88] = 1;
        var happened = One(record)!;
        Assert.Equal(("/srv/s", "./s x"), (happened.Object, string.Join(' ', happened.Arguments!)));
    }

    [Fact]
    public void An_argument_list_that_was_cut_off_ends_so() =>
        Assert.Equal(["a", "…"], One(Record(Exec, 0, 0, [100_000], (Program, "a\0"), (Arguments, "a\0")))!.Arguments);

    [Fact]
    public void A_program_without_a_name_in_any_folder_is_told_as_deleted()
    {
        var record = Record(Exec, 0, 0, [0], (Program, "memfd:x\0"));
        record[100] = 0;
        Assert.Equal("/memfd:x (deleted)", One(record)!.Object);
    }

    [Theory]
    [InlineData("x/../y\0", 0, EventKind.Read, "/srv/y")]
    [InlineData("/etc/../../../passwd\0", 1, EventKind.Write, "/passwd")]
    [InlineData("/a\0", 0x40, EventKind.Write, "/a")]
    public void An_open_has_an_absolute_path(string path, ulong flags, EventKind kind, string expected)
    {
        var happened = One(Record(Call, 257, 3, [0, 0, flags], (Path, path), (Folder, "srv\0")))!;
        Assert.Equal((kind, expected, 3L), (happened.Kind, happened.Object, happened.Result));
    }

    [Fact]
    public void A_rename_has_both_paths()
    {
        var happened = One(Record(Call, 82, -13, [], (Path, "/a\0"), (NewPath, "/b\0")))!;
        Assert.Equal((EventKind.Rename, "/a", "/b", -13L), (happened.Kind, happened.Object, happened.Other, happened.Result));
    }

    [Fact]
    public void A_call_has_its_numbers_and_a_restarted_one_was_interrupted()
    {
        var happened = One(Record(Call, 165, -512, [1, 0, 255]))!;
        Assert.Equal(("mount", "0x1 0 0xff 0 0 0", -4L), (happened.Object, string.Join(' ', happened.Arguments!), happened.Result));
    }

    [Fact]
    public void An_address_is_read_by_its_family() =>
        Assert.Equal("192.0.2.7:443", One(Record(Call, 42, -115, [], (Address, "\x02\0\x01\u00bb\u00c0\0\x02\x07garbage")))!.Object);

    [Theory]
    [InlineData(0x1180, 0, "pipe:[9]", EventKind.Read)]
    [InlineData(0xC1FF, 1, "socket:[9]", EventKind.Write)]
    [InlineData(0x81A4, 0, null, EventKind.Read)]
    [InlineData(0x1180, 5, null, EventKind.Read)]
    public void A_standard_stream_that_becomes_a_pipe_is_told(int mode, ulong to, string? expected, EventKind kind)
    {
        var record = Record(Call, 33, 0, [4, to], (Program, "\0"));
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(96), mode);
        record[72] = 9;
        Assert.Equal((expected, kind), (One(record)?.Object, One(record)?.Kind ?? kind));
    }

    [Fact]
    public void Losses_are_told_once_each()
    {
        var records = new EbpfRecords(0);
        var record = Record(Exit, 0, 0, []);
        record[80] = 4;
        Assert.Equal([EventKind.Lost, EventKind.Exit], records.Read(record).Select(happened => happened.Kind));
        Assert.Single(records.Read(record));
        record[80] = 3;
        Assert.Single(records.Read(record));
        Assert.Equal(2, records.Lost(6)!.Size);
        Assert.Null(records.Lost(6));
    }

    [Fact]
    public void Damaged_records_give_nothing_or_less_and_never_throw()
    {
        byte[][] wholes =
        [
            Record(Start, 0, 0, [9], (Program, "a\0"), (Folder, ""), (Arguments, "a\0b")),
            Record(Exec, 0, 0, [0], (Path, "x"), (Program, "x\0\0"), (Arguments, "\0\0\0")),
            Record(Fork, 0, 0, []),
            .. EbpfCall.All.Keys.Select(static call => Record(Call, call, 0, [0, 1, 2, 3, 4, 5], (Path, "../\u00ff\0"), (NewPath, "."), (Folder, "a\0b"), (Program, "\0"), (Arguments, "a"), (Address, "\x01\0\0"))),
        ];
        foreach (var whole in wholes)
        {
            for (var length = 0; length < whole.Length; length++)
            {
                _ = new EbpfRecords(0).Read(whole.AsSpan(0, length));
                var bent = whole.ToArray();
                bent[length] ^= 0xFF;
                _ = new EbpfRecords(0).Read(bent);
            }
        }
    }

    [Fact]
    public void A_path_without_end_is_cut_and_says_so()
    {
        var happened = One(Record(Exec, 0, 0, [0], (Program, string.Concat(Enumerable.Repeat("d\0", 60)))))!;
        Assert.StartsWith("/…/d/d", happened.Object, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(48, "", "/d/d/d")]
    [InlineData(3, "…\0", "/…/d/d/d")]
    public void A_path_of_as_many_folders_as_there_may_be_is_whole_and_what_the_kernel_marks_is_not(int folders, string mark, string begins)
    {
        var record = Record(Exec, 0, 0, [0], (Program, string.Concat(Enumerable.Repeat("d\0", folders)) + System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(mark))));
        Assert.StartsWith(begins, One(record)!.Object, StringComparison.Ordinal);
        Assert.Equal(mark.Length > 0, One(record)!.Object!.Contains('…', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(32, 0, 1L, true)] // dup: what it returns is what it becomes
    [InlineData(33, 0x1_0000_0000L, 5L, true)] // dup2 takes an int, whatever the register holds besides
    [InlineData(33, 7, 7L, false)]
    public void A_copy_of_a_descriptor_joins_when_it_is_a_standard_stream(int call, long to, long result, bool joins)
    {
        var record = Record(Call, call, result, [3, (ulong)to]);
        record[96] = 0;
        record[97] = 0xC0; // a socket
        Assert.Equal(joins, One(record) is { Kind: EventKind.Read or EventKind.Write });
    }

    [Fact]
    public void Each_call_is_told_to_the_kernel_in_the_length_that_it_expects() => Assert.All(EbpfCall.All, call =>
    {
        Assert.Equal(EbpfCall.Length, call.Value.ToBytes().Length);
        Assert.InRange(call.Key, 0, EbpfCall.MaxNumber);
    });
}
