using Wellguard.Artifacts;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation;

/// <summary>What happened, in order, and what was not seen.</summary>
public sealed record Detonated(IReadOnlyList<Event> Events, IReadOnlyList<Shortfall> Shortfalls)
{
    /// <summary>Nothing ran.</summary>
    public bool Failed { get; init; }

    /// <summary>The beginning of what the program wrote.</summary>
    public string Output { get; init; } = "";

    /// <summary>Milliseconds of each stage.</summary>
    public IReadOnlyDictionary<string, long> Stages { get; init; } = new Dictionary<string, long>();

    /// <summary>Another run of the same artifact, as if it had come after this one.</summary>
    public Detonated Then(Detonated next)
    {
        const int Apart = 10_000_000; // more than any process number of a cell
        const long Pause = 1_000_000_000;
        var delay = Events.Count == 0 || next.Events.Count == 0 ? 0 : Events.Max(static happened => happened.Time) + Pause - next.Events.Min(static happened => happened.Time);
        int Number(int process) => process == 0 ? 0 : process + Apart;
        return new(
            [.. Events, .. next.Events.Select(happened => happened with { Time = happened.Time + delay, Process = Number(happened.Process), Child = Number(happened.Child), Started = happened.Started == 0 ? 0 : happened.Started + delay })],
            [.. Shortfalls, .. next.Shortfalls])
        {
            Failed = Failed && next.Failed,
            Output = Output + next.Output,
            Stages = Stages.Concat(next.Stages).GroupBy(static stage => stage.Key).ToDictionary(static group => group.Key, static group => group.Sum(static stage => stage.Value)),
        };
    }
}
