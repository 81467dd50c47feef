using System.Text;

namespace Wellguard.Reports;

/// <summary>For people and logs: no colour, no control characters, drawn with ASCII.</summary>
public sealed class PlainReport : ReportFormat
{
    public override string Name => "plain";

    public override bool OneByOne => true;

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var report in reports)
        {
            foreach (var line in Story.Of(report, context, new(context.Width, context.Ascii, Lines: false)))
            {
                text.WriteLine(line.ToString());
            }

            if (context.Many)
            {
                text.WriteLine();
            }
        }
    }
}
