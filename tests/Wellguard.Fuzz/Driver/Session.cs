using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Wellguard.Fuzz.Seeds;
using Wellguard.Fuzz.Targets;

namespace Wellguard.Fuzz.Driver;

/// <summary>Fuzzes one target in one process, bound to the copy of Core that counts edges. What it found goes into files of its work folder: the process may die.</summary>
internal static class Session
{
    public const string CurrentFile = "current", HungFile = "hung", ResultFile = "result";

    /// <summary>An execution that takes longer than this ends the process.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(20);

    private static long started;

    /// <summary>Called through <see cref="InstrumentedContext"/>.</summary>
    public static void Run(string name, double seconds, int seed, string work, string instrumented)
    {
        var feedback = new Feedback();
        var target = FuzzTarget.All.First(target => target.Name == name);
        var execution = new Execution(target);
        var random = new Random(seed);
        var corpus = new Corpus(random);
        var seeds = SeedSource.Of(name);
        var mutator = new Mutator(random, target.Tokens, target.IsText);
        var faults = new Dictionary<string, Fault>();
        using var mapped = MemoryMappedFile.CreateFromFile(Path.Combine(work, CurrentFile), FileMode.Create, null, Mutator.Longest + sizeof(int));
        using var current = mapped.CreateViewAccessor();
        using var watch = new Timer(_ => Watch(work), null, GiveUp, TimeSpan.FromSeconds(1));
        var slowest = 0L;

        bool Try(byte[] input)
        {
            current.Write(0, input.Length);
            current.WriteArray(sizeof(int), input, 0, input.Length);
            feedback.Begin();
            var start = Stopwatch.GetTimestamp();
            Volatile.Write(ref started, start);
            var fault = execution.Run(input);
            Volatile.Write(ref started, 0);
            slowest = Math.Max(slowest, Stopwatch.GetTimestamp() - start);
            if (fault is not null)
            {
                if (faults.TryAdd(fault.Key, fault))
                {
                    Keep(work, fault, execution.Minimise(input, fault));
                }

                return false;
            }

            return feedback.End();
        }

        // Static constructors take edges that are none of the input's: each seed runs twice.
        foreach (var input in seeds.Concat(seeds))
        {
            Try(input);
        }

        foreach (var input in seeds.Where(input => execution.Run(input) is null))
        {
            corpus.Add(input);
        }

        var clock = Stopwatch.StartNew();
        long executions = 0;
        for (; clock.Elapsed.TotalSeconds < seconds; executions++)
        {
            var input = mutator.Mutate(corpus.Choose(), corpus.Any());
            if (random.Next(8) > 0)
            {
                target.Repair(input);
            }

            if (Try(input))
            {
                corpus.Add(input);
            }
        }

        var elapsed = clock.Elapsed.TotalSeconds;
        var coverage = (string)InstrumentedCore.Load(instrumented, InstrumentedCore.Branches).Call(typeof(Coverage), nameof(Coverage.Replay), name, corpus.Inputs.ToArray(), instrumented, work)!;
        File.WriteAllText(Path.Combine(work, ResultFile), string.Create(CultureInfo.InvariantCulture,
            $"{executions} executions in {elapsed:0} s ({executions / elapsed:0}/s), {feedback.Edges} edges, {coverage}, {seeds.Count} seeds + {corpus.Inputs.Count - seeds.Count} new inputs, slowest {Stopwatch.GetElapsedTime(0, slowest).TotalMilliseconds:0} ms"));
    }

    private static void Keep(string work, Fault fault, byte[] input)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(input))[..8];
        File.WriteAllBytes(Path.Combine(work, $"{fault.Kind}-{name}"), input);
        Console.Error.WriteLine($"{fault.Kind} {name}: {fault.Text}");
    }

    private static void Watch(string work)
    {
        var start = Volatile.Read(ref started);
        if (start != 0 && Stopwatch.GetElapsedTime(start) > GiveUp)
        {
            File.WriteAllText(Path.Combine(work, HungFile), "");
            Process.GetCurrentProcess().Kill();
        }
    }
}
