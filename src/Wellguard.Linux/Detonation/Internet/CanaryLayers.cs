using System.IO.Compression;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Opens what a thief may have put a canary in: compression, base64, hex, percent and JSON escapes, reversal, and these in each other.</summary>
internal static class CanaryLayers
{
    private const string Percent = "percent";
    private const string Escaped = "escaped";
    private const string Reversed = "reversed";

    /// <summary>Attack: base64 in base64 in …</summary>
    private const int DepthLimit = 3;

    /// <summary>Decoded bytes per look. Attack: a bomb, or a thousand overlapping ones.</summary>
    private const int BudgetLimit = 8 << 20;

    /// <summary>Decompressed bytes per stream.</summary>
    private const int InflatedLimit = 4 << 20;

    /// <summary>Places per layer where compressed data seems to begin.</summary>
    private const int StartLimit = 32;

    /// <summary>What a decompressor costs in the budget, in bytes.</summary>
    private const int TryCost = 512;

    /// <summary>Decoded bytes that have no header but may be raw deflate.</summary>
    private const int ShortestDeflated = 24;

    /// <summary>Digits; a shorter run is a word.</summary>
    private const int ShortestRun = 16;

    public static void Look(CanarySearch search, ReadOnlySpan<byte> bytes)
    {
        var budget = BudgetLimit;
        Open(search, bytes, "", 0, ref budget);
        var back = bytes.ToArray();
        Array.Reverse(back);
        Open(search, back, Reversed, 1, ref budget);
    }

    /// <summary>What the container is without the escapes that were undone last; null when none were.</summary>
    public static string? Unescaped(string container) =>
        container is Percent or Escaped ? ""
        : container.EndsWith(" of " + Percent, StringComparison.Ordinal) ? container[..^(" of " + Percent).Length]
        : container.EndsWith(" of " + Escaped, StringComparison.Ordinal) ? container[..^(" of " + Escaped).Length]
        : null;

    private static void Open(CanarySearch search, ReadOnlySpan<byte> bytes, string container, int depth, ref int budget)
    {
        if (depth >= DepthLimit || bytes.Length < ShortestRun)
        {
            return;
        }

        Inflate(search, bytes, container, depth, ref budget);
        Runs(search, bytes, container, depth, ref budget);
        if (container == Reversed)
        {
            return;
        }

        if (bytes.Contains((byte)'%'))
        {
            Next(search, EscapedText.Percent(bytes), container, Percent, depth, ref budget);
        }

        if (bytes.Contains((byte)'\\'))
        {
            Next(search, EscapedText.Backslash(bytes), container, Escaped, depth, ref budget);
        }
    }

    private static void Next(CanarySearch search, byte[] decoded, string container, string layer, int depth, ref int budget)
    {
        budget -= decoded.Length;
        if (budget <= 0 || decoded.Length < CanaryPatterns.ShortestValue)
        {
            return;
        }

        var name = container.Length == 0 ? layer : $"{container} of {layer}";
        search.Scan(decoded, name);
        Open(search, decoded, name, depth + 1, ref budget);
    }

    private static void Inflate(CanarySearch search, ReadOnlySpan<byte> bytes, string container, int depth, ref int budget)
    {
        var body = bytes.IndexOf("\r\n\r\n"u8);
        if (depth == 0 || bytes.Length >= ShortestDeflated)
        {
            Try(search, bytes, "deflate", container, depth, ref budget);
        }

        if (body >= 0)
        {
            Try(search, bytes[(body + 4)..], "deflate", container, depth, ref budget);
        }

        var starts = 0;
        for (var at = 0; at + 10 < bytes.Length && starts < StartLimit && budget > 0; at++)
        {
            var next = bytes[at..].IndexOfAny((byte)0x1F, (byte)0x78);
            if (next < 0)
            {
                return;
            }

            at += next;
            var rest = bytes[at..];
            var kind = rest.Length < 10 ? null : rest is [0x1F, 0x8B, 8, ..] ? "gzip" : rest is [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] ? "zlib" : null;
            if (kind is not null)
            {
                starts++;
                Try(search, rest, kind, container, depth, ref budget);
            }
        }
    }

    private static void Try(CanarySearch search, ReadOnlySpan<byte> bytes, string kind, string container, int depth, ref int budget)
    {
        var source = new MemoryStream(bytes.ToArray(), writable: false);
        using Stream inflated = kind switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "zlib" => new ZLibStream(source, CompressionMode.Decompress),
            _ => new DeflateStream(source, CompressionMode.Decompress),
        };
        using var made = new MemoryStream();
        Span<byte> piece = stackalloc byte[4096];
        try
        {
            for (int read; made.Length < Math.Min(InflatedLimit, budget) && (read = inflated.Read(piece)) > 0;)
            {
                made.Write(piece[..read]);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // What came before the damage counts: a stream may be cut by the window.
        }

        budget -= TryCost;
        Next(search, made.ToArray(), container, kind, depth, ref budget);
    }

    private static void Runs(CanarySearch search, ReadOnlySpan<byte> bytes, string container, int depth, ref int budget)
    {
        for (var at = 0; at < bytes.Length && budget > 0;)
        {
            var run = EncodedRun.Next(bytes, ref at);
            if (run.Length < ShortestRun)
            {
                continue;
            }

            if (run.All(char.IsAsciiHexDigit))
            {
                for (var shift = 0; shift < 2; shift++)
                {
                    Next(search, Convert.FromHexString(run.AsSpan(shift, (run.Length - shift) & ~1)), container, "hex", depth, ref budget);
                }
            }

            // What stands before the encoded part (a path's slash) moves where its groups begin.
            for (var shift = 0; shift < 4; shift++)
            {
                var digits = run[shift..];
                Next(search, Convert.FromBase64String(digits.Length % 4 == 1 ? digits[..^1] : digits.PadRight((digits.Length + 3) & ~3, '=')), container, "base64", depth, ref budget);
            }
        }
    }
}
