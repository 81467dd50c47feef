using System.Text.Json;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A mining pool: JSON lines as Monero miners (<c>login</c>) and Bitcoin miners (<c>mining.subscribe</c>) speak them. Logs them in, gives them a job and accepts what they submit.</summary>
internal static class StratumConversation
{
    /// <summary>Bytes. Attack: a line without end.</summary>
    private const int LineLimit = 16 << 10;

    /// <summary>Attack: [[[[…]]]].</summary>
    private const int DepthLimit = 16;

    /// <summary>Of what miners call again and again only the first are told.</summary>
    private const int ToldLimit = 20;

    public static async Task HoldAsync(Talk talk)
    {
        var told = 0;
        while (await talk.Wire.ReadLineAsync(LineLimit) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            JsonDocument call;
            try
            {
                call = JsonDocument.Parse(line, new() { MaxDepth = DepthLimit });
            }
            catch (JsonException)
            {
                await RawConversation.HoldAsync(talk);
                return;
            }

            using (call)
            {
                if (call.RootElement.ValueKind != JsonValueKind.Object || Text(call.RootElement, "method") is not { } method)
                {
                    talk.Events.Send(talk.Where, "tcp", line.Length, "JSON lines");
                    await RawConversation.HoldAsync(talk);
                    return;
                }

                if (told++ < ToldLimit)
                {
                    talk.Events.Send(talk.Where, "stratum", line.Length, Told(method, call.RootElement));
                }

                foreach (var answer in Answers(talk.World.MadeUp, method, call.RootElement))
                {
                    await talk.Wire.WriteAsync(answer + "\n");
                }
            }
        }
    }

    private static List<string> Told(string method, JsonElement call)
    {
        List<string> told = [method];
        call.TryGetProperty("params", out var parameters);
        if (parameters.ValueKind == JsonValueKind.Object)
        {
            Add("wallet", Text(parameters, "login") is { } wallet ? Shortened(wallet) : null);
            Add("agent", Text(parameters, "agent"));
            Add("algo", parameters.TryGetProperty("algo", out var algorithms) ? algorithms.GetRawText() : null);
        }
        else if (parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 0 && parameters[0].ValueKind == JsonValueKind.String)
        {
            var first = parameters[0].GetString()!;
            Add(method.EndsWith("subscribe", StringComparison.Ordinal) ? "agent" : "wallet", method.EndsWith("subscribe", StringComparison.Ordinal) ? first : Shortened(first));
        }

        return told;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                told.Add($"{name}: {value}");
            }
        }
    }

    /// <summary>Enough to recognise a wallet, not to pay it.</summary>
    internal static string Shortened(string wallet) => wallet.Length <= 16 ? wallet : $"{wallet[..8]}…{wallet[^4..]}";

    private static IEnumerable<string> Answers(MadeUp madeUp, string method, JsonElement call)
    {
        var id = call.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.Number or JsonValueKind.String ? given.GetRawText() : "null";
        return method switch
        {
            "login" => [$$"""{"id":{{id}},"jsonrpc":"2.0","error":null,"result":{"id":"{{madeUp.Hex("miner", 16)}}","job":{{Job(madeUp)}},"extensions":["algo","nicehash","connect","tls","keepalive"],"status":"OK"} }"""],
            "getjob" => [$$"""{"id":{{id}},"jsonrpc":"2.0","error":null,"result":{{Job(madeUp)}} }"""],
            "keepalived" => [$$"""{"id":{{id}},"jsonrpc":"2.0","error":null,"result":{"status":"KEEPALIVED"} }"""],
            "submit" => [$$"""{"id":{{id}},"jsonrpc":"2.0","error":null,"result":{"status":"OK"} }"""],
            "mining.subscribe" => [$$"""{"id":{{id}},"error":null,"result":[[["mining.set_difficulty","{{madeUp.Hex("d", 16)}}"],["mining.notify","{{madeUp.Hex("n", 16)}}"]],"{{madeUp.Hex("x", 8)}}",4]}"""],
            "mining.authorize" => [Yes(), """{"id":null,"method":"mining.set_difficulty","params":[65536]}""", $$"""{"id":null,"method":"mining.notify","params":["1","{{madeUp.Hex("previous", 64)}}","{{madeUp.Hex("coinbase 1", 108)}}","{{madeUp.Hex("coinbase 2", 120)}}",["{{madeUp.Hex("branch", 64)}}"],"20000000","17034219","{{madeUp.Hex("time", 8)}}",true]}"""],
            "mining.configure" => [$$"""{"id":{{id}},"error":null,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"} }"""],
            _ => [Yes()],
        };

        string Yes() => $$"""{"id":{{id}},"jsonrpc":"2.0","error":null,"result":true}""";
    }

    /// <summary>A RandomX job: a block header of 76 bytes, a target that a small machine does not reach soon.</summary>
    private static string Job(MadeUp madeUp) =>
        $$"""{"blob":"1010{{madeUp.Hex("blob", 148)}}","job_id":"{{madeUp.Hex("job", 16)}}","target":"b88d0600","algo":"rx/0","height":3012345,"seed_hash":"{{madeUp.Hex("seed hash", 64)}}"}""";

    private static string? Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
