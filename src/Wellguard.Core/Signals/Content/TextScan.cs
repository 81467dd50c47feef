using System.Buffers;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Runs a matcher over a file's bytes, widened piece by piece: patterns are ASCII, other bytes only have to stay in place.</summary>
internal static class TextScan
{
    private const int PieceSize = 1 << 18;

    /// <summary>A match is found whole in one piece or in the next.</summary>
    private const int Overlap = 2048;

    /// <param name="hit">Gets a hit, its line and column from 1.</param>
    public static void Run(TextMatcher matcher, ReadOnlySpan<byte> bytes, string path, Action<TextHit, int, int> hit)
    {
        var length = Math.Min(bytes.Length, PieceSize);
        var chars = ArrayPool<char>.Shared.Rent(length);
        var lines = 0;
        var seen = -1;
        for (var start = 0; start < bytes.Length;)
        {
            var piece = bytes.Slice(start, Math.Min(PieceSize, bytes.Length - start));
            var isLast = start + piece.Length == bytes.Length;
            Encoding.Latin1.GetChars(piece, chars);
            var text = chars.AsSpan(0, piece.Length);
            foreach (var found in matcher.Find(text, path))
            {
                if (start + found.At > seen)
                {
                    var (line, column) = TextMatcher.PositionOf(text, found.At);
                    hit(found, lines + line, column);
                }
            }

            if (isLast)
            {
                break;
            }

            var step = piece.Length - Overlap;
            seen = start + piece.Length - Overlap; // the overlap is read again: only what begins in it is new
            lines += piece[..step].Count((byte)'\n');
            start += step;
        }

        ArrayPool<char>.Shared.Return(chars);
    }
}
