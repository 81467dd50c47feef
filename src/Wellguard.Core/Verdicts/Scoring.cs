using Wellguard.Signals;

namespace Wellguard.Verdicts;

/// <summary>
/// From signals to 0…100.
/// 1. A signal weighs its severity times its confidence.
/// 2. Of each stage of an attack the strongest signal counts; the low ones count <see cref="LowLimit"/> together at most.
/// 3. The stages combine as chances do: 100 × (1 − ∏ (1 − w/100)).
/// 4. Posture (secrets, hygiene) is combined by itself, capped at <see cref="PostureLimit"/>; the greater of the two is the score.
/// </summary>
public static class Scoring
{
    public const int MaliciousFrom = 70;
    public const int SuspiciousFrom = 35;

    /// <summary>What bad habits alone can reach: never suspicious.</summary>
    public const int PostureLimit = SuspiciousFrom - 1;

    public const int LowLimit = 10;

    /// <summary>Rules with this prefix are about hygiene, not about an attack.</summary>
    public const string PosturePrefix = "content/posture-";

    public static int Score(IEnumerable<Signal> signals, Func<string, Stage> stageOf)
    {
        var sides = signals.ToLookup(IsPosture);
        return Math.Max(Combine(sides[false], stageOf), Math.Min(PostureLimit, Combine(sides[true], stageOf)));
    }

    public static double Weight(Signal signal) => signal.Weight;

    public static bool IsPosture(Signal signal) =>
        signal.Class == SignalClass.Secret || signal.Rule.StartsWith(PosturePrefix, StringComparison.Ordinal);

    private static int Combine(IEnumerable<Signal> signals, Func<string, Stage> stageOf)
    {
        var strongest = signals
            .GroupBy(signal => stageOf(signal.Rule))
            .OrderBy(stage => stage.Key)
            .Select(stage => stage.MaxBy(Weight)!)
            .ToList();
        var low = Math.Min(LowLimit, strongest.Where(signal => signal.Severity == Severity.Low).Sum(Weight));
        var innocent = strongest
            .Where(signal => signal.Severity != Severity.Low)
            .Aggregate(1 - (low / 100), (left, signal) => left * (1 - (Weight(signal) / 100)));
        return (int)Math.Round(100 * (1 - innocent), MidpointRounding.AwayFromZero);
    }
}
