using System.Buffers;
using System.Text.Json;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>JSON-RPC 2.0 over HTTP, as nodes of Ethereum and Solana speak it, single and in batches. Results are decoys with the method <c>RPC</c>.</summary>
internal static class RpcAnswer
{
    /// <summary>Attack: a batch of ten thousand.</summary>
    private const int BatchLimit = 100;

    /// <summary>Attack: [[[[…]]]].</summary>
    private const int DepthLimit = 32;

    /// <summary>Null: the body is no call.</summary>
    public static HttpAnswer? To(World world, HttpRequest request)
    {
        if (request.Head.Method != "POST" || request.Body.Length == 0 || request.Body.AsSpan().IndexOf("\"jsonrpc\""u8) < 0)
        {
            return null;
        }

        try
        {
            using var body = JsonDocument.Parse(request.Body, new() { MaxDepth = DepthLimit });
            var isBatch = body.RootElement.ValueKind == JsonValueKind.Array;
            var calls = isBatch ? body.RootElement.EnumerateArray().Take(BatchLimit).ToList() : [body.RootElement];
            var made = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(made))
            {
                if (isBatch)
                {
                    json.WriteStartArray();
                }

                foreach (var call in calls.Where(call => call.ValueKind == JsonValueKind.Object))
                {
                    Write(json, world, request, call);
                }

                if (isBatch)
                {
                    json.WriteEndArray();
                }
            }

            return made.WrittenCount == 0 ? null : new(200, "application/json", made.WrittenMemory.ToArray(), "json", []);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, World world, HttpRequest request, JsonElement call)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        if (call.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            id.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WritePropertyName("result");
        var method = call.TryGetProperty("method", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
        json.WriteRawValue(world.Decoys.FindCall(method)?.Text(world, request) ?? "null");
        json.WriteEndObject();
    }
}
