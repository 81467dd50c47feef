using System.Net.Sockets;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Finds out what a client speaks and lets that be spoken.</summary>
internal static class Conversation
{
    /// <summary>Attack: a proxy in a proxy in a proxy …</summary>
    private const int DepthLimit = 4;

    public static async Task HoldAsync(Talk talk)
    {
        if (talk.Depth > DepthLimit)
        {
            return;
        }

        var limits = talk.World.Limits;
        var speaksFirst = Greeting.SpeaksFirst(talk.To.Port);
        if (talk.Wire.Ahead.Length == 0 && !await talk.Wire.WaitAsync(speaksFirst ? limits.Silence / 4 : limits.Silence))
        {
            await SilentAsync(talk);
            return;
        }

        switch (await Opening.GuessAsync(talk))
        {
            case Protocol.Tls:
                await TlsConversation.HoldAsync(talk);
                break;
            case Protocol.Http:
                await HttpConversation.HoldAsync(talk);
                break;
            case Protocol.Dns:
                await DnsServer.HoldAsync(talk);
                break;
            case Protocol.Socks:
                await SocksConversation.HoldAsync(talk);
                break;
            case var spoken:
                await TappedAsync(talk, spoken);
                break;
        }
    }

    /// <summary>Everything that the client says is searched, however the conversation ends.</summary>
    public static async Task TappedAsync(Talk talk, Protocol spoken)
    {
        var search = new CanarySearch(talk.World.Canaries);
        talk.Wire.Tap = search;
        try
        {
            await (spoken switch
            {
                Protocol.Stratum => StratumConversation.HoldAsync(talk),
                Protocol.Redis => RedisConversation.HoldAsync(talk),
                Protocol.Irc => IrcConversation.HoldAsync(talk),
                Protocol.Lines => LineConversation.HoldAsync(talk),
                _ => RawConversation.HoldAsync(talk),
            });
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException or OperationCanceledException)
        {
            // The end of the conversation.
        }
        finally
        {
            talk.Wire.Take(talk.Wire.Ahead.Length);
            search.Finish();
            talk.Events.Thefts(talk.Where, search);
        }
    }

    private static Task SilentAsync(Talk talk) =>
        LineConversation.IsSpokenAt(talk.To.Port) ? TappedAsync(talk, Protocol.Lines)
        : Greeting.Of(talk) is { Length: > 0 } greeting ? GreetAsync(talk, greeting)
        : WaitAsync(talk);

    private static async Task GreetAsync(Talk talk, byte[] greeting)
    {
        await talk.Wire.WriteAsync(greeting);
        await TappedAsync(talk, Protocol.Raw);
    }

    /// <summary>Nobody greets at this port: the client may be slow.</summary>
    private static async Task WaitAsync(Talk talk)
    {
        if (await talk.Wire.FillAsync())
        {
            await HoldAsync(talk with { Depth = talk.Depth + 1 });
        }
    }
}
