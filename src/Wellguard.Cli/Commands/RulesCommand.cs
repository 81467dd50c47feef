using System.CommandLine;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard rules list|docs</c>.</summary>
internal static class RulesCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Every rule: id, severity, confidence, title.");
        list.SetAction(parse =>
        {
            foreach (var rule in Ordered())
            {
                parse.InvocationConfiguration.Output.WriteLine($"{rule.Id,-44} {RuleStory.Word(rule.Severity),-9}{RuleStory.Word(rule.Confidence),-7} {rule.Title}");
            }
        });
        var docs = new Command("docs", "Every rule as one Markdown page.");
        docs.SetAction(parse => parse.InvocationConfiguration.Output.Write(RuleStory.Markdown(Ordered())));
        return new Command("rules", "What the rules are.")
        {
            list.WithExamples("wellguard rules list | grep critical"),
            docs.WithExamples("wellguard rules docs > docs/rules.md"),
        }.WithExamples("wellguard rules list", "wellguard rules docs > docs/rules.md");
    }

    private static IEnumerable<Rule> Ordered() => RuleBook.All.OrderBy(rule => rule.Id, StringComparer.Ordinal);
}
