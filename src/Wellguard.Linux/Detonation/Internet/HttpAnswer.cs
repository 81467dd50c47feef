using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <param name="Kind">As <c>Download</c> events name it.</param>
internal sealed record HttpAnswer(int Status, string Type, ReadOnlyMemory<byte> Body, string Kind, IReadOnlyList<string> Headers)
{
    private static readonly Dictionary<int, string> Reasons = new()
    {
        [200] = "OK",
        [201] = "Created",
        [202] = "Accepted",
        [204] = "No Content",
        [206] = "Partial Content",
        [301] = "Moved Permanently",
        [302] = "Found",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "Not Found",
        [413] = "Content Too Large",
        [416] = "Range Not Satisfiable",
    };

    /// <summary>Lower-case hex of SHA-256 of the whole body.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Body.Span));

    public static HttpAnswer Text(int status, string type, string body) => new(status, type, Encoding.UTF8.GetBytes(body), KindOf(type), []);

    public static HttpAnswer Empty(int status) => new(status, "", ReadOnlyMemory<byte>.Empty, "text", []);

    public static string KindOf(string type) => type.Contains("json", StringComparison.Ordinal) ? "json" : type.Contains("script", StringComparison.Ordinal) || type.Contains("python", StringComparison.Ordinal) ? "script" : type.StartsWith("image/", StringComparison.Ordinal) ? "image" : "text";

    /// <summary>The bytes on the wire, and how many of them are body.</summary>
    public (byte[] Head, ReadOnlyMemory<byte> Body) Write(HttpHead? head, DateTimeOffset now, bool close)
    {
        var (status, body, extra) = (Status, Body, "");
        if (head?.Method == "GET" && Status == 200 && head["Range"] is { } range)
        {
            (status, body, extra) = Part(range);
        }

        var made = new StringBuilder($"HTTP/1.1 {status} {Reasons.GetValueOrDefault(status, "OK")}\r\nDate: {now.ToString("R", CultureInfo.InvariantCulture)}\r\n");
        if (!Headers.Any(header => header.StartsWith("Server:", StringComparison.OrdinalIgnoreCase)))
        {
            made.Append("Server: nginx\r\n");
        }

        if (status != 204)
        {
            made.Append($"Content-Type: {(Type.Length == 0 ? "text/plain" : Type)}\r\nContent-Length: {body.Length}\r\n");
        }

        if (Status == 200 && head?.Method is "GET" or "HEAD")
        {
            made.Append($"Accept-Ranges: bytes\r\nETag: \"{Digest[..16]}\"\r\n");
        }

        foreach (var header in Headers)
        {
            made.Append(header).Append("\r\n");
        }

        made.Append(extra).Append(close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
        return (Encoding.Latin1.GetBytes(made.ToString()), head?.Method == "HEAD" ? ReadOnlyMemory<byte>.Empty : body);
    }

    /// <summary>One range (RFC 9110, 14); of several the whole is sent, as is allowed.</summary>
    private (int Status, ReadOnlyMemory<byte> Body, string Header) Part(string range)
    {
        if (!range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || range["bytes=".Length..].Split('-') is not [var from, var to])
        {
            return (200, Body, "");
        }

        var hasFirst = long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first);
        var hasLast = long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        if ((!hasFirst && from.Length > 0) || (!hasLast && to.Length > 0) || (!hasFirst && !hasLast) || (hasFirst && hasLast && last < first))
        {
            return (200, Body, "");
        }

        if (!hasFirst)
        {
            (first, last) = (Math.Max(0, Body.Length - last), Body.Length - 1);
        }

        last = hasLast ? Math.Min(last, Body.Length - 1) : Body.Length - 1;
        return first > last ? (416, ReadOnlyMemory<byte>.Empty, $"Content-Range: bytes */{Body.Length}\r\n")
            : (206, Body.Slice((int)first, (int)(last - first + 1)), $"Content-Range: bytes {first}-{last}/{Body.Length}\r\n");
    }
}
