using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>
/// Fills <c>{{…}}</c> in a decoy: <c>canary NAME</c>; made up by the seed, always the same for the same key: <c>hex N KEY</c>, <c>word N KEY</c>, <c>digits N KEY</c>, <c>name KEY</c> (a host), <c>address KEY</c>;
/// of the request: <c>host</c>, <c>origin</c>, <c>segment N</c>, <c>last</c>, <c>path</c>, <c>echo</c> (a JSON body); <c>time +6h</c> (ISO 8601), <c>epoch +6h</c> (seconds), <c>abi TEXT</c> (a string that a contract returns), <c>sha1 FILE</c>, <c>sha512 FILE</c>.
/// A key may be <c>path</c>: another value for each path.
/// </summary>
internal static class DecoyText
{
    /// <summary>Attack: an echo that is parsed as deep as it was sent.</summary>
    private const int EchoDepth = 32;

    public static string Fill(string template, World world, HttpRequest request)
    {
        var made = new StringBuilder();
        var rest = template.AsSpan();
        for (int at; (at = rest.IndexOf("{{", StringComparison.Ordinal)) >= 0;)
        {
            var length = rest[(at + 2)..].IndexOf("}}", StringComparison.Ordinal);
            if (length < 0)
            {
                break;
            }

            made.Append(rest[..at]).Append(Value(rest.Slice(at + 2, length).ToString(), world, request));
            rest = rest[(at + 4 + length)..];
        }

        return made.Append(rest).ToString();
    }

    private static string Value(string placeholder, World world, HttpRequest request)
    {
        var words = placeholder.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var made = world.MadeUp;
        return words switch
        {
            ["canary", var name] => world.CanaryValue(name) is { } value ? Quoted(value) : made.Word("canary " + name, 40),
            ["hex", var count, .. var key] => made.Hex(Key(key, request), Count(count)),
            ["word", var count, .. var key] => made.Word(Key(key, request), Count(count)),
            ["digits", var count, .. var key] => made.Digits(Key(key, request), Count(count)),
            ["name", .. var key] => made.HostName(Key(key, request)),
            ["address", .. var key] => made.Bytes(Key(key, request), 3) is [var a, var b, var c] ? $"{52 + (a % 3)}.{b}.{c}.{17 + (a % 200)}" : "",
            ["host"] => Quoted(request.Host),
            ["origin"] => Quoted(request.Origin),
            ["path"] => Quoted(request.Path),
            ["last"] => Quoted(Segments(request) is [.., var last] ? last : ""),
            ["segment", var number] => Quoted(Segments(request) is var all && Count(number) is > 0 and var at && at <= all.Length ? all[at - 1] : ""),
            ["echo"] => Echo(request.Body),
            ["time", .. var shift] => Shifted(world, shift).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["epoch", .. var shift] => Shifted(world, shift).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["abi", .. var text] => Abi(Fill(string.Join(' ', text).Replace("<", "{{", StringComparison.Ordinal).Replace(">", "}}", StringComparison.Ordinal), world, request)),
            ["sha1", var file] => Convert.ToHexStringLower(SHA1.HashData(Payload.Named(file))),
            ["sha512", var file] => Convert.ToBase64String(SHA512.HashData(Payload.Named(file))),
            _ => throw new FormatException($"rules/decoys: unknown placeholder '{placeholder}'"),
        };
    }

    private static string[] Segments(HttpRequest request) => Array.ConvertAll(request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);

    private static string Key(string[] key, HttpRequest request) => string.Join(' ', key.Select(word => word == "path" ? request.Path : word));

    private static int Count(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Safe in JSON and in a header: no quotes, no line breaks.</summary>
    private static string Quoted(string text) => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static DateTimeOffset Shifted(World world, string[] shift) =>
        world.Time.GetUtcNow() + (shift is [['+' or '-', .. var hours, 'h']] ? TimeSpan.FromHours(Count(hours) * (shift[0][0] == '-' ? -1 : 1)) : TimeSpan.Zero);

    private static string Echo(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = EchoDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.GetRawText() : "{}";
        }
        catch (JsonException)
        {
            return "{}";
        }
    }

    /// <summary>A string in the contract ABI of Ethereum: offset, length, bytes up to a multiple of 32.</summary>
    private static string Abi(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return $"0x{32:x64}{bytes.Length:x64}{Convert.ToHexStringLower(bytes).PadRight((bytes.Length + 31) / 32 * 64, '0')}";
    }
}
