using System.Buffers;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>
/// Looks for canaries in one stream of outgoing bytes, however it is cut in pieces.
/// 1. Every byte is searched for what <see cref="CanaryPatterns"/> knows; the end of a piece is searched again with the next.
/// 2. What came is kept up to <see cref="WindowLimit"/> and, when it is full or the stream ends, looked into for containers (<see cref="CanaryLayers"/>).
/// </summary>
internal sealed class CanarySearch(CanaryPatterns patterns)
{
    /// <summary>Bytes per stream. Attack: 10,000 connections that each send without end.</summary>
    public const int WindowLimit = 1 << 20;

    /// <summary>Windows of a stream that are looked into; later bytes are searched as they are. Attack: decoding costs more than sending.</summary>
    private const int WindowCount = 16;

    /// <summary>Bytes of a full window that are looked into again with the next.</summary>
    private const int Overlap = 16 << 10;
    private const int Piece = 32 << 10;

    private readonly SortedDictionary<int, SortedSet<string>> found = [];
    private ArrayBufferWriter<byte> window = new();
    private byte[] tail = [];
    private int windows;

    /// <summary>Canary names and the encodings under which each was found so far.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Encodings)> Found => [.. found.Select(pair => (patterns.Names[pair.Key], (IReadOnlyList<string>)[.. pair.Value]))];

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (patterns.All.Count == 0)
        {
            return;
        }

        while (bytes.Length > 0)
        {
            var piece = bytes[..Math.Min(bytes.Length, Piece)];
            bytes = bytes[piece.Length..];
            byte[] joined = [.. tail, .. piece];
            Scan(joined, "");
            tail = joined[Math.Max(0, joined.Length - patterns.Longest)..];
            Keep(piece);
        }
    }

    /// <summary>The stream has ended, or a message in it.</summary>
    public void Finish()
    {
        if (window.WrittenCount > 0 && windows < WindowCount)
        {
            CanaryLayers.Look(this, window.WrittenSpan);
            window.ResetWrittenCount();
        }
    }

    /// <param name="container">In what the bytes were: empty, or <c>base64 of gzip</c>.</param>
    internal void Scan(ReadOnlySpan<byte> bytes, string container)
    {
        for (var at = 0; at + 2 < bytes.Length; at++)
        {
            var (a, b, c) = (bytes[at], bytes[at + 1], bytes[at + 2]);
            if (patterns.Plain.MayBegin(a, b))
            {
                foreach (var pattern in patterns.Plain.At(a, b))
                {
                    if (bytes[at..].StartsWith(pattern.Bytes))
                    {
                        Put(pattern, container);
                    }
                }
            }

            if (patterns.Differences.MayBegin(a ^ b, b ^ c))
            {
                foreach (var pattern in patterns.Differences.At(a ^ b, b ^ c))
                {
                    if (pattern.IsDifferenceOf(bytes[at..]))
                    {
                        Put(pattern, container);
                    }
                }
            }
        }
    }

    private void Put(CanaryPattern pattern, string container)
    {
        if (!found.TryGetValue(pattern.Canary, out var encodings))
        {
            found[pattern.Canary] = encodings = new(StringComparer.Ordinal);
        }

        // Where escapes are undone, all else is as it was and would be found again.
        if (CanaryLayers.Unescaped(container) is not { } outer || !encodings.Contains(Name(outer, pattern)))
        {
            encodings.Add(Name(container, pattern));
        }
    }

    private static string Name(string container, CanaryPattern pattern) => container.Length == 0 ? pattern.Encoding : pattern.Encoding == "plain" ? container : $"{container} of {pattern.Encoding}";

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (windows >= WindowCount)
        {
            return;
        }

        window.Write(piece);
        if (window.WrittenCount < WindowLimit - Piece)
        {
            return;
        }

        CanaryLayers.Look(this, window.WrittenSpan);
        windows++;
        var kept = window.WrittenSpan[^Overlap..].ToArray();
        if (windows >= WindowCount)
        {
            window = new();
            return;
        }

        window.ResetWrittenCount();
        window.Write(kept);
    }
}
