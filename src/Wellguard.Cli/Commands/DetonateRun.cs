using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Events;
using Wellguard.Linux;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Samples;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Cli.Commands;

/// <summary>What the user asked <c>wellguard detonate</c> for.</summary>
internal sealed record DetonateRequest
{
    public required string Target { get; init; }
    public Engine Engine { get; init; }
    public required TimeSpan Timeout { get; init; }
    public required TimeSpan Settle { get; init; }
    public string? Command { get; init; }
    public bool HasNetwork { get; init; } = true;
    public IReadOnlyDictionary<string, byte[]> Stages { get; init; } = new Dictionary<string, byte[]>();
    public string? Events { get; init; }
    public required ResultRequest Results { get; init; }
    public string? CacheDirectory { get; init; }
    public string? Platform { get; init; }
    public IReadOnlyList<string> PlainHttp { get; init; } = [];
    public IReadOnlyList<string> Profiles { get; init; } = ["developer"];
    public TimeSpan ClockShift { get; init; }
    public string? Payloads { get; init; }

    /// <summary>The version before, or a recording of its events.</summary>
    public string? Against { get; init; }
}

/// <summary>Opens the target, runs it in a cell, tells what happened.</summary>
internal sealed class DetonateRun(DetonateRequest request)
{
    /// <summary>Unpacked images are large: where there is no cache, on a disk all the same.</summary>
    public const string NoCache = "/var/tmp/wellguard";

    /// <param name="engine">Decides the exit code; the other one is told of.</param>
    public static async Task<int> CheckAsync(Engine engine)
    {
        var all = await Requirements.CheckAsync(Environment.ProcessPath!, engine);
        Tell(all, "");
        if (engine != Engine.Runc)
        {
            Tell(await Requirements.RuncAsync(Environment.ProcessPath!), " (only for --engine runc)");
        }

        return all.All(static requirement => requirement.Problem is null) ? ExitCode.Allowed : ExitCode.NotCompleted;
    }

    private static void Tell(IEnumerable<Requirement> requirements, string what)
    {
        foreach (var requirement in requirements)
        {
            Console.Out.WriteLine($"{(requirement.Problem is null ? "ok     " : "missing")}  {requirement.Name}{what}{(requirement.Problem is { } problem ? ": " + SafeText.OneLine(problem, 300) : "")}");
        }
    }

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var policy = await PolicyInput.ReadAsync(request.Results.Policy, cancel);
        var today = Surroundings.Today;
        if (request is { Results.Output: { Length: > 0 } results, Events.Length: > 0 } && Path.GetFullPath(results) == Path.GetFullPath(request.Events))
        {
            throw new UsageException($"--events {SafeText.OneLine(request.Events, 200)}: --output is the same file");
        }

        using var output = await Output.OpenAsync(request.Results.Output, cancel);
        using var events = request.Events is { } file ? await Output.OpenAsync(file, cancel, "--events", UnixFileMode.UserRead | UnixFileMode.UserWrite) : null; // raw: what the artifact says and holds is in it
        var report = await DetonateAsync(policy, today, events, cancel);
        request.Results.Writer.Write([report], output.Stream, request.Results.ContextOf(today));
        output.Complete();
        events?.Complete();
        return ExitCode.Of(report, request.Results.FailOnReview);
    }

    private async Task<Report> DetonateAsync(Policy policy, DateOnly today, Output? events, CancellationToken cancel)
    {
        var artifact = new Artifact(TargetOpening.KindOf(request.Target), SafeText.OneLine(Redaction.Clean(request.Target)));
        try
        {
            var sample = await new SampleOpening(request, CacheFolder()).OpenAsync(request.Target, cancel);
            artifact = sample.Artifact;
            var old = request.Against is { } before ? await OldAsync(before, policy, today, cancel) : null;
            var detonated = await DetonateAsync(sample, request.Payloads, cancel);
            if (events is not null)
            {
                Recording.Write(events.Stream, artifact, detonated.Events, detonated.Shortfalls, detonated.Failed);
            }

            var report = ReportOf(sample, detonated, policy, today);
            return old is null ? report : await CompareAsync(report, old, cancel);
        }
        catch (UnreadableException unreadable)
        {
            return Observed.Judge(artifact, [], [new Shortfall("open", unreadable.What, unreadable.Why)], failed: true, policy, today);
        }
    }

    public static Report ReportOf(Sample sample, Detonated detonated, Policy policy, DateOnly today) =>
        Observed.Judge(sample.Artifact, detonated.Events, detonated.Shortfalls, detonated.Failed, policy, today) with { Timings = new Timings(detonated.Stages.Values.Sum(), detonated.Stages) };

    /// <summary>In each of the profiles, one after the other.</summary>
    private async Task<Detonated> DetonateAsync(Sample sample, string? payloads, CancellationToken cancel)
    {
        using var display = new DetonationDisplay(sample.Artifact.Name);
        Detonated? all = null;
        foreach (var profile in request.Profiles)
        {
            var detonated = await CellRun.RunAsync(sample, new DetonationOptions
            {
                Program = Environment.ProcessPath!,
                Engine = request.Engine,
                CacheDirectory = CacheFolder() ?? NoCache,
                Say = display.Say,
                Command = request.Command is { } line ? ["/bin/sh", "-c", line] : null,
                Timeout = request.Timeout,
                Settle = request.Settle,
                HasNetwork = request.HasNetwork,
                Stages = request.Stages,
                Profile = profile,
                ClockShift = request.ClockShift,
                PayloadsDirectory = payloads,
                Happened = display.Happened,
            }, cancel);
            all = all?.Then(detonated) ?? detonated;
            if (Program.Debug)
            {
                SafeText.Lines(detonated.Output, 400).ToList().ForEach(Console.Error.WriteLine);
            }
        }

        return all!;
    }

    /// <summary>The version before: the report of its recording when the file is one, else what is run. Opened before anything runs: what is not there is said at once.</summary>
    private async Task<Func<CancellationToken, Task<Report>>> OldAsync(string old, Policy policy, DateOnly today, CancellationToken cancel)
    {
        if (IsRecording(old))
        {
            var (recorded, _) = TreeCommand.Read(old, policy);
            return _ => Task.FromResult(recorded);
        }

        var sample = await new SampleOpening(request, CacheFolder()).OpenAsync(old, cancel);
        return async token => ReportOf(sample, await DetonateAsync(sample, payloads: null, token), policy, today);
    }

    private static bool IsRecording(string old)
    {
        try
        {
            return FileNatures.Of(old) == FileNature.Regular && Recording.IsOne(old);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--against {SafeText.OneLine(old, 200)}: {Failures.Reason(problem)}");
        }
    }

    /// <summary>What is known of the new version stays, whatever happens to the old one.</summary>
    private static async Task<Report> CompareAsync(Report report, Func<CancellationToken, Task<Report>> old, CancellationToken cancel)
    {
        try
        {
            return Versions.Compare(report, await old(cancel));
        }
        catch (Exception problem) when (problem is UnreadableException or IOException or OperationCanceledException)
        {
            return report with { Changes = [new Change("unknown", $"the version before could not be run: {SafeText.OneLine(Redaction.Clean(problem.Message))}")] };
        }
    }

    /// <summary>Absolute: tools that fill it start in another folder.</summary>
    private string? CacheFolder() => (request.CacheDirectory ?? Surroundings.CacheDirectory) is { } folder ? Path.GetFullPath(folder) : null;
}
