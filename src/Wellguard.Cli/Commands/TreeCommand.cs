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
        var format = new Option<string>("--format", "-f") { Description = "How results are written: " + string.Join(", ", Formats.Names) + ". Default: terminal on a terminal, else plain", HelpName = "FORMAT" };
        Words.OneOf(format, Formats.Names);
        var output = new Option<string?>("--output", "-o") { Description = "Write results to this file instead of stdout", HelpName = "FILE" };
        var policy = new Option<string?>("--policy") { Description = "What your organisation accepts, as YAML (docs/policy.schema.json)", HelpName = "FILE" };
        var why = new Option<string?>("--why") { Description = "Instead of the tree: the way to this node (n7), what was seen there, and what the rules say about it", HelpName = "NODE" };
        var raw = new Option<bool>("--raw") { Description = "Instead of the tree: the events, one JSON object a line; with --why those of the node" };
        var command = new Command("tree", "Build the attack tree from recorded events: the same events give the same tree.") { events, format, output, policy, why, raw };
        command.SetAction(async (parse, cancel) =>
        {
            var file = parse.GetValue(events)!;
            var name = parse.GetValue(format) ?? (Console.IsOutputRedirected || parse.GetValue(output) is not null ? "plain" : "terminal");
            var rules = await PolicyInput.ReadAsync(parse.GetValue(policy), cancel);
            using var results = await Output.OpenAsync(parse.GetValue(output), cancel);
            var report = Of(file, rules);
            if (parse.GetValue(why) is not null || parse.GetValue(raw))
            {
                using var text = new StreamWriter(results.Stream, leaveOpen: true);
                (parse.GetValue(raw) ? Raw(file, report, parse.GetValue(why)) : Why(report, parse.GetValue(why)!)).ToList().ForEach(text.WriteLine);
                await text.FlushAsync(cancel);
                results.Complete();
                return ExitCode.Of(report, failOnReview: false);
            }

            Formats.Find(name, parse.GetValue(output) is not null).Write([report], results.Stream, new ReportContext(Program.Version) { Rule = RuleBook.Find, Width = parse.GetValue(output) is null ? Surroundings.Width : 80, Ascii = !Surroundings.Utf8 });
            results.Complete();
            return ExitCode.Of(report, failOnReview: false);
        });
        return command.WithExamples("wellguard tree app.events", "wellguard tree app.events --format mermaid");
    }

    /// <summary>From the root to the node, then all about it.</summary>
    private static IEnumerable<string> Why(Report report, string id)
    {
        var node = NodeOf(report, id);
        var into = report.Tree.Edges.GroupBy(static edge => edge.To).ToDictionary(static group => group.Key, static group => group.First());
        var way = new List<string>();
        for (var at = node.Id; way.Count <= report.Tree.Nodes.Count; at = into[at].From)
        {
            var of = NodeOf(report, at);
            way.Insert(0, $"{(into.TryGetValue(at, out var edge) ? RuleStory.Word(edge.Verb) + " " : "")}{SafeText.OneLine(of.Label, 200)}  [{at}{(of.AtMs is { } ms ? $", {ms} ms" : "")}{(of.Attack.Count > 0 ? ", " + string.Join(' ', of.Attack) : "")}]");
            if (!into.ContainsKey(at))
            {
                break;
            }
        }

        foreach (var (line, depth) in way.Select(static (line, depth) => (line, depth)))
        {
            yield return new string(' ', depth * 2) + line;
        }

        yield return "";
        foreach (var evidence in node.Evidence)
        {
            yield return "seen  " + SafeText.OneLine(evidence.Text, 400);
        }

        foreach (var signal in report.Signals.Where(signal => signal.Node == node.Id))
        {
            yield return $"{signal.Rule}: {signal.Title} ({RuleStory.Word(signal.Severity)}); wellguard explain {signal.Rule}";
        }
    }

    /// <summary>All events, or those that name what the node is.</summary>
    private static IEnumerable<string> Raw(string file, Report report, string? id)
    {
        using var stream = File.OpenRead(file);
        var label = id is null ? null : NodeOf(report, id).Label;
        var plain = label?.LastIndexOf(" (x", StringComparison.Ordinal) is > 0 and var at ? label[..at] : label;
        foreach (var happened in Recording.Read(stream, file).Events)
        {
            if (plain is null || happened.Object == plain || string.Join(' ', happened.Arguments ?? []) == plain)
            {
                yield return System.Text.Json.JsonSerializer.Serialize(happened, EventJson.Default.Event);
            }
        }
    }

    private static AttackTrees.Node NodeOf(Report report, string id) =>
        report.Tree.Nodes.FirstOrDefault(node => node.Id == id) ?? throw new UsageException($"--why {SafeText.OneLine(id, 40)}: the tree has no such node; it has n0 to n{Math.Max(0, report.Tree.Nodes.Count - 1)}");

    public static Report Of(string file, Verdicts.Policy policy)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        try
        {
            if (FileNatures.Of(file) is not (FileNature.Regular or FileNature.Missing))
            {
                throw new UnreadableException(file, "is not a regular file");
            }

            using var stream = File.OpenRead(file);
            var recorded = Recording.Read(stream, file);
            return Observed.Judge(recorded.Artifact with { Source = file }, recorded.Events, recorded.Shortfalls, recorded.Failed, policy, today);
        }
        catch (UnreadableException unreadable)
        {
            return Observed.Judge(new Artifact(ArtifactKind.Unknown, file), [], [new Shortfall("open", unreadable.What, unreadable.Why)], failed: true, policy, today);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{SafeText.OneLine(file, 200)}: there is no such file");
        }
    }
}
