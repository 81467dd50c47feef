using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A SOCKS proxy, version 4 and 4a, and 5 (RFC 1928): takes the order, then the client talks to whom it asked for. Tor's port is 9050.</summary>
internal static class SocksConversation
{
    private const byte Connect = 1;

    public static async Task HoldAsync(Talk talk)
    {
        var target = talk.Wire.Ahead.Span[0] == 5 ? await FiveAsync(talk.Wire) : await FourAsync(talk.Wire);
        if (target is null)
        {
            return;
        }

        talk.Events.Send(talk.Where, "socks", talk.Wire.Taken, $"to {target}");
        var named = IPAddress.TryParse(target.Host, out var address) ? talk.World.Names.Named(new(address, target.Port)) : target;
        await Conversation.HoldAsync(talk with { To = named, Encrypted = false, Depth = talk.Depth + 1 });
    }

    private static async Task<Destination?> FiveAsync(Wire wire)
    {
        var hello = await TakeAsync(wire, 2);
        var methods = await TakeAsync(wire, hello[1]);
        if (methods.Contains((byte)0))
        {
            await wire.WriteAsync((byte[])[5, 0]);
        }
        else if (methods.Contains((byte)2))
        {
            // Name and password (RFC 1929): any is right.
            await wire.WriteAsync((byte[])[5, 2]);
            var name = await TakeAsync(wire, 2);
            _ = await TakeAsync(wire, name[1]);
            _ = await TakeAsync(wire, (await TakeAsync(wire, 1))[0]);
            await wire.WriteAsync((byte[])[1, 0]);
        }
        else
        {
            await wire.WriteAsync((byte[])[5, 0xFF]);
            return null;
        }

        var order = await TakeAsync(wire, 4);
        string? host = order[3] switch
        {
            1 => new IPAddress(await TakeAsync(wire, 4)).ToString(),
            4 => new IPAddress(await TakeAsync(wire, 16)).ToString(),
            3 => HttpRequest.Name(Encoding.Latin1.GetString(await TakeAsync(wire, (await TakeAsync(wire, 1))[0]))),
            _ => null,
        };
        var port = BinaryPrimitives.ReadUInt16BigEndian(await TakeAsync(wire, 2));
        var isFine = order[0] == 5 && order[1] == Connect && host is not null;
        await wire.WriteAsync((byte[])[5, (byte)(isFine ? 0 : 7), 0, 1, 0, 0, 0, 0, 0, 0]);
        return isFine ? new(host!.ToLowerInvariant(), port) : null;
    }

    private static async Task<Destination?> FourAsync(Wire wire)
    {
        var order = await TakeAsync(wire, 8);
        await ToZeroAsync(wire);
        var address = order.AsMemory(4, 4);
        var isNamed = address.Span is [0, 0, 0, > 0];
        var host = isNamed ? HttpRequest.Name(await ToZeroAsync(wire)) : new IPAddress(address.Span).ToString();
        var isFine = order[1] == Connect && host is not null;
        await wire.WriteAsync((byte[])[0, (byte)(isFine ? 90 : 91), 0, 0, 0, 0, 0, 0]);
        return isFine ? new(host!.ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(order.AsSpan(2))) : null;
    }

    private static async Task<byte[]> TakeAsync(Wire wire, int count)
    {
        while (wire.Ahead.Length < count)
        {
            _ = await wire.FillAsync() ? 0 : throw new EndOfStreamException();
        }

        var taken = wire.Ahead[..count].ToArray();
        wire.Take(count);
        return taken;
    }

    private static async Task<string> ToZeroAsync(Wire wire)
    {
        int at;
        while ((at = wire.Ahead.Span.IndexOf((byte)0)) < 0)
        {
            _ = wire.Ahead.Length < 512 && await wire.FillAsync() ? 0 : throw new InvalidDataException("a name without end");
        }

        var text = Encoding.Latin1.GetString(wire.Ahead.Span[..at]);
        wire.Take(at + 1);
        return text;
    }
}
