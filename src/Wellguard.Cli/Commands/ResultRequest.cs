using Wellguard.Cli.Terminal;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary>How the user wants the results, and what decides on them.</summary>
/// <param name="Output">Null: stdout.</param>
/// <param name="Policy">A file; null: the default policy.</param>
internal sealed record ResultRequest(string Format, string? Output, string? Policy, bool FailOnReview)
{
    public Formats Writer => Formats.Find(Format, Output is not null);

    public ReportContext ContextOf(DateOnly today) =>
        new(Program.Version) { Rule = RuleBook.Find, Width = Output is null ? Surroundings.Width : 80, Ascii = !Surroundings.Utf8, Today = today };
}
