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
        foreach (var (text, tone) in pieces)
        {
            foreach (var word in Words(text))
            {
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
                        Break();
                        continue;
                    }

                    var head = Head(rest, width - used);
                    if (head.Length == 0)
                    {
                        Break();
                        continue;
                    }

                    line.Add(new(head, tone));
                    rest = rest[head.Length..];
                    if (rest.Length > 0)
                    {
                        Break();
                    }
                }
            }
        }

        Lines.Add(new(line));

        void Break()
        {
            Lines.Add(new(line));
            line = [new(new string(' ', indent), Tone.Normal)];
            used = indent;
        }
    }

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
