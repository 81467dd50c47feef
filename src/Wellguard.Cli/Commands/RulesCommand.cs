using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard rules list|test|docs</c>.</summary>
internal static class RulesCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Every rule: id, severity, confidence, title.");
        list.SetAction(parse =>
        {
            var output = parse.InvocationConfiguration.Output;
            var rules = Ordered().ToList();
            var width = rules.Max(rule => rule.Id.Length) + 2;
            var room = Console.IsOutputRedirected ? int.MaxValue : Surroundings.Width;
            WriteRow("RULE", "SEVERITY", "CONFIDENCE", "TITLE");
            rules.ForEach(rule => WriteRow(rule.Id, RuleStory.Word(rule.Severity), RuleStory.Word(rule.Confidence), rule.Title));

            void WriteRow(string id, string severity, string confidence, string title) =>
                output.WriteLine(SafeText.Fit($"{id.PadRight(width)}{severity,-10}{confidence,-12}{title}", room, Surroundings.Utf8 ? "…" : "..."));
        });
        var docs = new Command("docs", "Every rule as one Markdown page.");
        docs.SetAction(parse => parse.InvocationConfiguration.Output.Write(RuleStory.Markdown(Ordered())));
        var id = new Argument<string?>("RULE") { Description = "Only this rule", Arity = ArgumentArity.ZeroOrOne };
        var test = new Command("test", "Scan the examples of every rule: one on which it must fire, one on which it must be silent.") { id };
        test.SetAction((parse, cancel) => TestAsync(parse.GetValue(id), parse.InvocationConfiguration.Output, cancel));
        return new Command("rules", "What the rules are.")
        {
            list.WithExamples("wellguard rules list | grep critical"),
            test.WithExamples("wellguard rules test", "wellguard rules test content/deletes-itself"),
            docs.WithExamples("wellguard rules docs > docs/rules.md"),
        }.WithExamples("wellguard rules list", "wellguard rules test", "wellguard rules docs > docs/rules.md");
    }

    /// <summary>Exit code 1: an example is not as it says, or a rule lacks one.</summary>
    private static async Task<int> TestAsync(string? only, TextWriter output, CancellationToken cancel)
    {
        if (only is not null && RuleBook.Find(only) is null)
        {
            throw new UsageException($"rules test: no rule '{SafeText.OneLine(only, 80)}'{Spelling.Hint(RuleBook.Nearest(only))}; wellguard rules list shows them all");
        }

        var lacking = RuleExamples.Lacking.Where(rule => only is null || rule == only).ToList();
        lacking.ForEach(rule => output.WriteLine($"failed  {rule}: rules/examples/{rule} needs fires.yml and silent.yml"));
        var (passed, failed) = (0, lacking.Count);
        foreach (var example in RuleExamples.All.Where(example => only is null || example.Rule == only))
        {
            if (await RuleExamples.CheckAsync(example, cancel) is { } wrong)
            {
                failed++;
                output.WriteLine($"failed  {example.Name}: {SafeText.OneLine(wrong, 300)}");
            }
            else
            {
                passed++;
            }
        }

        output.WriteLine($"{passed} passed, {failed} failed, 0 skipped");
        return failed > 0 ? ExitCode.Blocked : ExitCode.Allowed;
    }

    private static IEnumerable<Rule> Ordered() => RuleBook.All.OrderBy(rule => rule.Id, StringComparer.Ordinal);
}
