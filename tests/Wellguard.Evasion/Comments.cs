namespace Wellguard.Evasion;

/// <summary>7: comments between tokens, where the language allows them.</summary>
public sealed class Comments() : TextTransform(7, "comments")
{
    private static readonly string[] Words = ["ok", "x = 1;", "see below", "'", "(", "todo: later"];

    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var edits = new Edits(source.Text);
        for (var i = 1; i < source.Tokens.Count; i++)
        {
            var word = Words[i % Words.Length];
            if (!source.IsPython && source.Is(i - 1, "#"))
            {
                continue;
            }

            if (!source.IsPython)
            {
                edits.Insert(source.Tokens[i].Start, $" /* {word} */ ");
            }
            else if (source.Depth(i) > 0 && source.Tokens[i].Kind != TokenKind.Format)
            {
                edits.Insert(source.Tokens[i].Start, $" # {word}\n ");
            }
            else if (source.BeginsLine(i) && source.ColumnOf(i) == 0)
            {
                edits.Insert(source.Tokens[i].Start, $"# {word}\n");
            }
            else if (!source.Breaks(i) && i % 3 == 0)
            {
                edits.Insert(source.Tokens[i].Start, " \\\n ");
            }
        }

        return edits.Apply();
    }
}
