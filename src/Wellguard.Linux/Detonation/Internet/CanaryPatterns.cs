using System.Buffers;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Every way in which a canary's value stands in a stream without a container around it. Texts are Latin-1: one character is one byte.</summary>
internal sealed class CanaryPatterns
{
    /// <summary>Bytes. Shorter values are in any download by chance.</summary>
    public const int ShortestValue = 8;

    /// <summary>Bytes of a value that are looked for; a longer one is recognised by its beginning.</summary>
    private const int LongestValue = 2048;
    private const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly List<CanaryPattern> all = [];
    private readonly List<CanaryPattern> differences = [];

    public CanaryPatterns(IReadOnlyList<Canary> canaries)
    {
        Names = [.. canaries.Select(canary => canary.Name)];
        for (var at = 0; at < canaries.Count; at++)
        {
            var bytes = Encoding.UTF8.GetBytes(canaries[at].Value);
            if (bytes.Length >= ShortestValue)
            {
                Add(at, bytes.AsSpan(0, Math.Min(bytes.Length, LongestValue)).ToArray());
            }
        }

        Longest = all.Count == 0 ? 0 : all.Max(pattern => pattern.Text.Length);
        Plain = new(all);
        Differences = new(differences);
        ValuesInAnyCase = SearchValues.Create([.. all.Select(pattern => pattern.Text)], StringComparison.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Bytes.</summary>
    public int Longest { get; }

    /// <summary>As they stand in the stream.</summary>
    public PatternIndex Plain { get; }

    /// <summary>For what must not be told, not even with its letters changed.</summary>
    public SearchValues<string> ValuesInAnyCase { get; }

    /// <summary>The exclusive or of each byte of a value with the next: the same under every one-byte key.</summary>
    public PatternIndex Differences { get; }

    public IReadOnlyList<CanaryPattern> All => all;

    private void Add(int canary, byte[] value)
    {
        var plain = Encoding.Latin1.GetString(value);
        Put(canary, plain, "plain");
        Put(canary, Reversed(plain), "reversed");
        Put(canary, Convert.ToHexStringLower(value), "hex");
        Put(canary, Convert.ToHexString(value), "hex");
        Put(canary, string.Concat(value.Select(b => $"%{b:X2}")), "percent");
        Put(canary, string.Concat(value.Select(b => $"%{b:x2}")), "percent");
        Put(canary, Uri.EscapeDataString(Encoding.UTF8.GetString(value)), "percent");
        Put(canary, string.Join('\0', plain.AsEnumerable()), "utf-16");
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Inner(Convert.ToBase64String([.. new byte[shift], .. value]).TrimEnd('='), shift, value.Length, 6);
            Put(canary, text, "base64");
            Put(canary, text.Replace('+', '-').Replace('/', '_'), "base64");
            Put(canary, Reversed(text), "reversed base64");
        }

        for (var shift = 0; shift < 5; shift++)
        {
            var text = Inner(Base32([.. new byte[shift], .. value]), shift, value.Length, 5);
            Put(canary, text, "base32");
            Put(canary, text.ToLowerInvariant(), "base32");
        }

        if (plain.Distinct().Count() >= ShortestValue / 2)
        {
            differences.Add(new(canary, Difference(plain), "xor", value[0]));
        }
    }

    private void Put(int canary, string text, string encoding)
    {
        if (text.Length >= ShortestValue && !all.Exists(other => other.Text == text))
        {
            all.Add(new(canary, text, encoding));
        }
    }

    /// <summary>The digits that only the value decides, when <paramref name="shift"/> unknown bytes stand before it and more may follow.</summary>
    private static string Inner(string digits, int shift, int length, int bits)
    {
        var first = ((shift * 8) + bits - 1) / bits;
        return digits[first..((shift + length) * 8 / bits)];
    }

    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var b in bytes)
        {
            (held, bits) = (((held << 8) | b) & 0xFFFF, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Base32Digits[(held >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Base32Digits[(held << (5 - bits)) & 31]).ToString();
    }

    private static string Difference(string text) => string.Create(text.Length - 1, text, static (made, from) =>
    {
        for (var at = 0; at < made.Length; at++)
        {
            made[at] = (char)(from[at] ^ from[at + 1]);
        }
    });

    private static string Reversed(string text) => string.Create(text.Length, text, static (made, from) =>
    {
        from.CopyTo(made);
        made.Reverse();
    });
}
