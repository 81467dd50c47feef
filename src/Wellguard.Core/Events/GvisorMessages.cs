using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Wellguard.Events;

/// <summary>
/// Packets of a gVisor trace session ("seccheck", remote sink): an 8-byte little-endian header {u16 length, u16 message type, u32 messages dropped so far}
/// and a protobuf message (gVisor's pkg/sentry/seccheck/points/*.proto).
/// </summary>
public sealed class GvisorMessages
{
    public const string Source = "gvisor";

    private const int HeaderLength = 8;

    /// <summary>Attack: an argument list of two megabytes in every exec.</summary>
    private const int MaxArguments = 64;
    private const int MaxArgument = 4096;

    /// <summary>Access mode of open(2): anything but reading, or O_CREAT or O_TRUNC.</summary>
    private const uint Changes = 0x3 | 0x40 | 0x200;

    private readonly Losses _losses = new(Source);

    /// <summary>What to ask a trace session for. The exit of a call that comes with its numbers only does not say whose it was.</summary>
    public static IEnumerable<string> Points =>
    [
        "container/start", "sentry/clone", "sentry/execve", "sentry/task_exit",
        "syscall/open/exit", "syscall/openat/exit", "syscall/creat/exit", "syscall/connect/exit", "syscall/bind/exit", "syscall/dup/exit", "syscall/dup2/exit", "syscall/dup3/exit", "syscall/chroot/exit",
        "syscall/setuid/exit", "syscall/setgid/exit", "syscall/setresuid/exit", "syscall/execve/exit",
        .. KernelCalls.Names.Keys.Order().Select(static number => $"syscall/sysno/{number.ToString(CultureInfo.InvariantCulture)}/enter"),
    ];

    /// <summary>A loss that the header tells comes out first.</summary>
    /// <returns>Empty: nothing that is kept.</returns>
    public IEnumerable<Event> Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < HeaderLength || BinaryPrimitives.ReadUInt16LittleEndian(packet) is var length && (length < HeaderLength || length > packet.Length))
        {
            return [];
        }

        var type = BinaryPrimitives.ReadUInt16LittleEndian(packet[2..]);
        var dropped = BinaryPrimitives.ReadUInt32LittleEndian(packet[4..]);
        var happened = Of(type, packet[length..]);
        var lost = _losses.More(dropped);
        return (lost, happened) switch { (null, null) => [], (null, _) => [happened], (_, null) => [lost], _ => [lost with { Time = happened.Time }, happened] };
    }

    private static Event? Of(int type, ReadOnlySpan<byte> message) => type switch
    {
        1 => Start(message),
        2 => Clone(message),
        3 => Exec(message),
        5 => Exit(message),
        6 => Raw(message),
        7 => Open(message),
        10 or 24 => Address(message, type == 10 ? EventKind.Connect : EventKind.Bind),
        11 => FailedExec(message),
        14 or 15 => Identity(message),
        19 => Duplicate(message),
        21 => Plain(message, EventKind.Kernel, "chroot"),
        _ => null,
    };

    private static Event Start(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Start, out _);
        var arguments = new List<string>();
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number == 3)
            {
                at = at with { Folder = fields.Text };
            }
            else if (fields.Number == 4)
            {
                Add(arguments, fields);
            }
        }

        return at with { Object = arguments.Count > 0 ? arguments[0] : null, Arguments = arguments, Process = Math.Max(at.Process, 1) };
    }

    /// <summary>Threads are no processes.</summary>
    private static Event? Clone(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Fork, out _);
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number == 4)
            {
                at = at with { Child = (int)fields.Value };
            }
        }

        return at.Child == at.Process ? null : at;
    }

    private static Event Exec(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Exec, out _);
        var arguments = new List<string>();
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            switch (fields.Number)
            {
                case 2:
                    at = at with { Object = fields.Text };
                    break;
                case 3:
                    Add(arguments, fields);
                    break;
                case 5:
                    at = at with { Other = Convert.ToString((int)(fields.Value & 0xFFF), 8) };
                    break;
            }
        }

        return at with { Arguments = arguments, Result = 0 };
    }

    /// <summary>Of a process, by its first thread; null for others. The first process of a container has no parent that is notified.</summary>
    private static Event? Exit(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Exit, out _);
        if (ThreadOf(message) is { } thread && thread != at.Process)
        {
            return null;
        }

        for (var fields = new ProtoFields(message); fields.Next();)
        {
            at = fields.Number == 2 ? at with { Result = (long)fields.Value } : at;
        }

        return at;
    }

    private static Event? Open(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Read, out var result);
        string? folder = null, path = null;
        uint flags = 0;
        ulong call = 0;
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            switch (fields.Number)
            {
                case 3:
                    call = fields.Value;
                    break;
                case 5:
                    folder = fields.Text;
                    break;
                case 6:
                    path = fields.Text;
                    break;
                case 7:
                    flags = (uint)fields.Value;
                    break;
            }
        }

        const ulong Creat = 85;
        return path is null ? null : at with
        {
            Kind = call == Creat || (flags & Changes) != 0 ? EventKind.Write : EventKind.Read,
            Object = EventPath.Absolute(path, folder ?? at.Folder),
            Result = result ?? 0,
        };
    }

    private static Event? Address(ReadOnlySpan<byte> message, EventKind kind)
    {
        var at = Context(message, kind, out var result);
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number == 6)
            {
                at = at with { Object = SocketAddress.TextOf(fields.Bytes) };
            }
            else if (fields.Number == 5 && fields.Text is { Length: > 0 } socket)
            {
                at = at with { Arguments = [socket] };
            }
        }

        return at.Object is null ? null : at with { Result = result ?? 0 };
    }

    private static Event? Duplicate(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Read, out var result);
        string? what = null;
        long to = 0; // a field that is zero is left out
        ulong call = 0;
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            switch (fields.Number)
            {
                case 3:
                    call = fields.Value;
                    break;
                case 5:
                    to = (long)fields.Value;
                    break;
                case 6:
                    what = fields.Text;
                    break;
            }
        }

        const ulong Dup = 32;
        to = call == Dup ? result ?? 0 : to; // the lowest that is free, and so the one that was closed before
        return JoinedStreams.Of(at with { Result = result ?? 0 }, what, to);
    }

    private static Event? FailedExec(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Exec, out var result);
        var arguments = new List<string>();
        string? folder = null, path = null;
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            switch (fields.Number)
            {
                case 5:
                    folder = fields.Text;
                    break;
                case 6:
                    path = fields.Text;
                    break;
                case 7:
                    Add(arguments, fields);
                    break;
            }
        }

        // A search through PATH fails in every folder but one.
        const long NoSuchFile = -2;
        return result is null or >= 0 or NoSuchFile || path is null ? null : at with { Object = EventPath.Absolute(path, folder ?? at.Folder), Arguments = arguments, Result = result };
    }

    private static Event? Identity(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Kernel, out var result);
        ulong call = 0;
        var numbers = new List<string>();
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number == 3)
            {
                call = fields.Value;
            }
            else if (fields.Number > 3)
            {
                numbers.Add(((int)fields.Value).ToString(CultureInfo.InvariantCulture));
            }
        }

        var name = call switch { 105 => "setuid", 106 => "setgid", 117 => "setresuid", _ => null };
        return name is null ? null : at with { Object = name, Arguments = numbers, Result = result ?? 0 };
    }

    private static Event? Raw(ReadOnlySpan<byte> message)
    {
        var at = Context(message, EventKind.Kernel, out var result);
        ulong call = 0;
        var numbers = new string[6];
        Array.Fill(numbers, "0");
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number is 3 or 4)
            {
                call = fields.Value;
            }
            else if (fields.Number is >= 5 and <= 10)
            {
                numbers[fields.Number - 5] = "0x" + fields.Value.ToString("x", CultureInfo.InvariantCulture);
            }
        }

        return KernelCalls.Names.TryGetValue(call, out var name) ? at with { Object = name, Arguments = numbers, Result = result } : null;
    }

    private static Event Plain(ReadOnlySpan<byte> message, EventKind kind, string what) => Context(message, kind, out var result) with { Object = what, Result = result ?? 0 };

    /// <summary>Field 1 of every message is its context, field 2 of a system call its exit.</summary>
    private static Event Context(ReadOnlySpan<byte> message, EventKind kind, out long? result)
    {
        var at = new Event(0, kind) { Source = Source };
        result = null;
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Number == 1 && fields.Bytes.Length > 0)
            {
                at = ReadContext(fields.Bytes, at);
            }
            else if (fields.Number == 2 && fields.Bytes.Length > 0 && kind is not (EventKind.Start or EventKind.Fork or EventKind.Exit) && message.Length > 0)
            {
                result = ReadExit(fields.Bytes);
            }
        }

        return at;
    }

    private static Event ReadContext(ReadOnlySpan<byte> context, Event at)
    {
        long time = 0, started = 0;
        var process = 0;
        int? user = null;
        string? folder = null, name = null;
        for (var fields = new ProtoFields(context); fields.Next();)
        {
            switch (fields.Number)
            {
                case 1:
                    time = (long)fields.Value;
                    break;
                case 4:
                    process = (int)fields.Value;
                    break;
                case 5:
                    started = (long)fields.Value;
                    break;
                case 7:
                    user = 0;
                    for (var credentials = new ProtoFields(fields.Bytes); credentials.Next();)
                    {
                        user = credentials.Number == 2 ? (int)credentials.Value : user;
                    }

                    break;
                case 8:
                    folder = fields.Text;
                    break;
                case 9:
                    name = fields.Text;
                    break;
            }
        }

        return at with { Time = time, Process = process, Started = started, User = user, Folder = folder, Name = name };
    }

    /// <summary>Null: the context does not say.</summary>
    private static int? ThreadOf(ReadOnlySpan<byte> message)
    {
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            for (var context = new ProtoFields(fields.Number == 1 ? fields.Bytes : default); context.Next();)
            {
                if (context.Number == 2)
                {
                    return (int)context.Value;
                }
            }
        }

        return null;
    }

    private static long ReadExit(ReadOnlySpan<byte> exit)
    {
        long result = 0, error = 0;
        for (var fields = new ProtoFields(exit); fields.Next();)
        {
            result = fields.Number == 1 ? (long)fields.Value : result;
            error = fields.Number == 2 ? (long)fields.Value : error;
        }

        return error != 0 ? -Math.Abs(error) : result;
    }

    private static void Add(List<string> arguments, in ProtoFields fields)
    {
        if (arguments.Count < MaxArguments)
        {
            var text = fields.Text;
            arguments.Add(text.Length > MaxArgument ? text[..MaxArgument] : text);
        }
    }
}
