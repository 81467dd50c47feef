using Wellguard.Cli.Terminal;
using Wellguard.Reports;

namespace Wellguard.Cli;

/// <summary>What <c>--format</c> takes: the formats of Core and the terminal.</summary>
internal sealed record Formats(Action<IReadOnlyList<Report>, Stream, ReportContext> Write, bool OneByOne)
{
    public const string Terminal = "terminal";

    public static IReadOnlyList<string> Names { get; } = [Terminal, .. Catalogue.ReportFormats.Select(format => format.Name).Order(StringComparer.Ordinal)];

    /// <param name="toFile">The output is a file: no colour.</param>
    public static Formats Find(string name, bool toFile)
    {
        if (name == Terminal)
        {
            return new(new TerminalReport(colour: !toFile && !Console.IsOutputRedirected && !Surroundings.NoColor, Surroundings.Utf8).Write, OneByOne: true);
        }

        var format = Catalogue.ReportFormats.First(format => format.Name == name);
        return new(format.Write, format.OneByOne);
    }
}
