using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Events;
using Wellguard.Linux;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard tree</c>: the tree of recorded events, again.</summary>
internal static class TreeCommand
{
    public static Command Create()
    {
        var events = new Argument<string>("EVENTS") { Description = "What wellguard detonate --events wrote" };
        var written = new ResultOptions();
        var why = new Option<string?>("--why") { Description = "Instead of the tree: the way to a node (n7, or a part of its label), what was seen there, and what the rules say about it", HelpName = "NODE" };
        var raw = new Option<bool>("--raw") { Description = "Instead of the tree: the events, one JSON object a line; with --why those of the node" };
        var command = new Command("tree", "Build the attack tree from recorded events: the same events give the same tree.") { events, written.Format, written.Output, written.Policy, why, raw };
        command.SetAction(async (parse, cancel) =>
        {
            var file = parse.GetValue(events)!;
            var request = written.Of(parse);
            var rules = await PolicyInput.ReadAsync(request.Policy, cancel);
            using var results = await Output.OpenAsync(request.Output, cancel);
            var (report, happened) = Read(file, rules);
            if (happened is not null && (parse.GetValue(why) is not null || parse.GetValue(raw)))
            {
                var lines = parse.GetValue(raw) ? TreeDetails.Raw(report, happened, parse.GetValue(why)) : TreeDetails.Why(report, parse.GetValue(why)!);
                using var text = new StreamWriter(results.Stream, leaveOpen: true);
                lines.ToList().ForEach(text.WriteLine);
                await text.FlushAsync(cancel);
                results.Complete();
                return ExitCode.Of(report, failOnReview: false);
            }

            request.Writer.Write([report], results.Stream, request.ContextOf(Surroundings.Today));
            results.Complete();
            return ExitCode.Of(report, failOnReview: false);
        });
        return command.WithExamples("wellguard tree app.events", "wellguard tree app.events --format mermaid", "wellguard tree app.events --why /tmp/x", "wellguard tree app.events --why n7 --raw");
    }

    /// <returns>The report, and the events that it is made of; null when the file is no recording.</returns>
    public static (Report Report, IReadOnlyList<Event>? Happened) Read(string file, Verdicts.Policy policy)
    {
        var today = Surroundings.Today;
        try
        {
            if (FileNatures.Of(file) is not (FileNature.Regular or FileNature.Missing))
            {
                throw new UnreadableException(file, "is not a regular file");
            }

            using var stream = File.OpenRead(file);
            var recorded = Recording.Read(stream, file);
            return (Observed.Judge(recorded.Artifact with { Source = file }, recorded.Events, recorded.Shortfalls, recorded.Failed, policy, today), recorded.Events);
        }
        catch (UnreadableException unreadable)
        {
            return (Unread(unreadable.What, unreadable.Why), null);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{SafeText.OneLine(file, 200)}: there is no such file");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (Unread(file, Failures.Reason(problem)), null);
        }

        Report Unread(string what, string why) => Observed.Judge(new Artifact(ArtifactKind.Unknown, file), [], [new Shortfall("open", what, why)], failed: true, policy, today);
    }
}
