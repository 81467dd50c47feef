#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:property AssemblyName=Wellguard.Bench
#:property AllowUnsafeBlocks=true
#:property PublishAot=true
#:property ConcurrentGarbageCollection=false
#:property TieredPGO=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// Events a second of the rule engine alone, with all rules, on one thread, and its memory while they go on.
// Built ahead of time and with the collector's settings, as the product is:
//   dotnet publish -c Release bench/engine.cs -o out/engine && DOTNET_GCConserveMemory=6 out/engine/Wellguard.Bench [MILLIONS]        default: 10
// Each round is a session of a machine at work, with names and processes of its own: shells, package managers, compilers, services, and one download that runs.
using System.Diagnostics;
using System.Globalization;
using Wellguard.Events;
using Wellguard.Signals;
using Wellguard.Signals.Behavior;

var millions = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var activity = new Wellguard.Signals.Behavior.Activity(RuleBook.Behavior, "bench");
activity.Add(new Event(1, EventKind.Start) { Source = "bench", Process = 1, Object = "/sbin/init", Arguments = ["/sbin/init"] });
long done = 0, at = 0;
var clock = new Stopwatch(); // of the engine: the events are made before
var last = clock.Elapsed;
for (var round = 0; done < millions * 1_000_000; round++)
{
    var process = 2 + (round % 20_000 * 8);
    var session = Session(round, process).Select(happened => happened with { Time = ++at }).ToList();
    clock.Start();
    foreach (var happened in session)
    {
        activity.Add(happened);
    }

    clock.Stop();
    done += session.Count;

    if (done / 1_000_000 % Math.Max(1, millions / 10) == 0 && clock.Elapsed - last > TimeSpan.FromSeconds(1))
    {
        last = clock.Elapsed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done / 1e6:0.0} M events, {done / clock.Elapsed.TotalSeconds / 1e6:0.00} M/s, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB"));
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done / 1e6:0.0} M events in {clock.Elapsed.TotalSeconds:0.0} s: {done / clock.Elapsed.TotalSeconds / 1e6:0.00} M events/s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB, {activity.Spoken.Count} nodes that a rule spoke about"));

static IEnumerable<Event> Session(int round, int process)
{
    Event Of(EventKind kind, string what, int of, long result = 3) => new(0, kind) { Source = "bench", Process = of, Object = what, Result = result };
    yield return new(0, EventKind.Fork) { Source = "bench", Process = 1, Child = process };
    yield return new(0, EventKind.Exec) { Source = "bench", Process = process, Object = "/usr/bin/bash", Arguments = ["bash", "/srv/job.sh", round.ToString(CultureInfo.InvariantCulture)], Result = 0 };
    for (var part = 1; part <= 6; part++)
    {
        var child = process + part;
        yield return new(0, EventKind.Fork) { Source = "bench", Process = process, Child = child };
        yield return part switch
        {
            1 => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/gcc", Arguments = ["gcc", "-c", "-O2", "main.c", "-o", "main.o"], Result = 0 },
            2 => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/node", Arguments = ["node", "server.js"], Result = 0 },
            3 => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/apt-get", Arguments = ["apt-get", "install", "-y", "curl"], Result = 0 },
            4 => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/psql", Arguments = ["psql", "-h", "db", "-c", "select 1"], Result = 0 },
            5 => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/python3", Arguments = ["python3", "-m", "unittest"], Result = 0 },
            _ => new(0, EventKind.Exec) { Source = "bench", Process = child, Object = "/usr/bin/curl", Arguments = ["curl", "-fsSL", "https://files.example.com/a"], Result = 0 },
        };
        for (var file = 0; file < 24; file++)
        {
            yield return Of(EventKind.Read, file < 16 ? Names.Libraries[file] : Names.Sources[(round + file) % Names.Sources.Length], child);
        }

        for (var file = 0; file < 4; file++)
        {
            yield return Of(EventKind.Write, Names.Outputs[(round + (part * 4) + file) % Names.Outputs.Length], child);
        }

        yield return Of(EventKind.Connect, Names.Peers[(round + part) % Names.Peers.Length], child, 0);
        yield return new(0, EventKind.Exit) { Source = "bench", Process = child };
    }

    yield return new(0, EventKind.Exit) { Source = "bench", Process = process };
}

internal static class Names
{
    public static readonly string[] Libraries = [.. Enumerable.Range(0, 16).Select(static n => $"/usr/lib/x86_64-linux-gnu/lib{n}.so.{n}")];
    public static readonly string[] Sources = [.. Enumerable.Range(0, 5_000).Select(static n => $"/srv/app/src/module-{n}/index.js")];
    public static readonly string[] Outputs = [.. Enumerable.Range(0, 20_000).Select(static n => $"/srv/app/build/out-{n}.o")];
    public static readonly string[] Peers = [.. Enumerable.Range(0, 200).Select(static n => $"10.0.{n / 100}.{n % 100}:5432")];
}
