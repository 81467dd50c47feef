namespace Wellguard.Inventories;

/// <summary>
/// How far two names are from each other in slips of the keyboard: the distance of Damerau (optimal string alignment) with weights, in quarters of a slip.
/// A letter typed twice counts two, a neighbouring key or two letters exchanged three, any other letter four; the first letter of a name is rarely mistyped and counts one more.
/// </summary>
internal static class TypingDistance
{
    private const int Doubled = 2, Near = 3, Other = 4, First = 1;

    private static readonly string[] Rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

    private const int Ascii = 128;

    /// <summary>True where two keys stand side by side.</summary>
    private static readonly bool[] Keys = Neighbours();

    /// <returns><paramref name="limit"/> + 1 for anything farther.</returns>
    /// <param name="limit">In quarters.</param>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int limit)
    {
        if (one.Length > NameForm.Longest || other.Length > NameForm.Longest || Math.Abs(one.Length - other.Length) * Doubled > limit)
        {
            return limit + 1;
        }

        // Only cells near the diagonal can be within the limit: each step away from it costs at least a doubled letter.
        var far = limit + 1 + First;
        var band = limit / Doubled;
        Span<int> before = stackalloc int[other.Length + 2], previous = stackalloc int[other.Length + 2], current = stackalloc int[other.Length + 2];
        before.Fill(far);
        previous.Fill(far);
        previous[0] = 0;
        for (var j = 1; j <= Math.Min(other.Length, band); j++)
        {
            previous[j] = previous[j - 1] + Missing(other, j - 1);
        }

        var bestBefore = 0;
        for (var i = 1; i <= one.Length; i++)
        {
            var (low, high) = (Math.Max(1, i - band), Math.Min(other.Length, i + band));
            current[low - 1] = low == 1 && i <= band ? previous[0] + Missing(one, i - 1) : far;
            current[high + 1] = far;
            var best = current[low - 1];
            for (var j = low; j <= high; j++)
            {
                var cost = previous[j - 1] + Changed(one[i - 1], other[j - 1], i == 1 && j == 1);
                cost = Math.Min(cost, Math.Min(previous[j] + Missing(one, i - 1), current[j - 1] + Missing(other, j - 1)));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] && one[i - 1] != one[i - 2])
                {
                    cost = Math.Min(cost, before[j - 2] + Near + (i == 2 && j == 2 ? First : 0));
                }

                current[j] = cost;
                best = Math.Min(best, cost);
            }

            if (Math.Min(best, bestBefore + Near) > limit)
            {
                return limit + 1; // also when the next letter is exchanged with this one
            }

            bestBefore = best;
            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return Math.Min(previous[other.Length], limit + 1);
    }

    public static bool AreNeighbours(char one, char other) => one < Ascii && other < Ascii && Keys[(one * Ascii) + other];

    private static int Changed(char one, char other, bool isFirst) => one == other ? 0 : (AreNeighbours(one, other) ? Near : Other) + (isFirst ? First : 0);

    /// <summary>One of the two has this letter more.</summary>
    private static int Missing(ReadOnlySpan<char> text, int at) =>
        at > 0 && text[at - 1] == text[at] ? Doubled : at == 0 ? Other + First : AreNeighbours(text[at], text[at - 1]) ? Near : Other;

    private static bool[] Neighbours()
    {
        var keys = new bool[Ascii * Ascii];
        for (var row = 0; row < Rows.Length; row++)
        {
            for (var at = 0; at < Rows[row].Length; at++)
            {
                for (var y = row - 1; y <= row + 1; y++)
                {
                    // A row stands half a key to the right of the one above.
                    for (var x = at + (y < row ? 0 : -1); x <= at + (y > row ? 0 : 1); x++)
                    {
                        if (y >= 0 && y < Rows.Length && x >= 0 && x < Rows[y].Length && (x, y) != (at, row))
                        {
                            keys[(Rows[row][at] * Ascii) + Rows[y][x]] = true;
                        }
                    }
                }
            }
        }

        return keys;
    }
}
