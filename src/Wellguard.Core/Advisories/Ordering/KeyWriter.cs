namespace Wellguard.Advisories.Ordering;

/// <summary>Writes a version as bytes whose order is the order of versions: what is less has the lesser byte at the first difference.</summary>
internal ref struct KeyWriter(Span<byte> buffer)
{
    /// <summary>No part of a version needs more for each of its characters, nor the marks around an empty one.</summary>
    public const int BytesForCharacter = 4;
    public const int BytesForMarks = 32;

    private readonly Span<byte> buffer = buffer;
    private int length;

    public readonly ReadOnlySpan<byte> Written => buffer[..length];

    public void Mark(byte mark) => buffer[length++] = mark;

    /// <summary>A whole number of any length: how many digits, then the digits. Nothing counts as 0.</summary>
    public void Number(scoped ReadOnlySpan<char> digits)
    {
        digits = digits.TrimStart('0');
        Mark((byte)digits.Length);
        Letters(digits);
    }

    /// <summary>ASCII; what it begins with is less.</summary>
    public void Text(scoped ReadOnlySpan<char> text)
    {
        Letters(text);
        Mark(0);
    }

    private void Letters(scoped ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            Mark((byte)letter);
        }
    }
}
