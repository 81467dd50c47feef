using System.Runtime.CompilerServices;
using System.Text;

namespace Wellguard.Reports.Html;

/// <summary>
/// HTML under construction. What stands in the source between the holes is our own markup; what fills a hole passes <see cref="SafeText"/> and is escaped.
/// There is no way to write a text unescaped, so nothing that an artifact says becomes a tag, an attribute or a script.
/// </summary>
internal sealed class Markup(TextWriter output)
{
    /// <summary><c>page.Add($"&lt;b&gt;{text}&lt;/b&gt;")</c>; <c>{text,80}</c> cuts to 80 characters.</summary>
    public void Add(Filled markup) => output.Write(markup.Text);

    /// <summary>A style sheet or script of this folder, as it is.</summary>
    public void Add(EmbeddedFile file) => output.Write(file.Text);

    /// <summary>The first lines of a longer text, for <c>pre</c>.</summary>
    public void Lines(string text, int lines, int limit)
    {
        var escaped = new StringBuilder();
        foreach (var line in SafeText.Lines(text, lines, limit))
        {
            Escape(line, escaped.Length == 0 ? escaped : escaped.Append('\n'));
        }

        output.Write(escaped);
    }

    /// <summary>The characters that mean something in text and in quoted attributes (HTML, 13.3 "escaping a string", and the single quote).</summary>
    private static void Escape(string text, StringBuilder into)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '&' => into.Append("&amp;"),
                '<' => into.Append("&lt;"),
                '>' => into.Append("&gt;"),
                '"' => into.Append("&quot;"),
                '\'' => into.Append("&#39;"),
                _ => into.Append(character),
            };
        }
    }

    /// <summary>Takes an interpolated string apart: a plain string does not convert to it, so a text cannot pass as markup.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Filled(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + (holes * 16));

        public StringBuilder Text => _text;

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text, int alignment = SafeText.LabelLimit) => Escape(SafeText.OneLine(text, alignment), _text);

        public void AppendFormatted(long number) => _text.Append(number);

        public void AppendFormatted<T>(T word)
            where T : struct, Enum => _text.Append(Story.Word(word));
    }
}
