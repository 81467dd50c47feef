using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard explain RULE</c>: the whole story of a rule.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("RULE") { Description = "The id of a rule, as reports show it" };
        var command = new Command("explain", "Tell the whole story of a rule: why it matters, what to do, when it is right to ignore it.") { id };
        command.SetAction(parse =>
        {
            var asked = parse.GetValue(id)!;
            var rule = RuleBook.Find(asked) ?? throw new UsageException($"explain: no rule '{SafeText.OneLine(asked, 80)}'{Spelling.Hint(RuleBook.Nearest(asked))}; wellguard rules list shows them all");
            foreach (var line in RuleStory.Of(rule, Terminal.Surroundings.Width))
            {
                parse.InvocationConfiguration.Output.WriteLine(line.ToString());
            }
        });
        return command.WithExamples("wellguard explain content/runs-downloaded-code");
    }
}
