using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>What a format needs besides the report.</summary>
/// <param name="Version">Of the tool, for the formats that name it.</param>
public sealed record ReportContext(string Version)
{
    /// <summary>The rule behind a signal, for titles and help; null for a rule that is not known here.</summary>
    public Func<string, Rule?> Rule { get; init; } = static _ => null;

    /// <summary>Columns of the plain report.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Nothing but ASCII comes out of the plain report: other characters are written as <c>\u{…}</c>.</summary>
    public bool Ascii { get; init; }

    /// <summary>By which the age of databases is told; null: it is not.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Several targets were asked for: JSON is an array even when one report exists.</summary>
    public bool Many { get; init; }
}

/// <summary>Writes reports. A new format is one file here and one test with a golden file; the source generator finds it.</summary>
public abstract class ReportFormat
{
    /// <summary>What <c>--format</c> takes.</summary>
    public abstract string Name { get; }

    /// <summary>Each report stands alone, so it can be written as soon as it is there.</summary>
    public virtual bool OneByOne => false;

    /// <summary>UTF-8, ends with a line feed, the same bytes for the same reports. Throws <see cref="IOException"/> when the output does.</summary>
    public abstract void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context);
}
