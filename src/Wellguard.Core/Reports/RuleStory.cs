using System.Text;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>A rule for people.</summary>
public static class RuleStory
{
    public static IReadOnlyList<StyledLine> Of(Rule rule, int width)
    {
        var page = new LineFiller(width);
        page.Wrapped([], new Piece(rule.Id, Tone.Strong));
        page.Wrapped([], new Piece(rule.Title, Tone.Normal));
        page.Blank();
        Field("class", Word(rule.Class));
        Field("severity", $"{Word(rule.Severity)}, confidence {Word(rule.Confidence)}");
        Field("stage", Word(rule.Stage));
        if (rule.Attack.Count > 0)
        {
            Field("ATT&CK", string.Join(", ", rule.Attack));
        }

        Paragraph("Why it matters", rule.Why);
        Paragraph("What to do", rule.Fix);
        Paragraph("When it is right to ignore it", rule.Benign);
        return page.Lines;

        void Field(string name, string text) => page.Wrapped(new Piece($"{name,-10}", Tone.Dim), new Piece(text, Tone.Normal));

        void Paragraph(string heading, string? text)
        {
            if (text is not null)
            {
                page.Blank();
                page.Wrapped([], new Piece(heading, Tone.Heading));
                page.Wrapped(new Piece("  ", Tone.Normal), new Piece(text.ReplaceLineEndings(" ").Trim(), Tone.Normal));
            }
        }
    }

    /// <summary>docs/rules.md.</summary>
    public static string Markdown(IEnumerable<Rule> rules)
    {
        var text = new StringBuilder("# Rules\n\nWritten by `wellguard rules docs`. A signal in a report names its rule; `wellguard explain RULE` shows one.\n");
        foreach (var rule in rules)
        {
            text.Append("\n## ").Append(rule.Id).Append("\n\n").Append(rule.Title).Append("\n\n")
                .Append("severity ").Append(Word(rule.Severity)).Append(", confidence ").Append(Word(rule.Confidence)).Append(", class ").Append(Word(rule.Class)).Append(", stage ").Append(Word(rule.Stage));
            if (rule.Attack.Count > 0)
            {
                text.Append(", ATT&CK ").AppendJoin(", ", rule.Attack);
            }

            text.Append("\n\n").Append(rule.Why.ReplaceLineEndings("\n").Trim()).Append("\n\n**What to do.** ").Append(rule.Fix.ReplaceLineEndings("\n").Trim()).Append('\n');
            if (rule.Benign is { } benign)
            {
                text.Append("\n**When to ignore it.** ").Append(benign.ReplaceLineEndings("\n").Trim()).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string Word<T>(T value)
        where T : struct, Enum => Story.Word(value);
}
