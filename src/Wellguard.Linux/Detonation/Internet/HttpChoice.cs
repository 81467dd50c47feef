using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What a request is answered with: the user's stage, a name service, a decoy of rules/decoys, else what its path and client seem to expect.</summary>
internal static class HttpChoice
{
    public static HttpAnswer Answer(Talk talk, HttpRequest request) =>
        Stage(talk.World, request)
        ?? Names(talk.World, request)
        ?? RpcAnswer.To(talk.World, request)
        ?? talk.World.Decoys.Find(request)?.Answer(talk.World, request)
        ?? Payload.For(request);

    private static HttpAnswer? Stage(World world, HttpRequest request)
    {
        var stages = world.Options.Stages;
        var stage = stages.FirstOrDefault(stage => Same(stage.Url, request.Url)) ?? stages.FirstOrDefault(stage => Same(stage.Url.Split('?')[0], request.Origin + request.Path));
        return stage is null ? null : new(200, "application/octet-stream", stage.Bytes, ContentKind.Of(stage.Bytes.Span, request.Path), []);

        static bool Same(string stage, string asked) =>
            stage == asked || (Uri.TryCreate(stage, UriKind.Absolute, out var a) && Uri.TryCreate(asked, UriKind.Absolute, out var b) && a == b);
    }

    /// <summary>DNS over HTTPS: messages (RFC 8484). The JSON form is a question for an A record.</summary>
    private static HttpAnswer? Names(World world, HttpRequest request)
    {
        var isMessage = request.Path.EndsWith("/dns-query", StringComparison.Ordinal);
        var query = Queries(request.Query);
        if (isMessage && request.Head.Method == "POST" && request.Head["Content-Type"] == "application/dns-message")
        {
            return Message(request.Body);
        }

        if (isMessage && query.TryGetValue("dns", out var coded))
        {
            return Base64Url.IsValid(coded) ? Message(Base64Url.DecodeFromChars(coded)) : HttpAnswer.Empty(400);
        }

        if ((isMessage || request.Path == "/resolve") && query.TryGetValue("name", out var name) && name.Length < 254)
        {
            var type = query.GetValueOrDefault("type", "A").ToUpperInvariant();
            var asked = name.TrimEnd('.').ToLowerInvariant();
            var labels = asked.Split('.').Select(label => Encoding.Latin1.GetBytes(label)).ToList();
            if (labels.Exists(label => label.Length is 0 or > 63) || type is not ("A" or "1" or "AAAA" or "28"))
            {
                return HttpAnswer.Text(200, "application/dns-json", """{"Status":0,"TC":false,"RD":true,"RA":true,"AD":false,"CD":false}""");
            }

            var code = type is "A" or "1" ? 1 : 28;
            byte[] question = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels.SelectMany(label => (byte[])[(byte)label.Length, .. label]), 0, 0, (byte)code, 0, 1];
            _ = world.Resolver.Answer(question, isDatagram: false);
            var address = code == 1 ? world.Names.AddressOf(asked) : world.Names.NewAddressOf(asked);
            var quoted = JsonEncodedText.Encode(asked);
            return HttpAnswer.Text(200, "application/dns-json", $$"""{"Status":0,"TC":false,"RD":true,"RA":true,"AD":false,"CD":false,"Question":[{"name":"{{quoted}}.","type":{{code}}}],"Answer":[{"name":"{{quoted}}.","type":{{code}},"TTL":60,"data":"{{address}}"}]}""");
        }

        return null;

        HttpAnswer? Message(byte[] message) => world.Resolver.Answer(message, isDatagram: false) is { } answer ? new(200, "application/dns-message", answer, "data", []) : HttpAnswer.Empty(400);
    }

    private static Dictionary<string, string> Queries(string query)
    {
        var made = new Dictionary<string, string>();
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = pair.IndexOf('=');
            made[equal < 0 ? pair : pair[..equal]] = equal < 0 ? "" : Uri.UnescapeDataString(pair[(equal + 1)..]);
        }

        return made;
    }
}
