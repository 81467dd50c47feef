using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>HTTP/1.1 with a client: requests one after another, also as a proxy. Tells of each request, of what was served, and of canaries in any part of it.</summary>
internal static class HttpConversation
{
    /// <summary>Attack: a million requests on one connection.</summary>
    private const int RequestLimit = 5000;

    public static async Task HoldAsync(Talk talk)
    {
        for (var count = 0; count < RequestLimit; count++)
        {
            var search = new CanarySearch(talk.World.Canaries);
            HttpHead? head;
            try
            {
                head = await HeadAsync(talk, search);
            }
            catch (Exception e) when (e is InvalidDataException or OperationCanceledException)
            {
                Report(talk, talk.Where, search);
                talk.Events.Send(talk.Where, "http", talk.Wire.Taken, e is InvalidDataException ? e.Message : "the head was not whole in time");
                if (e is InvalidDataException)
                {
                    await WriteAsync(talk, null, HttpAnswer.Text(400, "text/plain", "Bad Request\n"), true);
                }

                return;
            }

            if (head is null)
            {
                Report(talk, talk.Where, search);
                return;
            }

            if (head.Method == "CONNECT")
            {
                await TunnelAsync(talk, head, search);
                return;
            }

            if (!await AnswerAsync(talk, head, search))
            {
                return;
            }
        }
    }

    private static async ValueTask<HttpHead?> HeadAsync(Talk talk, CanarySearch search)
    {
        // The wait for the next request is bounded by the idle time, a request that has begun by its own.
        try
        {
            if (talk.Wire.Ahead.Length == 0 && !await talk.Wire.FillAsync())
            {
                return null;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        talk.Wire.Tap = search;
        try
        {
            using (talk.Life.Within(talk.World.Limits.Head))
            {
                return await HttpHead.ReadAsync(talk.Wire);
            }
        }
        finally
        {
            talk.Wire.Tap = null;
        }
    }

    /// <summary>False: the connection ends.</summary>
    private static async Task<bool> AnswerAsync(Talk talk, HttpHead head, CanarySearch search)
    {
        var request = HttpRequest.Of(head, talk.To, talk.Encrypted);
        var body = new HttpBody(talk.Wire, search, talk.World.Limits.Body);
        var close = head.IsOld || head["Connection"]?.Contains("close", StringComparison.OrdinalIgnoreCase) == true;
        HttpAnswer? failure = null;
        try
        {
            if (head["Expect"]?.Equals("100-continue", StringComparison.OrdinalIgnoreCase) == true)
            {
                await talk.Wire.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            }

            await body.ReadAsync(head);
            failure = body.IsTooLarge ? HttpAnswer.Empty(413) : null;
        }
        catch (InvalidDataException)
        {
            failure = HttpAnswer.Empty(400);
        }
        finally
        {
            talk.Events.Request(request.Url, body.Size, request.Arguments(talk.World.Canaries));
            Report(talk, request.Url, search);
        }

        if (failure is null && head["Sec-WebSocket-Key"] is { } key && head["Upgrade"]?.Equals("websocket", StringComparison.OrdinalIgnoreCase) == true)
        {
            await WebSocketConversation.HoldAsync(talk, request.Url, key);
            return false;
        }

        var answer = failure ?? HttpChoice.Answer(talk, request with { Body = body.Kept });
        if (head.Method == "GET" && answer is { Status: 200, Body.Length: > 0 })
        {
            talk.Events.Download(request.Url, answer.Kind, answer.Digest, answer.Body.Length, FileMarks.Of(answer.Body.Span));
        }

        close |= failure is not null;
        await WriteAsync(talk, head, answer, close);
        return !close;
    }

    private static async Task WriteAsync(Talk talk, HttpHead? head, HttpAnswer answer, bool close)
    {
        var (first, body) = answer.Write(head, talk.World.Time.GetUtcNow(), close);
        if (body.Length <= 16 << 10)
        {
            await talk.Wire.WriteAsync((byte[])[.. first, .. body.Span]);
            return;
        }

        await talk.Wire.WriteAsync(first);
        for (var rest = body; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(rest.Length, 64 << 10)];
            await talk.Wire.WriteAsync(piece);
            talk.Life.Touch();
            rest = rest[piece.Length..];
        }
    }

    /// <summary>CONNECT: from here on the client talks to somebody else.</summary>
    private static async Task TunnelAsync(Talk talk, HttpHead head, CanarySearch search)
    {
        Report(talk, talk.Where, search);
        var colon = head.Target.LastIndexOf(':');
        if (HttpRequest.Name(head.Target) is not { } host || colon < 0 || !ushort.TryParse(head.Target.AsSpan(colon + 1), out var port))
        {
            await WriteAsync(talk, null, HttpAnswer.Empty(400), true);
            return;
        }

        talk.Events.Request($"http://{talk.To}", 0, ["CONNECT", $"{host}:{port}"]);
        await talk.Wire.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n");
        await Conversation.HoldAsync(talk with { To = new(host.ToLowerInvariant(), port), Encrypted = false, Depth = talk.Depth + 1 });
    }

    private static void Report(Talk talk, string where, CanarySearch search)
    {
        search.Finish();
        talk.Events.Thefts(where, search);
    }
}
