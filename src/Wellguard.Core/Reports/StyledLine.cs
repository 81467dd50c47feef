using System.Buffers;
using System.Text;

namespace Wellguard.Reports;

/// <summary>What a piece of text means; a terminal gives it a colour, plain text nothing.</summary>
public enum Tone { Normal, Strong, Dim, Good, Warning, Bad, Heading, Code }

/// <summary>Text without line breaks or control characters.</summary>
public readonly record struct Piece(string Text, Tone Tone);

/// <summary>One line of a report for people.</summary>
public sealed record StyledLine(IReadOnlyList<Piece> Pieces)
{
    public static StyledLine Empty { get; } = new([]);

    public override string ToString() => string.Concat(Pieces.Select(piece => piece.Text)).TrimEnd();
}

/// <summary>Fills lines of a width: wraps between words, breaks words that are longer than a line.</summary>
internal sealed class LineFiller(int width)
{
    /// <summary>Columns before a digest that has a line of its own.</summary>
    private const int Margin = 2;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public List<StyledLine> Lines { get; } = [];

    public void Blank()
    {
        if (Lines.Count > 0 && Lines[^1].Pieces.Count > 0)
        {
            Lines.Add(StyledLine.Empty);
        }
    }

    /// <summary>One line that was already made to fit.</summary>
    public void Exact(params Piece[] pieces) => Lines.Add(new(pieces));

    /// <param name="first">Stands in front of the first line; the others are indented as far.</param>
    public void Wrapped(Piece first, params Piece[] pieces) => Wrapped([first], pieces);

    public void Wrapped(Piece[] first, params Piece[] pieces)
    {
        var indent = Math.Min(first.Sum(piece => SafeText.Columns(piece.Text)), width / 2);
        var line = new List<Piece>(first);
        var used = indent;
        var ended = false;
        foreach (var (text, tone) in pieces)
        {
            foreach (var word in Words(text))
            {
                if (ended && string.IsNullOrWhiteSpace(word))
                {
                    continue;
                }

                ended = false;
                var rest = word;
                while (rest.Length > 0)
                {
                    var columns = SafeText.Columns(rest.TrimEnd());
                    if (used + columns <= width)
                    {
                        line.Add(new(rest, tone));
                        used += SafeText.Columns(rest);
                        break;
                    }

                    if (used > indent && columns <= width - indent)
                    {
                        Break(indent);
                        continue;
                    }

                    if (columns > width - indent && columns <= width - Margin && IsDigest(rest))
                    {
                        if (line.Count > 0 && used > Margin)
                        {
                            Break(Margin);
                        }

                        line.Add(new(rest.TrimEnd(), tone));
                        Break(indent);
                        ended = true;
                        break;
                    }

                    var head = Head(rest, width - used);
                    if (head.Length == 0)
                    {
                        Break(indent);
                        continue;
                    }

                    line.Add(new(head, tone));
                    rest = rest[head.Length..];
                    if (rest.Length > 0)
                    {
                        Break(indent);
                    }
                }
            }
        }

        if (!ended)
        {
            Lines.Add(new(line));
        }

        void Break(int next)
        {
            Lines.Add(new(line));
            line = [new(new string(' ', next), Tone.Normal)];
            used = next;
        }
    }

    /// <summary>Is copied, compared and searched for: it gets a line of its own before it is cut.</summary>
    private static bool IsDigest(string word) => word.AsSpan().TrimEnd() is { Length: >= 64 } text && !text[^64..].ContainsAnyExcept(Hexadecimal);

    /// <summary>Each word with the spaces after it.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var at = 1; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at - 1] == ' ' && text[at] != ' '))
            {
                yield return text[start..at];
                start = at;
            }
        }
    }

    private static string Head(string text, int columns)
    {
        var head = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= SafeText.Columns(rune);
            if (columns < 0)
            {
                break;
            }

            head.Append(rune.ToString());
        }

        return head.ToString();
    }
}
