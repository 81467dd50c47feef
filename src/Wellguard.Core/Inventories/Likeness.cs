namespace Wellguard.Inventories;

/// <summary>What makes a name look like another, strongest first.</summary>
public enum LikenessKind
{
    /// <summary>Letters of another alphabet.</summary>
    Alphabet,

    /// <summary>0 for o, 1 for l, rn for m.</summary>
    Digits,

    /// <summary>A letter doubled, or one of two left out.</summary>
    Doubled,

    /// <summary>The same letters, parted elsewhere or not at all.</summary>
    Separators,

    /// <summary>The name of a scope without its signs, or a scope that is mistyped.</summary>
    Scope,

    /// <summary>Two letters exchanged.</summary>
    Exchanged,

    /// <summary>A slip to the neighbouring key.</summary>
    Key,

    /// <summary>A letter more, less or other.</summary>
    Slip,

    /// <summary>The same words in another order.</summary>
    Words,

    /// <summary>An s at the end.</summary>
    Plural,

    /// <summary>The name with a word around it that promises the same or more: <c>-js</c>, <c>-official</c>, <c>python-</c>.</summary>
    Affix,
}

/// <param name="Original">The name that is imitated.</param>
public sealed record Likeness(LikenessKind Kind, string Original);

/// <summary>Whether one name looks like another.</summary>
internal static class NameComparison
{
    /// <summary>Shorter names are near to many others by chance: they are compared by the letters that they show only.</summary>
    private const int Short = 4;

    /// <summary>From this length on a second slip is allowed when one of both is a likely one.</summary>
    private const int Long = 10;

    /// <summary>The most quarters of <see cref="TypingDistance"/> that any pair is allowed.</summary>
    public const int Farthest = 6;

    /// <summary>Null: it does not.</summary>
    public static Likeness? Of(NameForm name, NameForm original) =>
        name.Name == original.Name ? null
        : name.Shape == original.Shape ? AtAGlance(name, original) is { } kind ? new(kind, original.Name) : null
        : ByTyping(name, original) is { } slip ? new(slip, original.Name)
        : IsReordered(name, original) ? new(LikenessKind.Words, original.Name)
        : null;

    /// <summary>Both have the same shape.</summary>
    public static LikenessKind? AtAGlance(NameForm name, NameForm original) =>
        !System.Text.Ascii.IsValid(name.Name) ? LikenessKind.Alphabet
        : name.Joined == original.Joined ? (name.Scope is null) != (original.Scope is null) ? LikenessKind.Scope : LikenessKind.Separators
        : name.Joined.Length <= Short ? null
        : name.Joined.Length == original.Joined.Length || !HasSame(name.Joined, original.Joined) ? LikenessKind.Digits
        : LikenessKind.Doubled;

    /// <summary>The same letters, whatever their number.</summary>
    private static bool HasSame(string one, string other) => one.AsSpan().IndexOfAnyExcept(other) < 0 && other.AsSpan().IndexOfAnyExcept(one) < 0;

    public static LikenessKind? ByTyping(NameForm name, NameForm original)
    {
        var one = name.Joined.AsSpan();
        var other = original.Joined.AsSpan();
        if (one.Length < Short || other.Length <= Short || System.Numerics.BitOperations.PopCount(name.Letters ^ original.Letters) > 4)
        {
            return null;
        }

        // Of names with as many words only the one that differs is compared: d3-time is not mistyped d3-tile.
        if (name.Words.Count > 1 && name.Words.Count == original.Words.Count)
        {
            var (word, count) = (0, 0);
            for (var i = 0; i < name.Words.Count; i++)
            {
                (word, count) = name.Words[i] == original.Words[i] ? (word, count) : (i, count + 1);
            }

            if (count == 1)
            {
                one = name.Words[word];
                other = original.Words[word];
            }
        }

        var limit = LimitOf(other.Length);
        if (limit == 0 || TypingDistance.Between(one, other, limit) is var distance && distance > limit)
        {
            return null;
        }

        var start = one.CommonPrefixLength(other);
        var left = one[start..];
        var right = other[start..];
        var end = 0;
        while (end < Math.Min(left.Length, right.Length) && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        left = left[..^end];
        right = right[..^end];
        var more = left.Length > right.Length ? left : right;
        var isWord = one.Length == name.Joined.Length && Math.Min(left.Length, right.Length) == 0 && end == 0 && name.Words.Count != original.Words.Count;
        return left.ContainsAnyInRange('0', '9') || right.ContainsAnyInRange('0', '9') ? null // versions
            : Math.Min(left.Length, right.Length) == 0 && end == 0 && more is "s" or "es" ? LikenessKind.Plural
            : isWord ? LikenessKind.Affix
            : left.Length == 2 && right.Length == 2 && left[0] == right[1] && left[1] == right[0] ? LikenessKind.Exchanged
            : left.Length == 1 && right.Length == 1 && TypingDistance.AreNeighbours(left[0], right[0]) ? LikenessKind.Key
            : LikenessKind.Slip;
    }

    /// <summary>In quarters of a slip.</summary>
    private static int LimitOf(int length) => length switch { <= Short => 0, Short + 1 => 3, < Long => 4, _ => Farthest };

    private static bool IsReordered(NameForm name, NameForm original) =>
        name.Words.Count > 1 && name.Words.Count == original.Words.Count && name.Joined.Length > Short && name.Words.Order(StringComparer.Ordinal).SequenceEqual(original.Words.Order(StringComparer.Ordinal), StringComparer.Ordinal);
}
