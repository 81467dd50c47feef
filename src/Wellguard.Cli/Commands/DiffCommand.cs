using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard diff</c>: what an update brings in, and whether that is an attack.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var old = new Argument<string>("OLD") { Description = "The version before: a package by its name, a package file or an image, as of wellguard scan" };
        var now = new Argument<string>("NEW") { Description = "The version that would take its place" };
        var format = new Option<string>("--format", "-f") { Description = "How results are written: " + string.Join(", ", Formats.Names) + ". Default: terminal on a terminal, else plain", HelpName = "FORMAT" };
        Words.OneOf(format, Formats.Names);
        var output = new Option<string?>("--output", "-o") { Description = "Write results to this file instead of stdout", HelpName = "FILE" };
        var policy = new Option<string?>("--policy") { Description = "What your organisation accepts, as YAML (docs/policy.schema.json)", HelpName = "FILE" };
        var failOn = new Option<string?>("--fail-on") { Description = "Exit 1 for this decision too", HelpName = "review" };
        Words.OneOf(failOn, ["review"]);
        var offline = new Option<bool>("--offline") { Description = "Never use the network" };
        var platform = new Option<string?>("--platform") { Description = "Of an image for several: linux/arm64", HelpName = "OS/ARCH" };
        var plainHttp = new Option<string[]>("--plain-http") { Description = "Speak http without TLS to this registry (repeatable; loopback needs no permission)", HelpName = "HOST[:PORT]" };
        var without = new Option<string?>("--without") { Description = "Leave signals out, by rule id or class (the report says so): " + string.Join(",", Families.All), HelpName = "LIST" };
        var source = SourceFolder.Option();
        var dbDir = DatabaseFolder.Option();
        var command = new Command("diff", "Tell what an update brings in and whether that is an attack: what runs by itself, dependencies, hidden code, hosts, capabilities, binaries, sizes. The verdict is on the difference.")
        {
            old, now, source, format, output, policy, failOn, offline, platform, plainHttp, without, dbDir,
        };
        command.SetAction((parse, cancel) => RunAsync(parse.GetValue(old)!, parse.GetValue(now)!, new ScanRequest
        {
            Targets = [],
            Format = parse.GetValue(format) ?? (Console.IsOutputRedirected || parse.GetValue(output) is not null ? "plain" : "terminal"),
            Output = parse.GetValue(output),
            Policy = parse.GetValue(policy),
            FailOnReview = parse.GetValue(failOn) is not null,
            Offline = parse.GetValue(offline),
            Platform = parse.GetValue(platform),
            PlainHttp = parse.GetValue(plainHttp) ?? [],
            Without = Families.Read(parse.GetValue(without)),
            DatabaseDirectory = parse.GetValue(dbDir),
            Source = parse.GetValue(source),
        }, cancel));
        return command.WithExamples("wellguard diff npm:left-pad@1.3.0 npm:left-pad@1.3.1", "wellguard diff left-pad-1.3.0.tgz left-pad-1.3.1.tgz", "wellguard diff left-pad-1.3.0.tgz left-pad-1.3.1.tgz --source left-pad", "wellguard diff oci:build/before oci:build/image --format markdown", "", "Exit codes: 0 allowed, 1 blocked, 2 usage, 3 not completed");
    }

    private static async Task<int> RunAsync(string old, string now, ScanRequest request, CancellationToken cancel)
    {
        using var advisories = DatabaseFolder.Open(request.DatabaseDirectory, request.Without);
        var options = new ScanOptions(await PolicyInput.ReadAsync(request.Policy, cancel), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
        {
            Without = request.Without,
            Advisories = advisories,
            Names = DatabaseFolder.Names(request.DatabaseDirectory, request.Without),
            Families = DatabaseFolder.FamilyIndex(request.DatabaseDirectory, request.Without),
            Source = SourceFolder.Open(request.Source),
        };
        using var output = await Output.OpenAsync(request.Output, cancel);
        var report = await CompareAsync(old, now, request, options, cancel);
        Formats.Find(request.Format, request.Output is not null).Write([report], output.Stream, new ReportContext(Program.Version) { Rule = RuleBook.Find, Width = request.Output is null ? Surroundings.Width : 80, Ascii = !Surroundings.Utf8, Today = options.Today });
        output.Complete();
        return ExitCode.Of(report, request.FailOnReview);
    }

    private static async Task<Report> CompareAsync(string old, string now, ScanRequest request, ScanOptions options, CancellationToken cancel)
    {
        try
        {
            using var opening = new TargetOpening(request);
            var (before, after) = Pair(await OpenAsync(old, opening, cancel), await OpenAsync(now, opening, cancel), now);
            return await Pipeline.DiffAsync(before, after, options, cancel);
        }
        catch (UnreadableException unreadable)
        {
            return NotCompared(now, unreadable.What, unreadable.Why, options);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return NotCompared(now, now, Failures.Reason(problem), options);
        }
    }

    private static Report NotCompared(string now, string what, string why, ScanOptions options)
    {
        var shown = Redaction.Clean(now);
        return Observed.Judge(new Artifact(TargetOpening.KindOf(now), SafeText.OneLine(shown)) { Source = shown }, [], [new Shortfall("open", what, why)], failed: true, options.Policy, options.Today);
    }

    private static async Task<IReadOnlyList<Image>> OpenAsync(string target, TargetOpening opening, CancellationToken cancel)
    {
        try
        {
            return await opening.PartsAsync(target, cancel) is [var part] ? await part.OpenAsync(cancel) : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(target, Failures.Reason(problem));
        }
    }

    /// <summary>Of a Python package there may be two archives: those of one format are compared, the source before the wheel.</summary>
    private static (Image Before, Image After) Pair(IReadOnlyList<Image> old, IReadOnlyList<Image> now, string target)
    {
        foreach (var image in now)
        {
            if (old.FirstOrDefault(before => before.Package?.Format == image.Package?.Format) is { } same && (image.Package is not null || (old.Count == 1 && now.Count == 1)))
            {
                return (same, image);
            }
        }

        return old is [var before] && now is [var after] ? (before, after) : throw new UsageException($"diff: {SafeText.OneLine(target, 200)} is more than one artifact; name one, or choose with --platform");
    }
}
