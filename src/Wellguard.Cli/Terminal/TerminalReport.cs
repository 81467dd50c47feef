using Spectre.Console;
using Wellguard.Reports;

namespace Wellguard.Cli.Terminal;

/// <summary>The report for people, in colour when the output is a terminal.</summary>
internal sealed class TerminalReport(bool colour, bool utf8)
{
    public void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        var console = Surroundings.ConsoleOn(output, colour);
        foreach (var report in reports)
        {
            foreach (var line in Story.Of(report, context, new(context.Width, Ascii: !utf8, Lines: utf8)))
            {
                foreach (var (text, tone) in line.Pieces)
                {
                    console.Write(new Text(text, StyleOf(tone)));
                }

                console.WriteLine();
            }

            if (context.Many)
            {
                console.WriteLine();
            }
        }
    }

    /// <summary>The sixteen colours that every theme defines for its own background.</summary>
    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Strong => new(decoration: Decoration.Bold),
        Tone.Dim => new(decoration: Decoration.Dim),
        Tone.Good => new(Color.Green, decoration: Decoration.Bold),
        Tone.Warning => new(Color.Olive),
        Tone.Bad => new(Color.Red, decoration: Decoration.Bold),
        Tone.Heading => new(decoration: Decoration.Bold | Decoration.Underline),
        Tone.Code => new(Color.Teal),
        _ => Style.Plain,
    };
}
