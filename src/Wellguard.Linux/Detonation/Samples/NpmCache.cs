using System.Text.Json;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>
/// What npm fetched, out of its cache (npm's cacache, format v5 and v2: an index of lines of JSON, contents by digest): what the registry said and served, by address.
/// </summary>
internal static class NpmCache
{
    private const string Key = "make-fetch-happen:request-cache:";

    /// <summary>Bytes of everything. Attack: a package that depends on gigabytes.</summary>
    private const long MaxBytes = 200 << 20;

    /// <returns>Also whether it was more than is kept.</returns>
    public static (IReadOnlyDictionary<string, byte[]> Served, bool IsCut) Read(string folder)
    {
        var served = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var index = Path.Combine(folder, "_cacache", "index-v5");
        long total = 0;
        IEnumerable<string> files = Directory.Exists(index) ? Directory.EnumerateFiles(index, "*", SearchOption.AllDirectories) : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file).Where(static line => line.Contains('\t', StringComparison.Ordinal)))
            {
                if (EntryOf(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..], folder) is not var (address, content) || !File.Exists(content))
                {
                    continue;
                }

                total += new FileInfo(content).Length;
                if (total > MaxBytes)
                {
                    return (served, true);
                }

                served[address] = File.ReadAllBytes(content);
            }
        }

        return (served, false);
    }

    /// <summary>Null: an entry of another kind, or a damaged one.</summary>
    private static (string Address, string Content)? EntryOf(string json, string folder)
    {
        try
        {
            using var entry = JsonDocument.Parse(json);
            return entry.RootElement.TryGetProperty("key", out var key) && key.GetString() is { } text && text.StartsWith(Key, StringComparison.Ordinal)
                && entry.RootElement.TryGetProperty("integrity", out var integrity) && PathOf(folder, integrity.GetString()) is { } content ? (text[Key.Length..], content) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary><c>sha512-…</c>: a folder of the algorithm, two of a byte each, and the rest of the digest.</summary>
    private static string? PathOf(string folder, string? integrity)
    {
        var parts = integrity?.Split(' ')[0].Split('-', 2);
        var digest = new byte[64];
        if (parts is not ["sha512" or "sha256" or "sha1", var text] || !Convert.TryFromBase64String(text, digest, out var length) || length < 20)
        {
            return null;
        }

        var hex = Convert.ToHexStringLower(digest.AsSpan(0, length));
        return Path.Combine(folder, "_cacache", "content-v2", parts[0], hex[..2], hex[2..4], hex[4..]);
    }
}
