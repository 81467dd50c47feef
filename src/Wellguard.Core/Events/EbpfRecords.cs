using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Wellguard.Events;

/// <summary>
/// Records of the sensor in the kernel (<c>struct record</c> of Sensors/Ebpf/wellguard.bpf.c): numbers at fixed places, then chunks of <c>u16 tag, u16 length, bytes</c>.
/// Every text is the sample's, and so are the numbers that a call was made with.
/// </summary>
/// <param name="zero">Nanoseconds since 1970 when the kernel's clock was 0.</param>
public sealed class EbpfRecords(long zero)
{
    public const string Source = "ebpf";

    private const int HeaderLength = 128;

    /// <summary>As of gVisor. Attack: an argument list of two megabytes in every exec; the kernel's part copies eight kilobytes.</summary>
    private const int MaxArguments = 64;
    private const int MaxArgument = 4096;

    /// <summary>Folders of a path that the kernel's part goes up.</summary>
    private const int MaxDepth = 48;

    /// <summary>Access mode of open(2): anything but reading, or O_CREAT or O_TRUNC.</summary>
    private const ulong Changes = 0x3 | 0x40 | 0x200;

    private const int Fifo = 0x1000, Socket = 0xC000, Format = 0xF000;

    private readonly Losses _losses = new(Source);

    private enum Kind : ushort { Start = 1, Fork, Exec, Exit, Call }

    private enum Tag : ushort { Path = 1, NewPath, Folder, NewFolder, Program, Arguments, Address }

    /// <summary>A loss that the record tells comes out first.</summary>
    /// <returns>Empty: nothing that is kept, or no record.</returns>
    public IReadOnlyList<Event> Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < HeaderLength)
        {
            return [];
        }

        var lost = Lost(BinaryPrimitives.ReadUInt32LittleEndian(record[80..]));
        var happened = Of(record);
        return (lost, happened) switch { (null, null) => [], (null, _) => [happened], (_, null) => [lost], _ => [lost with { Time = happened.Time }, happened] };
    }

    /// <param name="all">How many records the kernel's part could not hand over so far.</param>
    /// <returns>Null: no more than are known.</returns>
    public Event? Lost(uint all) => _losses.More(all);

    private Event? Of(ReadOnlySpan<byte> record)
    {
        var at = new Event(zero + BinaryPrimitives.ReadInt64LittleEndian(record), EventKind.Exit)
        {
            Source = Source,
            Started = zero + BinaryPrimitives.ReadInt64LittleEndian(record[8..]),
            Process = BinaryPrimitives.ReadInt32LittleEndian(record[84..]),
            Name = UpToNul(record.Slice(112, 16)),
        };
        return (Kind)BinaryPrimitives.ReadUInt16LittleEndian(record[104..]) switch
        {
            Kind.Start => Program(at, record) is { Arguments: [var first, ..] } program ? program with { Kind = EventKind.Start, Object = first, Result = null, User = null, Other = null } : at with { Kind = EventKind.Start },
            Kind.Exec => Program(at, record),
            Kind.Fork => at with { Kind = EventKind.Fork, Child = BinaryPrimitives.ReadInt32LittleEndian(record[88..]) },
            Kind.Exit => at with { Result = ResultOf(record) },
            Kind.Call => EbpfCall.All.TryGetValue(BinaryPrimitives.ReadUInt16LittleEndian(record[106..]), out var call) ? Call(at with { Kind = call.Kind, Result = ResultOf(record) }, call, record) : null,
            _ => null,
        };
    }

    /// <summary>A script is told by its own name and arguments, not by those of its interpreter.</summary>
    private static Event Program(Event at, ReadOnlySpan<byte> record)
    {
        var mode = BinaryPrimitives.ReadInt32LittleEndian(record[96..]);
        var isScript = BinaryPrimitives.ReadInt32LittleEndian(record[88..]) != 0;
        var folder = Joined(Chunk(record, Tag.Folder));
        var called = UpToNul(Chunk(record, Tag.Path));
        var program = Joined(Chunk(record, Tag.Program));
        var arguments = Words(Chunk(record, Tag.Arguments));
        if (Number(record, 0) > (ulong)Chunk(record, Tag.Arguments).Length || arguments.Count == MaxArguments)
        {
            arguments.Add("…");
        }

        const int LongestShebang = 3; // interpreter, its option, the script
        var script = isScript ? arguments.Take(LongestShebang).ToList().IndexOf(called) : 0;
        return at with
        {
            Kind = EventKind.Exec,
            Object = isScript ? EventPath.Absolute(called, folder) : program + (BinaryPrimitives.ReadUInt32LittleEndian(record[100..]) == 0 ? " (deleted)" : ""),
            Other = Convert.ToString(mode & 0xFFF, 8),
            Arguments = script > 0 ? arguments[script..] : arguments,
            Folder = folder.Length == 0 ? "/" : folder,
            User = BinaryPrimitives.ReadInt32LittleEndian(record[92..]),
            Result = 0,
        };
    }

    private static Event? Call(Event at, EbpfCall call, ReadOnlySpan<byte> record)
    {
        switch (call.Kind)
        {
            case EventKind.Connect or EventKind.Bind or EventKind.Accept:
                return SocketAddress.TextOf(Chunk(record, Tag.Address)) is { } address ? at with { Object = address, Arguments = StreamOf(record) is { } socket ? [socket] : null } : null;
            case EventKind.Kernel when call.Path != EbpfCall.None:
                return at with { Object = call.Name, Arguments = [PathOf(record, Tag.Path, Tag.Folder)] };
            case EventKind.Kernel:
                return at with { Object = call.Name, Arguments = call.Identities > 0 ? [.. Numbers(record).Take(call.Identities).Select(static number => ((int)number).ToString(CultureInfo.InvariantCulture))] : [.. Numbers(record).Select(Hex)] };
            case EventKind.Exec:
                // A search through PATH fails in every folder but one.
                const long NoSuchFile = -2;
                return at.Result is NoSuchFile ? null : at with { Object = PathOf(record, Tag.Path, Tag.Folder), Arguments = Words(Chunk(record, Tag.Arguments)) };
        }

        if (call.Kind == EventKind.Read && call.File != EbpfCall.None)
        {
            // An int, whatever the register holds besides; without one the copy is the lowest that is free.
            return JoinedStreams.Of(at, StreamOf(record), call.Number == EbpfCall.None ? at.Result ?? -1 : (int)Number(record, call.Number));
        }

        var path = call.File != EbpfCall.None ? StreamOf(record) ?? Joined(Chunk(record, Tag.Program)) : PathOf(record, Tag.Path, Tag.Folder);
        return path.Length == 0 ? null : at with
        {
            Kind = call.Kind == EventKind.Read && (Number(record, call.Number) & Changes) != 0 ? EventKind.Write : call.Kind,
            Object = path,
            Other = call.Kind == EventKind.Mode ? Convert.ToString((int)Number(record, call.Number) & 0xFFF, 8) : call.NewPath != EbpfCall.None ? PathOf(record, Tag.NewPath, Tag.NewFolder) : null,
        };
    }

    /// <summary>Null: the call's file is no pipe and no socket.</summary>
    private static string? StreamOf(ReadOnlySpan<byte> record)
    {
        var what = (BinaryPrimitives.ReadInt32LittleEndian(record[96..]) & Format) switch { Fifo => "pipe", Socket => "socket", _ => null };
        return what is null ? null : $"{what}:[{BinaryPrimitives.ReadUInt64LittleEndian(record[72..]).ToString(CultureInfo.InvariantCulture)}]";
    }

    /// <summary>Empty: there is none.</summary>
    private static string PathOf(ReadOnlySpan<byte> record, Tag path, Tag folder) => UpToNul(Chunk(record, path)) is { Length: > 0 } text ? EventPath.Absolute(text, Joined(Chunk(record, folder))) : "";

    /// <summary>Below 0: an error number. A call that was interrupted and would be made again (512 to 516) was interrupted.</summary>
    private static long ResultOf(ReadOnlySpan<byte> record)
    {
        const long Interrupted = -4;
        var result = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
        return result is <= -512 and >= -516 ? Interrupted : result;
    }

    /// <param name="index">Beyond the six that there are: 0.</param>
    private static ulong Number(ReadOnlySpan<byte> record, int index) => index < 6 ? BinaryPrimitives.ReadUInt64LittleEndian(record[(24 + (8 * index))..]) : 0;

    private static ulong[] Numbers(ReadOnlySpan<byte> record) => [Number(record, 0), Number(record, 1), Number(record, 2), Number(record, 3), Number(record, 4), Number(record, 5)];

    private static string Hex(ulong number) => number == 0 ? "0" : "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The first chunk with the tag. What is damaged ends the record.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> record, Tag tag)
    {
        var rest = record[HeaderLength..];
        while (rest.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (length > rest.Length - 4)
            {
                break;
            }

            if ((Tag)BinaryPrimitives.ReadUInt16LittleEndian(rest) == tag)
            {
                return rest.Slice(4, length);
            }

            rest = rest[(4 + length)..];
        }

        return [];
    }

    /// <summary>Names from the file up to the root become a path; empty: none.</summary>
    private static string Joined(ReadOnlySpan<byte> names)
    {
        if (names.IsEmpty)
        {
            return "";
        }

        const string Above = "…"; // the kernel's part marks so that there are folders that it does not tell
        var words = Split(names, MaxDepth + 1);
        if (words.Count > MaxDepth)
        {
            words[^1] = Above;
        }

        words.Reverse();
        return "/" + string.Join('/', words);
    }

    private static List<string> Words(ReadOnlySpan<byte> arguments) => Split(arguments, MaxArguments);

    private static List<string> Split(ReadOnlySpan<byte> texts, int most)
    {
        var words = new List<string>();
        while (!texts.IsEmpty && words.Count < most)
        {
            var end = texts.IndexOf((byte)0);
            var word = end < 0 ? texts : texts[..end];
            words.Add(Encoding.UTF8.GetString(word[..Math.Min(word.Length, MaxArgument)]));
            texts = end < 0 ? [] : texts[(end + 1)..];
        }

        return words;
    }

    private static string UpToNul(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
