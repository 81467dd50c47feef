using System.CommandLine;
using Wellguard.Artifacts;
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
        var results = new ResultOptions();
        var offline = new Option<bool>("--offline") { Description = "Never use the network" };
        var platform = TargetOptions.Platform("linux/arm64");
        var plainHttp = TargetOptions.PlainHttp();
        var without = Families.Option();
        var source = SourceFolder.Option();
        var dbDir = DatabaseFolder.Option();
        var command = new Command("diff", "Tell what an update brings in and whether that is an attack: what runs by itself, dependencies, hidden code, hosts, capabilities, binaries, sizes. The verdict is on the difference.")
        {
            old, now, source, results.Format, results.Output, results.Policy, results.FailOn, offline, platform, plainHttp, without, dbDir,
        };
        command.SetAction((parse, cancel) => RunAsync(parse.GetValue(old)!, parse.GetValue(now)!, new ScanRequest
        {
            Targets = [],
            Results = results.Of(parse),
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
        var options = await request.ReadAsync(advisories, cancel);
        using var output = await Output.OpenAsync(request.Results.Output, cancel);
        var report = await CompareAsync(old, now, request, options, cancel);
        request.Results.Writer.Write([report], output.Stream, request.Results.ContextOf(options.Today));
        output.Complete();
        return ExitCode.Of(report, request.Results.FailOnReview);
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
