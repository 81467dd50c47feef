using System.Collections.Concurrent;
using System.Diagnostics;
using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Clock;
using Wellguard.Linux.Detonation.Internet;
using Wellguard.Linux.Detonation.Samples;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// One run of an artifact in a cell.
/// 1. Have its file system: unpack the image once, make the base system once, fill what lies on top. 2. Lay over it what the cell has and a layer that takes the changes. 3. Make the network and start the fake internet.
/// 4. Start the sandbox and listen, until it ends, does nothing more, or the time is over. 5. Collect what changed. 6. Take everything down.
/// </summary>
public static class CellRun
{
    /// <summary>Attack: a sample that makes events without end. The rest is counted.</summary>
    private const int MaxEvents = 2_000_000;

    /// <summary>Bytes that are left of the disk.</summary>
    private const long NearlyFull = 1 << 20;

    private const UnixFileMode OthersRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>As /tmp: everybody writes, and removes what is his.</summary>
    private const UnixFileMode Shared = OthersRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    /// <summary>Processor time that is work: a server that waits uses less in its whole settling time.</summary>
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static async Task<Detonated> RunAsync(Sample sample, DetonationOptions options, CancellationToken cancel)
    {
        var missing = (await Requirements.CheckAsync(options.Program, options.Engine).ConfigureAwait(false)).Where(static requirement => requirement.Problem is not null).ToList();
        if (missing.Count > 0)
        {
            return new([], [.. missing.Select(static requirement => new Shortfall("detonate", requirement.Name, requirement.Problem!))]) { Failed = true };
        }

        var clock = Stopwatch.StartNew();
        var stages = new Dictionary<string, long>();
        using var folder = await CellFolder.CreateAsync().ConfigureAwait(false);
        try
        {
            return await RunInAsync(folder, sample, options, Done, cancel).ConfigureAwait(false) with { Stages = stages };
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new([], [new Shortfall("detonate", sample.Artifact.Name, "interrupted")]) { Stages = stages };
        }
        catch (IOException problem)
        {
            return new([], [new Shortfall("detonate", sample.Artifact.Name, problem.Message)]) { Failed = true, Stages = stages };
        }
        finally
        {
            await CellFolder.TakeDownAsync(folder.Path).ConfigureAwait(false);
            Done("clean");
        }

        void Done(string stage)
        {
            stages[stage] = clock.ElapsedMilliseconds;
            clock.Restart();
        }
    }

    private static async Task<Detonated> RunInAsync(CellFolder folder, Sample sample, DetonationOptions options, Action<string> done, CancellationToken cancel)
    {
        // 1.
        var missed = new List<Shortfall>();
        var (below, served) = await LayersAsync(folder, sample, options, missed, cancel).ConfigureAwait(false);
        done("unpack");

        // 3. before 2.: the files of the cell hold the authority.
        var seen = new ConcurrentQueue<Event>();
        long count = 0, last = Stopwatch.GetTimestamp();
        var lures = Lures.Make(EmbeddedRules.Read("rules/decoys/lures.yml"), options.Profile);
        var network = await CellNetwork.CreateAsync(folder.Id, options.Engine == Engine.Runc ? folder["users"] : null).ConfigureAwait(false);
        using var internet = options.HasNetwork ? await CellInternet.StartAsync(options.Program, network, Configuration(lures, options.Stages.Concat(served).DistinctBy(static stage => stage.Key), folder), Happened, cancel).ConfigureAwait(false) : null;

        // 2.
        CellProgram program;
        var merged = Merged(folder, below);
        using (var root = new RootedFolder(merged))
        {
            var account = Account.Of(root, sample.Config.User) ?? throw new IOException($"it runs as {sample.Config.User}, and has no such user");
            Directory.CreateDirectory(folder["files"]);
            var hostName = "build-" + folder.Id[..4];
            var variables = CellFiles.Write(root, folder["files"], account, hostName, internet?.Authority, lures, Clock(options));
            program = ProgramOf(sample, options, account, hostName, variables);
        }

        Directory.CreateDirectory(folder["disk"]);
        Directory.CreateDirectory(folder["root"]);
        Mounts.Memory(folder["disk"], options.Limits.Disk);
        Directory.CreateDirectory(folder["disk/upper"]);
        Directory.CreateDirectory(folder["disk/work"]);
        Directory.CreateDirectory(folder[Bundle.SharedMemory]);
        File.SetUnixFileMode(folder[Bundle.SharedMemory], Shared);
        Mounts.Overlay(folder["root"], [folder["files"], .. below], folder["disk/upper"], folder["disk/work"], hasSetuid: options.Engine == Engine.Runc);
        done("prepare");

        // 4.
        using var sandbox = Sandbox.Start(options.Engine, options.Program, new Cell(folder, network, program, options.Limits), Happened);
        Volatile.Write(ref last, Stopwatch.GetTimestamp());
        var running = Stopwatch.StartNew();
        var worked = TimeSpan.Zero;
        while (!sandbox.HasEnded && !cancel.IsCancellationRequested && running.Elapsed < options.Timeout && Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < options.Settle)
        {
            await Task.WhenAny(sandbox.EndAsync(CancellationToken.None), Task.Delay(Step, CancellationToken.None)).ConfigureAwait(false);
            if (ControlGroup.Worked(folder.Id) is { } now && now - worked > Work)
            {
                worked = now;
                Volatile.Write(ref last, Stopwatch.GetTimestamp()); // it computes: that is no rest
            }
        }

        if (cancel.IsCancellationRequested)
        {
            missed.Add(new("detonate", sample.Artifact.Name, "interrupted"));
        }
        else if (!sandbox.HasEnded && running.Elapsed >= options.Timeout)
        {
            missed.Add(new("detonate", sample.Artifact.Name, $"still active after {options.Timeout.TotalSeconds:0} s; --timeout gives it more"));
        }

        var ended = sandbox.HasEnded ? sandbox.ExitCode : (int?)null;
        await sandbox.StopAsync().ConfigureAwait(false);
        await Sandbox.RemoveAsync(folder.Path).ConfigureAwait(false);
        missed.AddRange(sandbox.Finish());
        if (internet is not null)
        {
            missed.AddRange(await internet.FinishAsync().ConfigureAwait(false));
        }

        done("run");
        if (!seen.Any(static happened => happened.Process != 0))
        {
            using var root = new RootedFolder(merged);
            var why = ForeignProgram.Of(root, program.Arguments[0], program.Environment.First(static variable => variable.StartsWith("PATH=", StringComparison.Ordinal))["PATH=".Length..]) is { } machine ? $"it is built for {machine}, and this machine is none: run it on one that is" : LastLine(sandbox.Output.Text);
            return new([], [.. missed, new("detonate", string.Join(' ', program.Arguments), $"it did not start{(ended is { } code ? $" (exit {code})" : "")}: {why}")]) { Failed = true };
        }

        // The kernel of a gVisor cell is a process in it, and ends with it; what happened to one of runc, the sandbox says.
        if (options.Engine == Engine.Gvisor && ended is { } status && !cancel.IsCancellationRequested && !seen.Any(static happened => happened is { Kind: EventKind.Exit, Process: 1 }))
        {
            missed.Add(new("detonate", sample.Artifact.Name, $"the sandbox ended before the program did (exit {status}): it took all memory or processes that a cell has"));
        }

        if (sample.FillAsync is not null && ended == Driver.NotInstalled)
        {
            missed.Add(new("detonate", sample.Artifact.Name, $"it could not be installed whole, so not all of its code ran: {LastLine(sandbox.Output.Text)}"));
        }

        if (new DriveInfo(folder["disk"]).AvailableFreeSpace < NearlyFull)
        {
            missed.Add(new("detonate", sample.Artifact.Name, $"it wrote more than the {options.Limits.Disk >> 20} MB that a cell may; what it would have written then is not known"));
        }

        // 5.
        var finished = seen.Max(static happened => happened.Time);
        var changes = await FileDifference.OfAsync(folder["disk/upper"], merged, finished, CancellationToken.None).ConfigureAwait(false);
        if (options.PayloadsDirectory is { } kept)
        {
            missed.AddRange(Payloads.Keep(folder["disk/upper"], changes, kept));
        }

        var lost = Volatile.Read(ref count) - seen.Count;
        done("collect");
        IEnumerable<Event> all = seen.OrderBy(static happened => happened.Time).Concat(changes);
        return new([.. lost > 0 ? all.Append(new Event(finished, EventKind.Lost) { Source = "wellguard", Size = lost }) : all], missed) { Output = sandbox.Output.Text };

        void Happened(Event happened)
        {
            if (Interlocked.Increment(ref count) <= MaxEvents)
            {
                seen.Enqueue(happened);
            }

            Volatile.Write(ref last, Stopwatch.GetTimestamp());
            options.Happened?.Invoke(happened);
        }
    }

    /// <summary>Without the library long sleeps last; another date cannot be had without it.</summary>
    private static byte[]? Clock(DetonationOptions options) =>
        CellClock.Library(options.Program, options.ClockShift) ?? (options.ClockShift == TimeSpan.Zero ? null : throw new IOException("another date needs libclock.so beside the executable: ./wellguard detonate compiles it"));

    /// <returns>Folders with the file system of the artifact, the first on top; what registries serve.</returns>
    private static async Task<(IReadOnlyList<string> Layers, IReadOnlyDictionary<string, byte[]> Served)> LayersAsync(CellFolder folder, Sample sample, DetonationOptions options, List<Shortfall> missed, CancellationToken cancel)
    {
        var layers = new List<string>();
        var supplies = new Supplies([]);
        if (sample.FillAsync is { } fill)
        {
            layers.Add(folder["sample"]);
            Directory.CreateDirectory(folder["sample"], OthersRead);
            supplies = await fill(folder["sample"], options.IsOffline, cancel).ConfigureAwait(false);
            missed.AddRange(supplies.Missed);
        }

        if (sample.Image is { } image)
        {
            var (unpacked, shortfalls) = await RootCache.GetAsync(image, Path.Combine(options.CacheDirectory, "roots"), folder["partial"], cancel).ConfigureAwait(false);
            layers.Add(unpacked);
            missed.AddRange([.. image.Shortfalls, .. shortfalls]);
        }

        if (sample.Base is { } system)
        {
            layers.Add(await system.GetAsync(Path.Combine(options.CacheDirectory, "systems"), options.IsOffline, options.Say, cancel).ConfigureAwait(false));
        }

        return (layers, supplies.Served);
    }

    /// <summary>What the artifact's program will see of them.</summary>
    private static string Merged(CellFolder folder, IReadOnlyList<string> layers)
    {
        if (layers.Count == 1)
        {
            return layers[0];
        }

        Directory.CreateDirectory(folder["below"]);
        Mounts.Overlay(folder["below"], layers);
        return folder["below"];
    }

    private static CellProgram ProgramOf(Sample sample, DetonationOptions options, Account account, string hostName, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var arguments = options.Command ?? [.. sample.Config.Entrypoint, .. sample.Config.Command];
        if (arguments.Count == 0)
        {
            throw new IOException("it has neither an entrypoint nor a command; say one with --command");
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ["HOME"] = account.Home, ["HOSTNAME"] = hostName };
        foreach (var (name, value) in variables.Concat(sample.Config.Environment))
        {
            environment[name] = value;
        }

        return new(arguments, [.. environment.Select(static pair => pair.Key + "=" + pair.Value)], sample.Config.WorkingDirectory is { Length: > 0 } folder && folder[0] == '/' ? folder : "/", account.User, account.Group, hostName, sample.Folders);
    }

    private static InternetConfiguration Configuration(Lures lures, IEnumerable<KeyValuePair<string, byte[]>> stages, CellFolder folder) => new()
    {
        Dns = CellNetwork.DnsPort,
        Tcp = CellNetwork.TcpPort,
        Udp = CellNetwork.UdpPort,
        Seed = folder.Id,
        Canaries = lures.Canaries.ToDictionary(static canary => canary.Name, static canary => canary.Value),
        Stages = stages.ToDictionary(),
    };

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? lines[^1] : "it said nothing";
}
