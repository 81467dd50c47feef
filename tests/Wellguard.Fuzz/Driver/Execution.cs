using System.Diagnostics;
using Wellguard.Fuzz.Targets;

namespace Wellguard.Fuzz.Driver;

/// <summary>What is wrong with an execution: null when nothing is. Equal keys mean the same fault.</summary>
/// <param name="Kind"><c>crash</c>, <c>hang</c> or <c>memory</c>.</param>
internal sealed record Fault(string Kind, string Key, string Text);

/// <summary>Runs a target once and judges it.</summary>
internal sealed class Execution(FuzzTarget target)
{
    /// <summary>Of processor time, so that a busy machine makes no hang.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>What the runtime compiles beside it counts as well, once.</summary>
    private const int Tries = 3;

    public const long MostAllocated = 512L << 20;

    public Fault? Run(byte[] input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
        }
        catch (Exception e)
        {
            return new("crash", KeyOf(e), e.ToString());
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > MostAllocated)
        {
            return new("memory", "memory", $"{allocated >> 20} MB allocated for {input.Length} bytes");
        }

        return Stopwatch.GetElapsedTime(clock) > Longest && Enumerable.Range(0, Tries).Select(_ => ProcessorTime(input)).TakeWhile(static took => took > Longest).ToList() is { Count: Tries } took && took.Min() is var time
            ? new("hang", "hang", $"{time.TotalSeconds:0.0} s of processor time for {input.Length} bytes")
            : null;
    }

    private TimeSpan ProcessorTime(byte[] input)
    {
        var before = Environment.CpuUsage.TotalTime;
        target.Run(input);
        return Environment.CpuUsage.TotalTime - before;
    }

    /// <summary>The exception's type and the first of Core's methods on the stack.</summary>
    private static string KeyOf(Exception e)
    {
        var frame = (e.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("Wellguard.", StringComparison.Ordinal)) ?? "";
        var end = frame.IndexOf(" in ", StringComparison.Ordinal);
        return $"{e.GetType().Name} {(end < 0 ? frame : frame[..end]).Trim()}";
    }

    /// <summary>Takes out ever smaller pieces as long as the fault stays the same.</summary>
    public byte[] Minimise(byte[] input, Fault fault)
    {
        var clock = Stopwatch.GetTimestamp();
        for (var size = input.Length / 2; size > 0 && fault.Kind != "hang"; size /= 2)
        {
            for (var at = 0; at + size <= input.Length && Stopwatch.GetElapsedTime(clock) < Longest;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
                if (Run(shorter)?.Key == fault.Key)
                {
                    input = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }
}
