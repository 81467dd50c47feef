using System.Diagnostics;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Reads or evaluates one thing.</summary>
internal delegate void Evaluation<T>(in T subject)
    where T : allows ref struct;

/// <summary>
/// Where the evaluation of one file meets the rest: a bug that a file finds costs that file alone, and all files together have a longest time. Both are said.
/// </summary>
internal sealed class EvaluationFence(TimeSpan longest)
{
    /// <summary>Attack: thousands of files, each just below its own bounds. The largest images that were measured take a second or two.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public const string TimeIsOver = "evaluating programs took too long; the rest was not read";

    /// <summary>When the evaluation on this thread must end, as a time stamp; 0: nobody waits for it.</summary>
    [ThreadStatic]
    private static long _deadline;

    private long _spent;

    /// <summary>False when the evaluation that goes on must end.</summary>
    public static bool HasTime => _deadline == 0 || Stopwatch.GetTimestamp() < _deadline;

    /// <summary>Evaluates, unless the time for all is used up.</summary>
    public void Run<T>(string path, List<Shortfall> shortfalls, in T subject, Evaluation<T> evaluate)
        where T : allows ref struct
    {
        var start = Stopwatch.GetTimestamp();
        var left = (long)(longest.TotalSeconds * Stopwatch.Frequency) - Interlocked.Read(ref _spent);
        if (left <= 0)
        {
            Add(shortfalls, new Shortfall("analyse", "", TimeIsOver));
            return;
        }

        var outer = _deadline;
        try
        {
            _deadline = outer == 0 ? start + left : Math.Min(outer, start + left);
            if (Guard(subject, evaluate) is { } error)
            {
                Add(shortfalls, new Shortfall("analyse", path, error));
            }

            if (!HasTime)
            {
                Add(shortfalls, new Shortfall("analyse", path, TimeIsOver));
            }
        }
        finally
        {
            // Also after an interruption: the thread goes on with somebody else's work.
            _deadline = outer;
            Interlocked.Add(ref _spent, Stopwatch.GetTimestamp() - start);
        }
    }

    /// <summary>What went wrong that should not have; null when nothing did.</summary>
    public static string? Guard<T>(in T subject, Evaluation<T> evaluate)
        where T : allows ref struct
    {
        try
        {
            evaluate(subject);
            return null;
        }
        catch (OutOfMemoryException)
        {
            return Completeness.MemoryIsOver;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return "internal error " + e.GetType().Name;
        }
    }

    private static void Add(List<Shortfall> shortfalls, Shortfall shortfall)
    {
        if (!shortfalls.Contains(shortfall))
        {
            shortfalls.Add(shortfall);
        }
    }
}
