namespace Wellguard.Evasion;

/// <summary>12: the program far to the right, behind thousands of spaces.</summary>
public sealed class Padding() : TextTransform(12, "padding")
{
    private const int Width = 6_000;

    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var edits = new Edits(source.Text);
        if (!source.IsPython)
        {
            for (var i = 0; i < source.Tokens.Count; i++)
            {
                if (source.Depth(i) == 0 && source.Breaks(i))
                {
                    edits.Insert(source.Tokens[i].Start, new string(' ', Width));
                }
            }

            return edits.Apply();
        }

        for (var i = 1; i < source.Tokens.Count; i++)
        {
            if (IsSimple(source, i) && IsSimple(source, Before(source, i)) && source.Text.AsSpan(source.Tokens[i - 1].End, source.Tokens[i].Start - source.Tokens[i - 1].End).IndexOf('#') < 0)
            {
                edits.Replace(source.Tokens[i - 1].End, source.Tokens[i].Start, (source.Is(i - 1, ";") ? "" : ";") + new string(' ', Width));
            }
        }

        return edits.Apply();
    }

    private static int Before(Source source, int i)
    {
        for (i--; i > 0 && !source.BeginsLine(i);)
        {
            i--;
        }

        return i;
    }

    /// <summary>The token begins a statement without a block, at the left.</summary>
    private static bool IsSimple(Source source, int i) => source.BeginsLine(i) && source.ColumnOf(i) == 0 && source.IsName(i)
        && source.Word(i) is not ("if" or "for" or "while" or "def" or "class" or "with" or "try" or "except" or "finally" or "else" or "elif" or "async" or "match" or "case")
        && !source.Is(i - 1, ":") && !(source.Is(i, "from") && source.Is(i + 1, "__future__")) && !(Before(source, i) is var line && source.Is(line, "@"));
}
