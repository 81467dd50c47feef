using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Cli.Commands;

/// <summary>
/// Scans many targets side by side and writes the results in the order of the input. One bad target does not stop the others; an interruption
/// turns what is not finished into partial reports.
/// </summary>
internal sealed class ScanRun(ScanRequest request)
{
    /// <summary>Attack: a list that fills memory with targets that are waited for.</summary>
    private const int TargetLimit = 1_000_000;

    /// <summary>Bytes of --from. Attack: an endless file.</summary>
    private const int ListLimit = 128 << 20;

    /// <summary>After an interruption, work that does not stop by itself is left behind after this time.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        using var advisories = DatabaseFolder.Open(request.DatabaseDirectory, request.Without);
        var options = await request.ReadAsync(advisories, cancel);
        var targets = await ReadTargetsAsync(cancel);
        if (targets.Count == 0)
        {
            throw new UsageException(request.From is null ? "scan: say what to scan, see wellguard scan --help" : $"--from {request.From}: names no target");
        }

        if (options.Source is not null && (targets.Count > 1 || request.From is not null))
        {
            throw new UsageException("scan: --source is the source of one package: name one target");
        }

        var format = request.Results.Writer;
        var context = request.Results.ContextOf(options.Today) with { Many = targets.Count > 1 };
        using var output = await Output.OpenAsync(request.Results.Output, cancel);
        using var display = new ScanDisplay(targets.Count);
        using var opening = new TargetOpening(request);
        using var slots = new SemaphoreSlim(request.Jobs);
        using var detonation = new ScanDetonation(request, options.Policy, options.Today);
        var many = targets.Count > 1 || request.From is not null;
        var scans = targets.Select(target => ScanOneAsync(target, many, opening, options, detonation, display, slots, cancel)).ToList();

        var code = ExitCode.Allowed;
        var isLost = false;
        var held = new List<Report>();
        foreach (var scan in scans)
        {
            var (reports, problem) = await scan;
            if (problem is not null)
            {
                display.Hide();
                Failures.Say(problem);
                code = ExitCode.Worse(code, ExitCode.Usage);
            }

            code = reports.Aggregate(code, (worst, report) => ExitCode.Worse(worst, ExitCode.Of(report, request.Results.FailOnReview)));
            if (!format.OneByOne)
            {
                held.AddRange(reports);
            }
            else if (reports.Count > 0)
            {
                display.Hide();
                Write(() =>
                {
                    format.Write(reports, output.Stream, context with { Many = context.Many || reports.Count > 1 });
                    output.Stream.Flush();
                });
            }
        }

        display.End();
        if (!format.OneByOne && (held.Count > 0 || context.Many))
        {
            Write(() => format.Write(held, output.Stream, context));
        }

        Write(output.Complete);
        return code;

        // The verdict stands also when nobody can read it: a gate must see that something is blocked.
        void Write(Action write)
        {
            if (isLost)
            {
                return;
            }

            try
            {
                write();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                isLost = true;
                Failures.Say($"cannot write the results: {Failures.Reason(problem)}");
                code = ExitCode.Worse(code, ExitCode.NotCompleted);
            }
        }
    }

    private static async Task<(IReadOnlyList<Report> Reports, string? Problem)> ScanOneAsync(
        string text, bool many, TargetOpening opening, ScanOptions options, ScanDetonation detonation, ScanDisplay display, SemaphoreSlim slots, CancellationToken cancel)
    {
        await Task.Yield();
        var reports = new List<Report>();
        var hasSlot = false;
        try
        {
            await slots.WaitAsync(cancel);
            hasSlot = true;
            var parts = await Leave(() => opening.PartsAsync(text, cancel), cancel);
            if (parts.Count == 0)
            {
                throw new UnreadableException(text, "the archive holds no file: there is nothing in it to judge");
            }

            foreach (var part in parts)
            {
                await ScanPartAsync(part, opening, reports, options, detonation, display, cancel);
            }
        }
        catch (UsageException usage)
        {
            if (many)
            {
                // Whoever reads the list of results misses none of the targets.
                reports.Add(NotScanned(Unopened(text), Completeness.Failed(new("open", text, WithoutName(usage.Message, text))), options));
            }

            return (reports, usage.Message);
        }
        catch (Exception problem) when (AsCompleteness(problem, text, cancel) is { } completeness)
        {
            reports.Add(NotScanned(Unopened(text), completeness, options));
        }
        finally
        {
            if (hasSlot)
            {
                slots.Release();
            }
        }

        return (reports, null);
    }

    /// <summary>A part that cannot be read is a report of its own: the other parts are still scanned.</summary>
    private static async Task ScanPartAsync(TargetPart part, TargetOpening opening, List<Report> reports, ScanOptions options, ScanDetonation detonation, ScanDisplay display, CancellationToken cancel)
    {
        var artifact = Unopened(part.Name);
        try
        {
            foreach (var image in await Leave(() => part.OpenAsync(cancel), cancel))
            {
                artifact = image.Artifact;
                using var shown = display.Begin(image);
                var shows = options with { Progress = shown.Report };
                var report = await Leave(() => image.Artifact.Kind == ArtifactKind.Workspace && options.Source is null ? Workspaces.ScanAsync(image, shows, opening.SourceFor(image, detonation), cancel) : Pipeline.ScanAsync(image, shows, cancel), cancel);
                reports.Add(await detonation.JoinAsync(image, report, cancel));
            }
        }
        catch (Exception problem) when (AsCompleteness(problem, artifact.Name, cancel) is { } completeness)
        {
            reports.Add(NotScanned(artifact, completeness, options));
        }
    }

    /// <summary>What a report says about a problem; null for a problem that is the user's or is wanted as it is.</summary>
    private static Completeness? AsCompleteness(Exception problem, string what, CancellationToken cancel) => problem switch
    {
        UsageException => null,
        UnreadableException unreadable => Completeness.Failed(new("open", unreadable.What, unreadable.Why)),
        OperationCanceledException when cancel.IsCancellationRequested => new(CompletenessState.Partial, [new("read", what, "interrupted")]),
        _ when Program.Debug => null,
        IOException or UnauthorizedAccessException => Completeness.Failed(new("open", what, Failures.Reason(problem))),
        _ => Completeness.Failed(new("analyse", what, $"internal error {problem.GetType().Name}: {Failures.Reason(problem)} (WELLGUARD_DEBUG=1 shows more)")),
    };

    /// <summary>Work that ignores the interruption, also in its first step, is left to end with the process.</summary>
    private static async Task<T> Leave<T>(Func<Task<T>> start, CancellationToken cancel)
    {
        var work = Task.Run(start, CancellationToken.None);
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancel.Register(interrupted.SetResult);
        if (await Task.WhenAny(work, interrupted.Task) != work)
        {
            await Task.WhenAny(work, Task.Delay(Grace, CancellationToken.None));
            return work.IsCompleted ? await work : throw new OperationCanceledException(cancel);
        }

        return await work;
    }

    /// <summary>What the user wrote may hold a password: an address with one is a usual mistake.</summary>
    private static Artifact Unopened(string text)
    {
        var shown = Redaction.Clean(text);
        return new(TargetOpening.KindOf(text), SafeText.OneLine(shown)) { Source = shown };
    }

    private static Report NotScanned(Artifact artifact, Completeness completeness, ScanOptions options) =>
        RedactedReport.Of(new Report(artifact, completeness, Judge.Decide(options.Policy, artifact, completeness, [], _ => Stage.Entry, options.Today)));

    private static string WithoutName(string message, string name) => message.StartsWith(name + ": ", StringComparison.Ordinal) ? message[(name.Length + 2)..] : message;

    private async Task<List<string>> ReadTargetsAsync(CancellationToken cancel)
    {
        var targets = request.Targets.ToList();
        if (request.From is { } from)
        {
            using var reader = new StringReader(await TextInput.ReadAsync("--from", from, ListLimit, cancel));
            while (reader.ReadLine() is { } line)
            {
                if (line.Trim() is { Length: > 0 } target && target[0] != '#')
                {
                    targets.Add(target);
                }
            }
        }

        return targets.Count <= TargetLimit ? targets : throw new UsageException($"scan: more than {TargetLimit:N0} targets at once");
    }
}
