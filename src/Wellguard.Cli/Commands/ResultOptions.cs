using System.CommandLine;

namespace Wellguard.Cli.Commands;

/// <summary>How results are written and what is accepted: options of every verb that makes a report.</summary>
internal sealed class ResultOptions
{
    public ResultOptions()
    {
        Words.OneOf(Format, Formats.Names);
        Words.OneOf(FailOn, ["review"]);
    }

    public Option<string> Format { get; } = new("--format", "-f") { Description = "How results are written: " + string.Join(", ", Formats.Names) + ". Default: terminal on a terminal, else plain", HelpName = "FORMAT" };

    public Option<string?> Output { get; } = new("--output", "-o") { Description = "Write results to this file instead of stdout", HelpName = "FILE" };

    public Option<string?> Policy { get; } = new("--policy") { Description = "What your organisation accepts, as YAML (docs/policy.schema.json)", HelpName = "FILE" };

    public Option<string?> FailOn { get; } = new("--fail-on") { Description = "Exit 1 for this decision too", HelpName = "review" };

    public ResultRequest Of(ParseResult parse)
    {
        var output = parse.GetValue(Output);
        return new(parse.GetValue(Format) ?? (Console.IsOutputRedirected || output is not null ? "plain" : Formats.Terminal), output, parse.GetValue(Policy), parse.GetValue(FailOn) is not null);
    }
}
